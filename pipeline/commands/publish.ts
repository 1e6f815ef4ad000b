import { withLock } from '#pipeline/jobs/lock.ts'
import { Failure } from '#pipeline/model/failure.ts'
import type { Command } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

export const publish: Command = {
  arguments: ['WORLD'],
  options: { ...PLACES, release: { type: 'string' } },
  about: { sv: 'Gör världens kandidat gällande.', en: 'Make a world’s candidate current.' },
  optionTexts: { '--release ID': { sv: 'en annan utgåva än kandidaten', en: 'another release than the candidate' }, ...PLACE_TEXTS },
  examples: ['publish sample-town', 'publish sample-town --release sample-town-20261101T030000Z-1a2b3c4d'],
  async run(context) {
    const world = context.positionals[0]
    const { releases, output } = ioOf(context, workspaceOf(context))
    const id = typeof context.values['release'] === 'string' ? context.values['release'] : (await releases.find(world, 'candidate'))?.id
    if (id === undefined) throw new Failure('not-found', `${world} has no candidate`, `make one with: kvarter build ${world}`)
    await withLock(output, `publish ${world}`, () => releases.switchTo(world, id))
    context.out.write(context.values['json'] ? `${JSON.stringify({ event: 'done', release: id, published: true })}\n` : `published ${id}\n`)
    return 0
  },
}
