/**
 * Shards → region files on one thread, against prismarine storing the same columns and against deflating the same chunks alone.
 * Usage: node scripts/bench/regions.ts PREPARED-FOLDER STYLE.json [rounds]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { createJavaRegionEncoder } from '#pipeline/encode/java/region.ts'
import { BlockPalette } from '#pipeline/formats/anvil/block-palette.ts'
import { ChunkEncoder } from '#pipeline/formats/anvil/chunk-encoder.ts'
import { JAVA_PROFILES } from '#pipeline/formats/anvil/profile.ts'
import { encodeWhole } from '#pipeline/formats/anvil/read-back.ts'
import { decodeShard } from '#pipeline/formats/shard-file.ts'
import { compileStyle } from '#pipeline/voxelise/compiled-style.ts'
import { createVoxeliser } from '#pipeline/voxelise/voxelise.ts'
import { styleSchema } from '#pipeline/model/style.ts'
import { type PeerChunk, peerChunk, storeWithPeer } from './prismarine.ts'
import { cpuOf, interleave } from './rounds.ts'

/** Chunks that prismarine stores in each round: it is slow. */
const PEER_CHUNKS = 128
/** The floor: node:zlib as it is fastest when called for one chunk after another, with an output buffer as small as a chunk needs. */
const FLOOR = { level: 1, chunkSize: 4096 }

const [folder, stylePath, rounds = '5'] = process.argv.slice(2)
if (!folder || !stylePath) throw new Error('usage: regions.ts PREPARED-FOLDER STYLE.json [rounds]')
const profile = JAVA_PROFILES['java-1.21.4']
const compiled = compileStyle(styleSchema.parse(JSON.parse(readFileSync(stylePath, 'utf8'))))
const voxeliser = createVoxeliser(compiled)
const encoder = createJavaRegionEncoder([profile], compiled.table.states)
const shards = readdirSync(folder)
  .filter((name) => name.endsWith('.shard'))
  .map((name) => readFileSync(join(folder, name)))
const out = mkdtempSync(join(tmpdir(), 'kvarter-bench-'))

let chunks = 0
const encoded: { x: number; z: number; nbt: Uint8Array }[] = []
const raw = new ChunkEncoder(profile, new BlockPalette(compiled.table.states), ['plains'])
const makeRegions = (keepEvery = 0) => {
  chunks = 0
  for (const bytes of shards) {
    const shard = decodeShard(bytes)
    encoder.start(shard.region)
    voxeliser.region(shard, (chunk, signs) => {
      encoder.add(chunk, signs)
      if (keepEvery > 0 && chunks % keepEvery === 0) encoded.push({ x: chunk.x, z: chunk.z, nbt: encodeWhole(raw, profile, chunk) })
      chunks++
    })
    writeFileSync(join(out, 'region.mca'), encoder.finish()[0].bytes)
  }
}
makeRegions(4)
const peerChunks: PeerChunk[] = []
for (let i = 0; i < encoded.length && peerChunks.length < PEER_CHUNKS; i += Math.max(1, Math.floor(encoded.length / PEER_CHUNKS)))
  peerChunks.push(await peerChunk(encoded[i].x, encoded[i].z, encoded[i].nbt))
const perChunk = await interleave(Number(rounds), {
  kvarter: async () => (await cpuOf(() => makeRegions())) / chunks,
  deflate: async () => (await cpuOf(() => encoded.forEach(({ nbt }) => deflateSync(nbt, FLOOR)))) / encoded.length,
  prismarine: async () => (await cpuOf(() => storeWithPeer(peerChunks, join(out, 'peer')))) / peerChunks.length,
})
rmSync(out, { recursive: true, force: true })
const round = (value: number, digits = 1) => Number(value.toFixed(digits))
console.log(
  JSON.stringify(
    {
      chunks,
      km2: round((chunks * 256) / 1e6, 2),
      cpuMicrosecondsAChunk: { kvarter: round(perChunk.kvarter), deflateAlone: round(perChunk.deflate), prismarine: round(perChunk.prismarine) },
      timesPrismarine: round(perChunk.prismarine / perChunk.kvarter),
      ratioToDeflate: round(perChunk.kvarter / perChunk.deflate, 2),
    },
    null,
    2,
  ),
)
