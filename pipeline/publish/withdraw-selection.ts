import { matchesGlob } from 'node:path/posix'
import { Failure } from '#pipeline/model/failure.ts'
import type { ManifestFile } from '#pipeline/model/manifest.ts'
import type { LostRelease, Withdrawn } from '#pipeline/model/tombstone.ts'
import type { Release } from './release-store.ts'

export interface Selection {
  what: Withdrawn
  lost: LostRelease[]
  /** Digests of snapshots that nothing may be made of again. */
  sources: string[]
}

/**
 * Finds what a withdrawal means: RELEASE, WORLD, RELEASE:GLOB or WORLD:GLOB (files by path), layer:ID or layer:MUNICIPALITY/ID.
 * Files named in one release are found by their content in every other; files of a world by path in each of its releases, and by content in all.
 * @throws Failure `not-found`
 */
export function selectWithdrawn(target: string, releases: readonly Release[], broken: readonly string[]): Selection {
  const [, subject, glob] = /^([^:]*)(?::(.*))?$/s.exec(target)!
  if (subject === 'layer' && glob !== undefined) return selectLayer(glob, releases)
  const release = releases.find(({ id }) => id === subject)
  const ofWorld = releases.filter(({ manifest }) => manifest.world === subject)
  if (glob !== undefined) return selectFiles(glob, release, ofWorld, releases, subject)
  if (broken.includes(subject))
    return { what: { kind: 'release', release: subject }, lost: [{ release: subject, world: subject, whole: true, files: [] }], sources: [] }
  if (release) return { what: { kind: 'release', release: subject }, lost: [wholly(release)], sources: sourcesOnlyIn([release], releases) }
  const unread = broken.filter((id) => id.startsWith(`${subject}-`))
  if (unread.length > 0)
    throw new Failure(
      'verification',
      `release ${unread[0]} cannot be read, so that nobody knows what it holds`,
      `withdraw it first: kvarter withdraw ${unread[0]} --why TEXT`,
    )
  if (ofWorld.length > 0) return { what: { kind: 'world', world: subject }, lost: ofWorld.map(wholly), sources: sourcesOnlyIn(ofWorld, releases) }
  throw new Failure('not-found', `there is no release and no world with releases called ${subject}`, 'kvarter releases lists what there is')
}

function selectLayer(name: string, releases: readonly Release[]): Selection {
  const slash = name.indexOf('/')
  const [given, layer] = slash < 0 ? [undefined, name] : [name.slice(0, slash), name.slice(slash + 1)]
  const uses = ({ manifest }: Release) => manifest.sources.some((source) => source.layer === layer) && [undefined, manifest.municipality.code].includes(given)
  const found = releases.filter(uses)
  const codes = [...new Set(found.map(({ manifest }) => manifest.municipality.code))]
  if (codes.length > 1)
    throw new Failure('not-found', `several municipalities have a layer ${layer}: ${codes.join(', ')}`, `say which, as in: layer:${codes[0]}/${layer}`)
  const municipality = codes[0] ?? given
  if (municipality === undefined)
    throw new Failure(
      'not-found',
      `no release is made with a layer ${layer}`,
      `to erase what is stored of it all the same, name the municipality too: layer:CODE/${layer}`,
    )
  const sources = [...new Set(found.flatMap(({ manifest }) => manifest.sources.filter((source) => source.layer === layer).map(({ digest }) => digest)))]
  return { what: { kind: 'layer', municipality, layer }, lost: found.map(wholly), sources }
}

function selectFiles(glob: string, release: Release | undefined, ofWorld: readonly Release[], releases: readonly Release[], subject: string): Selection {
  const named = release ? [release] : ofWorld
  if (named.length === 0)
    throw new Failure('not-found', `there is no release and no world with releases called ${subject}`, 'kvarter releases lists what there is')
  const matches = (path: string) => matchesGlob(path, glob)
  const digests = new Set(named.flatMap(({ manifest }) => manifest.files.filter(({ path }) => matches(path)).map(({ sha256 }) => sha256)))
  if (digests.size === 0)
    throw new Failure('not-found', `no file of ${subject} matches ${glob}`, 'paths are as in the manifest; * stays in a folder, ** does not')
  const lost = releases.flatMap((each): LostRelease[] => {
    const isNamed = named.includes(each)
    const files = each.manifest.files.filter(({ path, sha256 }) => digests.has(sha256) || (isNamed && matches(path)))
    return files.length === 0
      ? []
      : [{ ...wholly(each), whole: false, files: [...files, ...zipsOf(each, files)].map(({ path, sha256 }) => ({ path, sha256 })) }]
  })
  const what: Withdrawn = { kind: 'files', world: named[0].manifest.world, ...(release ? { release: release.id } : {}), glob }
  return { what, lost, sources: [] }
}

/** The zips of worlds that lose a file: they hold it too, packed. */
function zipsOf({ manifest }: Release, lost: readonly ManifestFile[]): ManifestFile[] {
  const zips = manifest.editions.filter(({ path }) => lost.some((file) => file.path.startsWith(`${path}/`))).map(({ download }) => download)
  return manifest.files.filter((file) => zips.includes(file.path) && !lost.includes(file))
}

/** Releases that still have other content at the same paths: they are not touched where one release was named. */
export function samePathsElsewhere({ what }: Selection, releases: readonly Release[]): string[] {
  if (what.kind !== 'files') return []
  return releases.filter(({ manifest }) => manifest.world === what.world && manifest.files.some(({ path }) => matchesGlob(path, what.glob))).map(({ id }) => id)
}

function wholly({ id, manifest }: Release): LostRelease {
  const { world, worldInputs, files } = manifest
  return { release: id, world, whole: true, worldInputs, files: files.map(({ path, sha256 }) => ({ path, sha256 })) }
}

function sourcesOnlyIn(gone: readonly Release[], releases: readonly Release[]): string[] {
  const kept = new Set(releases.filter((release) => !gone.includes(release)).flatMap(({ manifest }) => manifest.sources.map(({ digest }) => digest)))
  return [...new Set(gone.flatMap(({ manifest }) => manifest.sources.map(({ digest }) => digest)))].filter((digest) => !kept.has(digest))
}
