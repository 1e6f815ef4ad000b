import type { Command } from './command.ts'

/** All commands, in the order of the help; each is loaded when it is asked for. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./init.ts')).init,
  doctor: async () => (await import('./doctor.ts')).doctor,
  plan: async () => (await import('./plan.ts')).plan,
  build: async () => (await import('./build.ts')).build,
  publish: async () => (await import('./publish.ts')).publish,
  verify: async () => (await import('./verify.ts')).verify,
  report: async () => (await import('./report.ts')).report,
  where: async () => (await import('./where.ts')).where,
}
