import { join } from 'node:path'
import { sweepOutput } from '#pipeline/cache.ts'
import { withLock } from '#pipeline/jobs/lock.ts'
import { watchMemory } from '#pipeline/jobs/peak-memory.ts'
import type { Bilingual } from '#pipeline/model/dataset.ts'
import { build as buildWorld, type Freshness } from '#pipeline/run.ts'
import type { Command } from './command.ts'
import { definitionsOf, ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

export const build: Command = {
  arguments: ['WORLD'],
  options: { ...PLACES, publish: { type: 'boolean' }, workers: { type: 'string' } },
  about: { sv: 'Bygg det som saknas eller är inaktuellt, och gör en kandidat.', en: 'Build what is missing or stale, and make a candidate.' },
  optionTexts: {
    '--publish': { sv: 'gör kandidaten gällande direkt', en: 'make the candidate current at once' },
    '--workers N': { sv: 'antal arbetsprocesser (annars en per kärna)', en: 'number of worker processes (else one a core)' },
    ...PLACE_TEXTS,
  },
  examples: ['build sample-town', 'build goteborg-innerstaden --data ~/geodata --publish', 'build sample-town --json | tail -n 1'],
  async run(context) {
    const started = performance.now()
    const memory = watchMemory()
    const workspace = workspaceOf(context)
    const io = ioOf(context, workspace)
    try {
      const { release, problems, isNew, freshness } = await withLock(io.output, `build ${context.positionals[0]}`, async () => {
        await sweepOutput(io.output)
        const built = await buildWorld(await definitionsOf(context, workspace), io)
        if (context.values['publish']) await io.releases.switchTo(built.release.manifest.world, built.release.id)
        return built
      })
      const worlds = Object.fromEntries(release.manifest.editions.map(({ profile, path }) => [profile, join(release.folder, path)]))
      const held = (await io.releases.blocks(release)).map(({ reason }) => reason.text)
      const stale = freshness.filter(({ staleSince }) => staleSince !== undefined)
      const summary = {
        event: 'done',
        release: release.id,
        isNew,
        published: Boolean(context.values['publish']),
        held,
        stale,
        manifest: join(release.folder, 'manifest.json'),
        world: worlds,
        problems: problems.length,
        seconds: Math.round((performance.now() - started) / 10) / 100,
        peakRssMb: memory.peakMb(),
      }
      context.out.write(context.values['json'] ? `${JSON.stringify(summary)}\n` : tell(summary, context.language))
      return held.length > 0 || stale.length > 0 ? 3 : 0
    } finally {
      memory.stop()
      await io.gdal.close()
    }
  },
}

interface Summary {
  release: string
  published: boolean
  held: readonly Bilingual[]
  stale: readonly Freshness[]
  world: Record<string, string>
  problems: number
  seconds: number
  peakRssMb: number
}

function tell({ release, published, held, stale, world, problems, seconds, peakRssMb }: Summary, language: keyof Bilingual): string {
  const folders = Object.entries(world).map(([profile, folder]) => `  ${profile}: ${folder}\n`)
  const said = {
    sv: { state: held.length > 0 ? 'hållen' : published ? 'publicerad' : 'kandidat', held: 'hålls kvar', stale: 'inaktuell sedan', problems: 'problem i data' },
    en: { state: held.length > 0 ? 'held' : published ? 'published' : 'candidate', held: 'held', stale: 'stale since', problems: 'problems in the data' },
  }[language]
  const reasons = held.map((reason) => `  ${said.held}: ${reason[language]}\n`)
  const old = stale.map(({ layer, staleSince, why }) => `  ${layer}: ${said.stale} ${staleSince}: ${why}\n`)
  return `${said.state} ${release}\n${[...folders, ...reasons, ...old].join('')}  ${problems} ${said.problems}, ${seconds} s, ${peakRssMb} MB\n`
}
