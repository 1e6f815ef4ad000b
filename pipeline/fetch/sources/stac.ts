import { hash } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { ServiceOf } from '#pipeline/model/source.ts'
import type { Answer, Fetched, FetchContext } from '../fetcher.ts'
import { fileName } from './file-name.ts'
import { badAnswer } from './paged.ts'
import { chooseAssets, type ChosenAsset, readChecksum, verifyAsset } from './stac-assets.ts'
import { listItems } from './stac-items.ts'

/** Files out of a catalogue. */
export interface FetchedAssets extends Fetched {
  /** In plain English: what the items say of their CRS, and what could not be verified. */
  remarks: string[]
}

/** State: `assets`, a digest of what the items say, and an ETag for each file by its stem. */
const ASSETS = 'assets'

/**
 * Fetches the assets of a role of all items at an address, in order of their names. Where the items say the same as before and each
 * asset has a checksum, or the ETag it had, nothing is fetched.
 * @throws Failure `service-failed`, `service-limit`, `bad-definition`
 */
export async function fetchStac(service: ServiceOf<'stac'>, context: FetchContext): Promise<FetchedAssets | undefined> {
  const { layer, before } = context
  const chosen = chooseAssets(await listItems(service.url, context), service.role, layer)
  const assets = hash('sha256', chosen.map(({ mark }) => mark).join())
  const isSame = before?.[ASSETS] === assets
  if (isSame && chosen.every(({ checksum }) => readChecksum(checksum) !== undefined)) return undefined

  const etags = new Map(chosen.flatMap(({ stem }) => (before?.[etagKey(stem)] ? [[stem, before[etagKey(stem)]]] : [])))
  const mayBeSame = isSame && chosen.every(({ stem }) => etags.has(stem))
  const files = new Map<string, Arrived>()
  const fetchAll = async (ask: (stem: string) => string | undefined): Promise<void> => {
    for (const asset of chosen) {
      if (files.has(asset.stem)) continue
      const arrived = await fetchAsset(asset, ask(asset.stem), context)
      if (arrived) files.set(asset.stem, arrived)
    }
  }
  if (mayBeSame) await fetchAll((stem) => etags.get(stem))
  if (mayBeSame && files.size === 0) return undefined
  // A snapshot is whole: what did not change is fetched too where something else did.
  await fetchAll(() => undefined)

  const arrived = chosen.map(({ stem }) => files.get(stem)!)
  const tags = chosen.flatMap(({ stem }, n) => (arrived[n].etag === undefined ? [] : [[etagKey(stem), arrived[n].etag]]))
  return { open: arrived.map(({ file }) => file), state: { [ASSETS]: assets, ...Object.fromEntries(tags) }, remarks: remarksOn(chosen) }
}

const etagKey = (stem: string): string => `etag ${stem}`

interface Arrived {
  file: string
  etag: string | undefined
}

async function fetchAsset(asset: ChosenAsset, etag: string | undefined, { layer, http, folder, signal }: FetchContext): Promise<Arrived | undefined> {
  signal?.throwIfAborted()
  const path = join(folder, `${asset.stem}.tmp`)
  const answer = await http.file(asset.url, path, { etag })
  if (!answer) {
    if (etag === undefined) throw badAnswer(layer, `says that ${asset.stem} is not modified, which was not asked`)
    return undefined
  }
  if (await isWebPage(path, answer)) throw badAnswer(layer, `sends a web page for ${asset.stem}`, 'check whether the service needs auth')
  await verifyAsset(path, answer.bytes, asset, layer)
  const named = fileName(answer) ?? fileName({ ...answer, mediaType: asset.mediaType })
  if (named === undefined) {
    const what = `sends ${asset.stem} as ${answer.mediaType || asset.mediaType || 'of no said media type'}, no kind of file that is read`
    throw badAnswer(layer, what, 'set service.role to that of other assets')
  }
  const file = `${asset.stem}${extname(named).toLowerCase()}`
  await rename(path, join(folder, file))
  return { file, etag: answer.etag }
}

async function isWebPage(path: string, { mediaType }: Answer): Promise<boolean> {
  if (/^(text\/html|application\/xhtml\+xml)$/.test(mediaType)) return true
  await using handle = await open(path)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  return /^(\u00ef\u00bb\u00bf)?\s*(<!doctype html|<html)/i.test(buffer.toString('latin1', 0, bytesRead))
}

function remarksOn(chosen: readonly ChosenAsset[]): string[] {
  const codes = [...new Set(chosen.map(({ crs }) => crs ?? 'none'))].sort()
  const unread = chosen.filter(({ checksum }) => checksum !== undefined && readChecksum(checksum) === undefined)
  return [
    ...(codes.join() === 'none' ? [] : [`the items say CRS ${codes.slice(0, 10).join(', ')}`]),
    ...(unread.length === 0 ? [] : [`${unread.length} checksums are of a kind that is not verified, the first of ${unread[0].stem}`]),
  ]
}
