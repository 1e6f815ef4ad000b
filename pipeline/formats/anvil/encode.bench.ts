import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { BlockPalette } from './block-palette.ts'
import { createChunkBlocks, type ChunkBlocks } from './chunk-blocks.ts'
import { ChunkEncoder } from './chunk-encoder.ts'
import { deflate } from './deflate.ts'
import { HeightmapScanner, heightmapFlags } from './heightmaps.ts'
import { JAVA_PROFILES } from './profile.ts'
import { encodeWhole, foreignAnvil, readBack, type ForeignColumn } from './read-back.ts'
import { RegionBuilder } from './region-builder.ts'
import { SyntheticCity } from './synthetic-city.ts'

const profile = JAVA_PROFILES['java-1.21.4']
/** Chunks a round: few enough to stay in the cache, as the one chunk that a worker fills again and again does. */
const COUNT = 16
const city = new SyntheticCity(profile)
const chunks = Array.from({ length: COUNT }, (_, i): ChunkBlocks => {
  const chunk = { ...createChunkBlocks(profile), x: (i * 7) % 32, z: (i * 11) % 32 }
  city.fill(chunk)
  return chunk
})
const encoder = new ChunkEncoder(profile, new BlockPalette(city.table.states), ['plains'])
const scanner = new HeightmapScanner(heightmapFlags(city.table.states))
const builder = new RegionBuilder()
const encoded = chunks.map((chunk) => encodeWhole(encoder, profile, chunk))

let folder: string
let columns: ForeignColumn[]
let stateIds: Uint16Array[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encode-bench-'))
  columns = await Promise.all(chunks.map(({ x, z }, i) => readBack(x, z, encoded[i])))
  const at = (i: number) => ({ x: i & 15, y: profile.minY + (i >> 8), z: (i >> 4) & 15 })
  stateIds = columns.map((column) => Uint16Array.from({ length: profile.height * 256 }, (_, i) => column.getBlockStateId(at(i))))
})
afterAll(() => rmSync(folder, { recursive: true }))

function save(file: string): void {
  builder.start({ x: 0, z: 0 })
  for (const chunk of chunks) {
    scanner.scan(chunk)
    builder.add(chunk.x, chunk.z, deflate(encodeWhole(encoder, profile, chunk)))
  }
  writeFileSync(join(folder, file), builder.finish().bytes)
}

async function saveForeign(kept: ForeignColumn[]): Promise<void> {
  const anvil = foreignAnvil(folder)
  for (const [i, column] of kept.entries()) await anvil.save(chunks[i].x, chunks[i].z, column)
  await anvil.close()
}

/** Every block that is not air, one at a time, as their interface has it. */
function fillForeign(ids: Uint16Array, column: ForeignColumn): ForeignColumn {
  const filled = new (column.constructor as new () => ForeignColumn)()
  for (let i = 0; i < ids.length; i++) if (ids[i] !== 0) filled.setBlockStateId({ x: i & 15, y: profile.minY + (i >> 8), z: (i >> 4) & 15 }, ids[i])
  return filled
}

test(`${COUNT} chunks, step by step`, async ({ bench }) => {
  await bench.compare(
    bench('heightmaps', () => {
      for (const chunk of chunks) scanner.scan(chunk)
    }),
    bench('encode', () => {
      for (const chunk of chunks) encoder.encode(chunk)
    }),
    bench('deflate', () => {
      for (const nbt of encoded) deflate(nbt)
    }),
  )
})

test(`${COUNT} chunks into a region file`, async ({ bench }) => {
  await bench.compare(
    bench('kvarter', () => save('r.9.9.mca')),
    bench('prismarine-provider-anvil, blocks set before', () => saveForeign(columns)),
    bench('prismarine-provider-anvil, blocks set', () => saveForeign(columns.map((column, i) => fillForeign(stateIds[i], column)))),
  )
})
