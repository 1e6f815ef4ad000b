import { matchesGlob } from 'node:path/posix'
import type { Manifest } from '#pipeline/model/manifest.ts'
import type { HoldReason, ReleaseState } from '#pipeline/model/release-state.ts'
import type { Tombstone } from '#pipeline/model/tombstone.ts'

export interface Block {
  reason: HoldReason
  /** The tombstone it comes from; an approval lifts it for later releases too. */
  tombstone?: string
}

/** What holds back every release made again from what was rolled back. */
export const ROLLED_BACK = 'rolled-back'

/**
 * Why a release may not become current until someone approves it: its own reasons, and what it has in common with
 * what was withdrawn or rolled back.
 * @param rolledBack other releases of the world that were rolled back, with their inputs
 */
export function blocksOf(
  manifest: Manifest,
  state: ReleaseState | undefined,
  tombstones: readonly Tombstone[],
  rolledBack: readonly { release: string; worldInputs: string }[],
): Block[] {
  const blocks: Block[] = state?.state === 'held' ? state.reasons.map((reason) => ({ reason })) : []
  if (state?.state === 'held' && blocks.length === 0) blocks.push({ reason: reasonOf('held', 'kvarhållen utan angivet skäl', 'held without a reason given') })
  const twin = rolledBack.find((each) => each.release !== manifest.release && each.worldInputs === manifest.worldInputs)
  if (twin && manifest.rollbackOf === undefined)
    blocks.push({
      reason: reasonOf(
        ROLLED_BACK,
        `gjord av samma indata som ${twin.release}, som rullades tillbaka`,
        `made from the same inputs as ${twin.release}, which was rolled back`,
      ),
    })
  for (const tombstone of tombstones) {
    const why = resemblance(manifest, tombstone)
    if (why) blocks.push({ reason: reasonOf('withdrawn', `${why.sv} (${tombstone.id})`, `${why.en} (${tombstone.id})`), tombstone: tombstone.id })
  }
  return blocks
}

function resemblance(manifest: Manifest, { id, what, lost }: Tombstone): HoldReason['text'] | undefined {
  if (what.kind === 'layer') {
    const uses = manifest.municipality.code === what.municipality && manifest.sources.some(({ layer }) => layer === what.layer)
    return uses ? { sv: `använder lagret ${what.layer}, som har dragits tillbaka`, en: `uses layer ${what.layer}, which was withdrawn` } : undefined
  }
  if (what.kind === 'world')
    return manifest.world === what.world ? { sv: 'är av en värld som har dragits tillbaka', en: 'is of a world that was withdrawn' } : undefined
  if (what.kind === 'release') {
    const same = lost.find((each) => each.worldInputs === manifest.worldInputs && each.world === manifest.world)
    return (
      same && {
        sv: `gjord av samma indata som ${same.release}, som har dragits tillbaka`,
        en: `made from the same inputs as ${same.release}, which was withdrawn`,
      }
    )
  }
  if (manifest.withdrawn?.some((each) => each.tombstone === id)) return undefined
  const digests = new Set(lost.flatMap(({ files }) => files.map((file) => file.sha256)))
  const isEverywhere = what.release === undefined && what.world === manifest.world
  const again = manifest.files.find(({ path, sha256 }) => digests.has(sha256) || (isEverywhere && matchesGlob(path, what.glob)))
  return again && { sv: `innehåller ${again.path}, som har dragits tillbaka`, en: `holds ${again.path}, which was withdrawn` }
}

const reasonOf = (code: string, sv: string, en: string): HoldReason => ({ code, text: { sv, en } })
