import { createHash, hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Failure } from '#pipeline/model/failure.ts'
import { safeName } from './file-name.ts'
import { badAnswer } from './paged.ts'
import type { StacAsset, StacItem } from './stac-items.ts'

/** An asset to fetch. */
export interface ChosenAsset {
  /** Name of its file, without ending; no other has it, in capitals or not. */
  stem: string
  url: string
  /** Media type as the item says, without parameters. */
  mediaType: string
  checksum: string | undefined
  bytes: number | undefined
  /** CRS as the item says. */
  crs: string | undefined
  /** Changes when the item says that the asset did; queries, which may hold a signature and a time, do not count. */
  mark: string
}

/**
 * The assets of a role, by name.
 * @throws Failure `service-failed` for an item that has none, or one whose address is not of the web
 */
export function chooseAssets(items: readonly StacItem[], role: string, layer: string): ChosenAsset[] {
  if (items.length === 0) throw badAnswer(layer, 'lists no items')
  const found = items.flatMap((item) => {
    const assets = Object.entries(item.assets).filter(([, { roles }]) => roles?.includes(role))
    if (assets.length > 0) return assets.map(([key, asset]) => ({ item, key, asset, isOnly: assets.length === 1 }))
    const roles = [...new Set(Object.values(item.assets).flatMap((asset) => asset.roles ?? []))].slice(0, 10).join(', ').slice(0, 200)
    throw badAnswer(
      layer,
      `lists item ${item.id.slice(0, 80)} without an asset of role ${role}; it has ${roles || 'no roles'}`,
      'set service.role, or search for other items',
    )
  })
  const order = found
    .map((one) => ({ ...one, place: JSON.stringify([one.item.collection ?? '', one.item.id, one.key]) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
  const taken = new Set<string>()
  return order.map(({ item, key, asset, isOnly, place }) => {
    const stem = freeStem(safeName(isOnly ? item.id : `${item.id}-${key}`).replaceAll('.', '_') || 'item', taken)
    const url = assetUrl(asset, item, layer)
    const said = [place, asset.href.split('?')[0], asset['file:checksum'], asset['file:size'], item.properties.updated]
    return {
      stem,
      url: url.href,
      mediaType: (asset.type ?? '').split(';')[0].trim().toLowerCase(),
      checksum: asset['file:checksum'],
      bytes: asset['file:size'],
      crs: crsOf(asset) ?? crsOf(item.properties),
      mark: hash('sha256', JSON.stringify(said)),
    }
  })
}

function assetUrl({ href }: StacAsset, { id, base }: StacItem, layer: string): URL {
  const url = URL.parse(href, base)
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url
  const what = url ? `by ${url.protocol.slice(0, 20)}` : 'at no address'
  throw badAnswer(layer, `has an asset of item ${id.slice(0, 80)} ${what}, which is not fetched`, 'only http and https are, without user and password')
}

function freeStem(wanted: string, taken: Set<string>): string {
  let stem = wanted
  for (let n = 2; taken.has(stem.toLowerCase()); n++) stem = `${wanted}-${n}`
  taken.add(stem.toLowerCase())
  return stem
}

const crsOf = (said: Pick<StacAsset, 'proj:code' | 'proj:epsg'>): string | undefined =>
  said['proj:code'] ?? (said['proj:epsg'] == null ? undefined : `EPSG:${said['proj:epsg']}`)

/** Multihash: code and length in one byte each here, then the digest; https://multiformats.io/multihash/. */
const MULTIHASHES: Readonly<Record<string, string>> = { '1220': 'sha256', '1340': 'sha512', '1114': 'sha1' }

/** The algorithm and digest of a checksum; undefined is one that cannot be verified. */
export function readChecksum(text: string | undefined): { algorithm: string; digest: string } | undefined {
  const lower = (text ?? '').toLowerCase()
  const algorithm = MULTIHASHES[lower.slice(0, 4)]
  if (algorithm === undefined || !/^[0-9a-f]+$/.test(lower) || lower.length !== 4 + 2 * Number.parseInt(lower.slice(2, 4), 16)) return undefined
  return { algorithm, digest: lower.slice(4) }
}

/** @throws Failure `service-failed` where the file is not what its item says */
export async function verifyAsset(path: string, bytes: number, { stem, checksum, bytes: said }: ChosenAsset, layer: string): Promise<void> {
  const differs = (what: string) =>
    new Failure(
      'service-failed',
      `${stem} of layer ${layer} is not what its item says: ${what}`,
      'run again later, or tell those who run the service; the last good snapshot stays',
    )
  if (said !== undefined && said !== bytes) throw differs(`${bytes} bytes, not ${said}`)
  const expected = readChecksum(checksum)
  if (!expected) return
  const digest = createHash(expected.algorithm)
  await pipeline(createReadStream(path), digest)
  if (digest.digest('hex') !== expected.digest) throw differs(`its ${expected.algorithm} differs`)
}
