import { CHUNK_SIZE, type BlockBox, type Region, REGION_SIZE } from '#pipeline/model/grid.ts'
import { NO_TOP } from '../read/column.ts'
import { CHUNK_DIGEST } from '../read/chunk-digests.ts'
import { isAlike } from './survey.ts'

/** What a picture was drawn from, region by region, by its number: the digests of its chunks, and a y over each that no block reaches. */
export type DrawnFrom = Map<string, { region: Region; digests: Uint8Array; highs: Int16Array }>

const SIDE = REGION_SIZE / CHUNK_SIZE

/** The chunks that differ between two states of a world, each with a y that no block lies over in either. */
export function changedChunks(before: DrawnFrom, now: DrawnFrom): (BlockBox & { high: number })[] {
  const changed: (BlockBox & { high: number })[] = []
  const none = { digests: new Uint8Array(SIDE * SIDE * CHUNK_DIGEST), highs: new Int16Array(SIDE * SIDE).fill(NO_TOP) }
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    const [old, fresh] = [before.get(key) ?? none, now.get(key) ?? none]
    const { region } = now.get(key) ?? before.get(key)!
    for (let index = 0; index < SIDE * SIDE; index++) {
      const high = Math.max(old.highs[index], fresh.highs[index])
      if (high === NO_TOP || isAlike(old.digests, fresh.digests, index)) continue
      const [minX, minZ] = [region.x * REGION_SIZE + (index & 31) * CHUNK_SIZE, region.z * REGION_SIZE + (index >> 5) * CHUNK_SIZE]
      changed.push({ minX, minZ, maxX: minX + CHUNK_SIZE, maxZ: minZ + CHUNK_SIZE, high })
    }
  }
  return changed
}
