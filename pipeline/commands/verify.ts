import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { Bilingual } from '#pipeline/model/dataset.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'
import { digestOf, type Release, type ReleaseStore } from '#pipeline/publish/release-store.ts'
import { openWorld } from '#pipeline/verify/read/world.ts'
import { type Command, text } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

const WORDS = {
  sv: {
    missing: 'saknas',
    size: 'fel storlek',
    digest: 'fel innehåll',
    extra: 'finns inte i manifestet',
    regions: 'regioner, manifestet säger',
    whole: 'är hel',
  },
  en: {
    missing: 'missing',
    size: 'wrong size',
    digest: 'wrong content',
    extra: 'not in the manifest',
    regions: 'regions, the manifest says',
    whole: 'is whole',
  },
} as const
type Words = (typeof WORDS)[keyof Bilingual]

export const verify: Command = {
  arguments: ['WORLD'],
  options: { ...PLACES, release: { type: 'string' } },
  about: { sv: 'Kontrollera en utgåva, fil för fil och region för region.', en: 'Check a release, file by file and region by region.' },
  optionTexts: {
    '--release ID': { sv: 'en viss utgåva (annars kandidaten, annars den gällande)', en: 'a certain release (else the candidate, else the current one)' },
    ...PLACE_TEXTS,
  },
  examples: ['verify sample-town', 'verify sample-town --release sample-town-20261101T030000Z-1a2b3c4d --json'],
  async run(context) {
    const { values, positionals, out, language, signal } = context
    const words = WORDS[language]
    const release = await findRelease(ioOf(context, workspaceOf(context)).releases, positionals[0], text(values['release']))
    const { files, editions } = release.manifest
    const differences = [...(await fileDifferences(release, words, signal)), ...editions.flatMap((edition) => regionDifferences(release, edition, words))]
    for (const difference of differences) out.write(values['json'] ? `${JSON.stringify({ event: 'difference', text: difference })}\n` : `${difference}\n`)
    if (differences.length > 0)
      throw new Failure('verification', `release ${release.id} differs from its manifest in ${differences.length} places`, 'build the world again')
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    const summary = { event: 'done', release: release.id, files: files.length, bytes, regions: editions.reduce((sum, edition) => sum + edition.regions, 0) }
    out.write(values['json'] ? `${JSON.stringify(summary)}\n` : `${release.id} ${words.whole}: ${files.length} × sha256, ${(bytes / 1e6).toFixed(1)} MB\n`)
    return 0
  },
}

async function findRelease(releases: ReleaseStore, world: string, id: string | undefined): Promise<Release> {
  const found = id === undefined ? ((await releases.find(world, 'candidate')) ?? (await releases.find(world, 'current'))) : await releases.get(id)
  if (found) return found
  throw new Failure('not-found', `${world} has no release`, `make one with: kvarter build ${world}`)
}

/** Files that are missing, that are not as the manifest says, and that it does not name. */
async function fileDifferences({ folder, manifest }: Release, words: Words, signal: AbortSignal): Promise<string[]> {
  const differences: string[] = []
  for (const { path, bytes, sha256 } of manifest.files) {
    signal.throwIfAborted()
    const found = await stat(join(folder, path)).catch(() => undefined)
    if (!found) differences.push(`${path}: ${words.missing}`)
    else if (found.size !== bytes) differences.push(`${path}: ${words.size} (${found.size} ≠ ${bytes})`)
    else if ((await digestOf(join(folder, path))) !== sha256) differences.push(`${path}: ${words.digest}`)
  }
  const named = new Set([...manifest.files.map((file) => file.path), 'manifest.json'])
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')
    if (!entry.isDirectory() && !named.has(path)) differences.push(`${path}: ${words.extra}`)
  }
  return differences
}

/** Every chunk of an edition is read; the first fault of each region is told. */
function regionDifferences({ folder }: Release, { path, regions }: Manifest['editions'][number], words: Words): string[] {
  const differences: string[] = []
  try {
    const world = openWorld(join(folder, path))
    const found = world.regions()
    if (found.length !== regions) differences.push(`${path}: ${found.length} ${words.regions} ${regions}`)
    for (const { x, z } of found) {
      try {
        for (const chunk of world.region(x, z)!.chunks()) void chunk
      } catch (error) {
        differences.push(told(error, folder))
      }
    }
  } catch (error) {
    differences.push(told(error, folder))
  }
  return differences
}

const told = (error: unknown, folder: string): string => (error as Error).message.replaceAll(`${folder}${sep}`, '')
