import { join } from 'node:path'
import { sweep } from '#pipeline/cache.ts'
import { watchMemory } from '#pipeline/jobs/peak-memory.ts'
import { build as buildWorld } from '#pipeline/run.ts'
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
    for (const place of [io.snapshots, join(io.output, 'cache'), join(io.output, 'releases')]) await sweep(place)
    try {
      const { release, problems, isNew } = await buildWorld(await definitionsOf(context, workspace), io)
      if (context.values['publish']) await io.releases.switchTo(release.manifest.world, release.id)
      const worlds = Object.fromEntries(release.manifest.editions.map(({ profile, path }) => [profile, join(release.folder, path)]))
      const summary = {
        event: 'done',
        release: release.id,
        isNew,
        published: Boolean(context.values['publish']),
        manifest: join(release.folder, 'manifest.json'),
        world: worlds,
        problems: problems.length,
        seconds: Math.round((performance.now() - started) / 10) / 100,
        peakRssMb: memory.peakMb(),
      }
      context.out.write(context.values['json'] ? `${JSON.stringify(summary)}\n` : tell(summary))
      return 0
    } finally {
      memory.stop()
      await io.gdal.close()
    }
  },
}

function tell({
  release,
  published,
  world,
  problems,
  seconds,
  peakRssMb,
}: {
  release: string
  published: boolean
  world: Record<string, string>
  problems: number
  seconds: number
  peakRssMb: number
}): string {
  const folders = Object.entries(world).map(([profile, folder]) => `  ${profile}: ${folder}\n`)
  return `${published ? 'published' : 'candidate'} ${release}\n${folders.join('')}  ${problems} problems in the data, ${seconds} s, ${peakRssMb} MB\n`
}
