import { join } from 'node:path'
import { listCache } from '#pipeline/cache.ts'
import { withLock } from '#pipeline/jobs/lock.ts'
import { withdraw as withdrawThing } from '#pipeline/publish/withdraw.ts'
import { type Command, text } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'
import { reasonOf } from './reason.ts'

const WORDS = {
  sv: { withdrawn: 'drog tillbaka', releases: 'utgåvor', files: 'filer', alike: 'har annat innehåll på samma plats; för att dra tillbaka även det' },
  en: { withdrawn: 'withdrew', releases: 'releases', files: 'files', alike: 'has other content at the same place; to withdraw that too' },
} as const

export const withdraw: Command = {
  arguments: ['WHAT'],
  options: { ...PLACES, why: { type: 'string' }, replacement: { type: 'string' } },
  about: {
    sv: 'Ta bort något ur alla utgåvor: UTGÅVA, VÄRLD, UTGÅVA:SÖKVÄG, VÄRLD:SÖKVÄG eller layer:LAGER.',
    en: 'Remove a thing from every release: RELEASE, WORLD, RELEASE:PATH, WORLD:PATH or layer:LAYER.',
  },
  optionTexts: {
    '--why TEXT': { sv: 'varför; visas för alla och sparas i loggen', en: 'why; shown to everyone and kept in the log' },
    '--replacement TEXT': { sv: 'utgåva eller adress att använda i stället; visas för alla', en: 'release or address to use instead; shown to everyone' },
    ...PLACE_TEXTS,
  },
  examples: [
    'withdraw sample-town-20261101T030000Z-1a2b3c4d --why "heights are wrong"',
    'withdraw "sample-town:**/r.0.0.mca" --why "a protected place is to be seen"',
    'withdraw layer:trees --why "the licence has ended"',
  ],
  async run(context) {
    const why = reasonOf(context)
    const [target] = context.positionals
    const words = WORDS[context.language]
    const io = ioOf(context, workspaceOf(context))
    const stores = { releases: io.releases, now: io.now, snapshots: io.snapshots, cached: () => listCache(join(io.output, 'cache')) }
    const wanted = { target, why, replacement: text(context.values['replacement'])?.slice(0, 500) }
    const { tombstone, alike } = await withLock(io.output, `withdraw ${target}`, () => withdrawThing(wanted, stores))
    const files = tombstone.lost.reduce((sum, lost) => sum + lost.files.length, 0)
    if (context.values['json']) {
      const done = { event: 'done', tombstone: tombstone.id, releases: tombstone.lost.map(({ release, whole }) => ({ release, whole })), files, alike }
      context.out.write(`${JSON.stringify(done)}\n`)
      return 0
    }
    context.out.write(`${words.withdrawn} ${target}: ${tombstone.lost.length} ${words.releases}, ${files} ${words.files} (${tombstone.id})\n`)
    const { what } = tombstone
    if (what.kind === 'files') for (const id of alike) context.out.write(`  ${id} ${words.alike}: kvarter withdraw "${what.world}:${what.glob}" --why TEXT\n`)
    return 0
  },
}
