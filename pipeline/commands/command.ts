import type { ParseArgsOptionsConfig } from 'node:util'
import type { Bilingual } from '#pipeline/model/dataset.ts'

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {}

export interface CommandContext {
  values: Readonly<Record<string, unknown>>
  positionals: readonly string[]
  env: NodeJS.ProcessEnv
  out: NodeJS.WriteStream
  err: NodeJS.WriteStream
  signal: AbortSignal
  language: keyof Bilingual
}

/** One command; its name is its file's. */
export interface Command {
  /** Positional arguments, as the help shows them. */
  arguments: readonly string[]
  options: ParseArgsOptionsConfig
  about: Bilingual
  /** What each option means. */
  optionTexts: Readonly<Record<string, Bilingual>>
  examples: readonly string[]
  /** @returns the exit code */
  run(context: CommandContext): Promise<number>
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
