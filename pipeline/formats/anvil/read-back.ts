import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import prismarine from 'prismarine-provider-anvil'
import type { ChunkBlocks } from './chunk-blocks.ts'
import type { ChunkEncoder } from './chunk-encoder.ts'
import { encodeChunkHead } from './chunk-head.ts'
import { deflate } from './deflate.ts'
import type { JavaProfile } from './profile.ts'
import { RegionBuilder, regionFileName } from './region-builder.ts'

interface Position {
  x: number
  y: number
  z: number
}

export interface ForeignBlock {
  name: string
  getProperties(): Record<string, unknown>
}

/** A chunk as prismarine-chunk holds it. */
export interface ForeignColumn {
  getBlockStateId(at: Position): number
  getBlock(at: Position): ForeignBlock
  getBiome(at: Position): number
  setBlockStateId(at: Position, id: number): void
  blockEntities: Record<string, unknown>
}

export interface ForeignAnvil {
  load(x: number, z: number): Promise<ForeignColumn | null>
  save(x: number, z: number, column: ForeignColumn): Promise<void>
  close(): Promise<unknown>
}

/** Test support: prismarine-provider-anvil on a folder of region files. */
export const foreignAnvil = (folder: string): ForeignAnvil => {
  const Anvil = (prismarine as unknown as { Anvil: (version: string) => new (path: string) => ForeignAnvil }).Anvil('1.21.4')
  return new Anvil(folder)
}

/** Test support: a chunk's NBT with its head. */
export const encodeWhole = (encoder: ChunkEncoder, profile: JavaProfile, chunk: ChunkBlocks, blockEntities: readonly Uint8Array[] = []): Uint8Array =>
  Buffer.concat([encodeChunkHead(profile, blockEntities), encoder.encode(chunk)])

/** Test support: one encoded chunk through a region file and prismarine's reader. */
export async function readBack(x: number, z: number, nbt: Uint8Array): Promise<ForeignColumn> {
  const folder = mkdtempSync(join(tmpdir(), 'read-back-'))
  const region = { x: x >> 5, z: z >> 5 }
  const builder = new RegionBuilder()
  builder.start(region)
  builder.add(x, z, deflate(nbt))
  writeFileSync(join(folder, regionFileName(region)), builder.finish().bytes)
  const anvil = foreignAnvil(folder)
  try {
    const column = await anvil.load(x, z)
    if (!column) throw new Error(`no chunk at ${x}, ${z}`)
    return column
  } finally {
    await anvil.close()
    rmSync(folder, { recursive: true })
  }
}

/** Test support: a block of prismarine-block as formatBlock writes it. */
export function textOf(block: ForeignBlock): string {
  const pairs = Object.entries(block.getProperties()).map(([key, value]) => `${key}=${String(value)}`)
  return pairs.length > 0 ? `${block.name}[${pairs.toSorted().join(',')}]` : block.name
}

/** Test support: every block of a column from the bottom, likewise. */
export function blocksOf(column: ForeignColumn, { minY, height }: { minY: number; height: number }): string[] {
  const texts = new Map<number, string>()
  return Array.from({ length: height * 256 }, (_, i) => {
    const at = { x: i & 15, y: minY + (i >> 8), z: (i >> 4) & 15 }
    const id = column.getBlockStateId(at)
    let text = texts.get(id)
    if (text === undefined) {
      text = textOf(column.getBlock(at))
      texts.set(id, text)
    }
    return text
  })
}
