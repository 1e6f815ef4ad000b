import type { Command } from './command.ts'

/** All commands, in the order of the help; each is loaded when it is asked for. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./init.ts')).init,
  doctor: async () => (await import('./doctor.ts')).doctor,
  plan: async () => (await import('./plan.ts')).plan,
  build: async () => (await import('./build.ts')).build,
  run: async () => (await import('./run.ts')).run,
  publish: async () => (await import('./publish.ts')).publish,
  releases: async () => (await import('./releases.ts')).releases,
  approve: async () => (await import('./approve.ts')).approve,
  rollback: async () => (await import('./rollback.ts')).rollback,
  withdraw: async () => (await import('./withdraw.ts')).withdraw,
  prune: async () => (await import('./prune.ts')).prune,
  audit: async () => (await import('./audit.ts')).audit,
  verify: async () => (await import('./verify.ts')).verify,
  report: async () => (await import('./report.ts')).report,
  where: async () => (await import('./where.ts')).where,
}
