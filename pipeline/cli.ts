/** The command line: reads arguments and environment; the only file that exits. */
import { parseArgs } from 'node:util'
import { COMMANDS } from './commands/index.ts'
import { type Command, type CommandContext, UsageError } from './commands/command.ts'
import { helpFor, helpOverview, languageOf } from './commands/help.ts'
import { asFailure } from './model/failure.ts'

const EXIT = { done: 0, failed: 1, usage: 2, held: 3 } as const

class Interrupted extends Error {}
const stop = new AbortController()

async function main(argv: string[]): Promise<number> {
  const language = languageOf(process.env)
  const [name, ...rest] = argv
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    process.stdout.write(await (rest[0] && Object.hasOwn(COMMANDS, rest[0]) ? helpFor(rest[0], language) : helpOverview(language)))
    return name === undefined ? EXIT.usage : EXIT.done
  }
  if (!Object.hasOwn(COMMANDS, name)) throw new UsageError(`there is no command "${name}"; there are: ${Object.keys(COMMANDS).join(', ')}`)
  const command = await COMMANDS[name]()
  const { values, positionals } = parse(rest, command.options)
  if (values['help']) {
    process.stdout.write(await helpFor(name, language))
    return EXIT.done
  }
  const needed = command.arguments.filter((each) => !each.startsWith('['))
  if (positionals.length < needed.length) throw new UsageError(`${name} needs ${needed.join(' ')}; see: kvarter ${name} --help`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Interrupted()))
  const context: CommandContext = { values, positionals, env: process.env, out: process.stdout, err: process.stderr, signal: stop.signal, language }
  return command.run(context)
}

/** A negative number is a number, not an option. */
const SHIELD = '\0'
const shield = (text: string) => (/^-[\d.]/.test(text) ? SHIELD + text : text)

function parse(args: string[], options: Command['options']) {
  try {
    const { values, positionals } = parseArgs({
      args: args.map(shield),
      options: { ...options, help: { type: 'boolean', short: 'h' }, trace: { type: 'boolean' } },
      allowPositionals: true,
    })
    return { values, positionals: positionals.map((text) => text.replace(SHIELD, '')) }
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0])
  }
}

// Whoever reads our output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`kvarter: ${error.message}\n`)
    process.exitCode = EXIT.usage
  } else {
    // What was under way when it was asked to stop may fail of it in its own way.
    const failure = stop.signal.aborted ? undefined : asFailure(error)
    const line = failure
      ? `${failure.message}. ${failure.hint.charAt(0).toUpperCase()}${failure.hint.slice(1)}.`
      : 'stopped; what is done is kept, and the current release is as it was.'
    if (process.argv.includes('--json'))
      process.stdout.write(
        `${JSON.stringify({ event: 'failed', code: failure?.code ?? 'interrupted', message: failure?.message ?? line, hint: failure?.hint })}\n`,
      )
    process.stderr.write(`\nkvarter: ${line}\n`)
    if (process.argv.includes('--trace'))
      process.stderr.write(`${failure?.stack}\n${failure?.cause instanceof Error ? failure.cause.stack : ((failure?.cause as string | undefined) ?? '')}\n`)
    process.exitCode = failure?.code === 'held' ? EXIT.held : EXIT.failed
  }
}
