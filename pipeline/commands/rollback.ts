import { withLock } from '#pipeline/jobs/lock.ts'
import { rollBack } from '#pipeline/publish/rollback.ts'
import { type Command, text } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'
import { reasonOf } from './reason.ts'

const WORDS = { sv: { published: 'publicerade', content: 'med innehållet i' }, en: { published: 'published', content: 'with the content of' } } as const

export const rollback: Command = {
  arguments: ['WORLD'],
  options: { ...PLACES, to: { type: 'string' }, why: { type: 'string' } },
  about: {
    sv: 'Gör en ny utgåva med en tidigare utgåvas innehåll, och gör den gällande.',
    en: 'Make a new release with an earlier one’s content, and make it current.',
  },
  optionTexts: {
    '--to RELEASE': {
      sv: 'en viss utgåva (annars den som publicerades före den gällande)',
      en: 'a certain release (else the one published before the current)',
    },
    '--why TEXT': { sv: 'varför; sparas i loggen', en: 'why; kept in the log' },
    ...PLACE_TEXTS,
  },
  examples: ['rollback sample-town --why "trees stand in the river"', 'rollback sample-town --to sample-town-20261101T030000Z-1a2b3c4d --why "see ticket 17"'],
  async run(context) {
    const why = reasonOf(context)
    const [world] = context.positionals
    const words = WORDS[context.language]
    const io = ioOf(context, workspaceOf(context))
    const { id, manifest } = await withLock(io.output, `rollback ${world}`, () =>
      rollBack(io.releases, world, { to: text(context.values['to']), why, now: io.now() }),
    )
    const done = { event: 'done', release: id, rollbackOf: manifest.rollbackOf, published: true }
    context.out.write(context.values['json'] ? `${JSON.stringify(done)}\n` : `${words.published} ${id}, ${words.content} ${manifest.rollbackOf}\n`)
    return 0
  },
}
