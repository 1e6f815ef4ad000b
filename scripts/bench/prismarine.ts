import { mkdirSync, rmSync } from 'node:fs'
import { foreignAnvil, type ForeignColumn, readBack } from '#pipeline/formats/anvil/read-back.ts'
import { MAX_Y, MIN_Y } from '#pipeline/model/grid.ts'

const BLOCKS = (MAX_Y + 1 - MIN_Y) * 256

/** A chunk as the peer would be handed it: its own number for every block. */
export interface PeerChunk {
  x: number
  z: number
  ids: Uint16Array
  make: () => ForeignColumn
}

/** Reads a chunk of ours through the peer, once, for its numbers. */
export async function peerChunk(x: number, z: number, nbt: Uint8Array): Promise<PeerChunk> {
  const column = await readBack(x, z, nbt)
  const ids = Uint16Array.from({ length: BLOCKS }, (_, i) => column.getBlockStateId({ x: i & 15, y: MIN_Y + (i >> 8), z: (i >> 4) & 15 }))
  const Column = column.constructor as new () => ForeignColumn
  return { x, z, ids, make: () => new Column() }
}

/** Stores chunks with prismarine-chunk and prismarine-provider-anvil: every block that is not air is set, each column saved. */
export async function storeWithPeer(chunks: readonly PeerChunk[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const anvil = foreignAnvil(folder)
  const at = { x: 0, y: 0, z: 0 }
  for (const { x, z, ids, make } of chunks) {
    const column = make()
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] === 0) continue
      at.x = i & 15
      at.y = MIN_Y + (i >> 8)
      at.z = (i >> 4) & 15
      column.setBlockStateId(at, ids[i])
    }
    await anvil.save(x, z, column)
  }
  await anvil.close()
  rmSync(folder, { recursive: true, force: true })
}
