import { ByteSink } from '../nbt-write/byte-sink.ts'
import { TAG, bool, compound, list, long, int, string } from '../nbt-write/tag.ts'
import { tagHead, writePayload } from '../nbt-write/write.ts'
import { BiomeCells } from './biome-cells.ts'
import { BlockPalette } from './block-palette.ts'
import { SECTION, wordsOf, type ChunkBlocks, type Heightmaps } from './chunk-blocks.ts'
import { bitsFor, longsFor, packLongs } from './pack-longs.ts'
import type { JavaProfile } from './profile.ts'
import { SectionPacker } from './section-packer.ts'

const HEIGHTMAPS: readonly [key: string, field: keyof Heightmaps][] = [
  ['MOTION_BLOCKING', 'motionBlocking'],
  ['MOTION_BLOCKING_NO_LEAVES', 'motionBlockingNoLeaves'],
  ['OCEAN_FLOOR', 'oceanFloor'],
  ['WORLD_SURFACE', 'worldSurface'],
]

const INT = 4
const END = Uint8Array.of(TAG.end)
const X = tagHead(TAG.int, 'xPos')
const Z = tagHead(TAG.int, 'zPos')
const HEIGHTMAPS_HEAD = tagHead(TAG.compound, 'Heightmaps')
const HEIGHTMAP_HEADS = HEIGHTMAPS.map(([key, field]) => ({ head: tagHead(TAG.longs, key), field }))
const SECTIONS = Uint8Array.of(...tagHead(TAG.list, 'sections'), TAG.compound)
/** A section as far as its blocks; its Y is the byte at Y_AT. */
const SECTION_START = Uint8Array.of(...tagHead(TAG.byte, 'Y'), 0, ...tagHead(TAG.compound, 'block_states'))
const Y_AT = tagHead(TAG.byte, 'Y').length
const DATA = tagHead(TAG.longs, 'data')
const PALETTE = Uint8Array.of(...tagHead(TAG.list, 'palette'), TAG.compound)

/** Turns chunks into NBT without their heads, which differ between profiles (chunk-head.ts), and without light: the game lights a chunk when it first loads it. */
export class ChunkEncoder {
  readonly #profile: Pick<JavaProfile, 'minY' | 'height'>
  readonly #palette: BlockPalette
  readonly #biomes: BiomeCells
  readonly #constants: Uint8Array
  readonly #packer = new SectionPacker(DATA)
  readonly #sink = new ByteSink(1 << 16)
  readonly #single = new Uint16Array(1)

  /** @param biomes names without namespace, at the indices that chunks use */
  constructor(profile: Pick<JavaProfile, 'minY' | 'height'>, palette: BlockPalette, biomes: readonly string[]) {
    this.#profile = profile
    this.#palette = palette
    this.#biomes = new BiomeCells(biomes)
    this.#constants = constants(profile)
  }

  /**
   * @returns uncompressed NBT that follows a head, seen in place: good until the next call
   * @throws RangeError for a state or biome the encoder does not know
   */
  encode(chunk: ChunkBlocks): Uint8Array<ArrayBuffer> {
    const sink = this.#sink
    sink.reset()
    sink.put(this.#constants)
    putInt(sink, X, chunk.x)
    putInt(sink, Z, chunk.z)
    this.#putHeightmaps(chunk.heightmaps)
    this.#putSections(chunk)
    sink.put(END)
    return sink.written()
  }

  #putSections({ blocks, uniform, biomes }: ChunkBlocks): void {
    const sink = this.#sink
    const minSection = this.#profile.minY >> 4
    const words = wordsOf(blocks)
    const biomeCells = this.#biomes.encode(biomes)
    putInt(sink, SECTIONS, uniform.length)
    let previous = 0
    for (let i = 0; i < uniform.length; i++) {
      const start = sink.length
      const state = uniform[i]
      if (state >= 0 && i > 0 && state === uniform[i - 1]) {
        const at = sink.take(start - previous)
        sink.bytes.copyWithin(at, previous, start)
      } else {
        sink.put(SECTION_START)
        if (state >= 0) {
          this.#single[0] = state
          this.#putPalette(this.#single, 1)
        } else {
          this.#packer.pack(sink, { blocks, words, first: i * SECTION })
          this.#putPalette(this.#packer.states, this.#packer.count)
        }
        sink.put(END)
        sink.put(biomeCells)
        sink.put(END)
      }
      sink.bytes[start + Y_AT] = minSection + i
      previous = start
    }
  }

  #putPalette(states: Uint16Array, count: number): void {
    putInt(this.#sink, PALETTE, count)
    for (let i = 0; i < count; i++) this.#palette.put(this.#sink, states[i])
  }

  #putHeightmaps(heightmaps: Heightmaps): void {
    const sink = this.#sink
    const bits = bitsFor(this.#profile.height + 1, 1)
    const longs = longsFor(256, bits)
    sink.put(HEIGHTMAPS_HEAD)
    let [before, packedAt] = [undefined as Int16Array | undefined, 0]
    for (const { head, field } of HEIGHTMAP_HEADS) {
      putInt(sink, head, longs)
      const at = sink.take(longs * 8)
      const values = heightmaps[field]
      // Without leaves and without water two maps are alike, and one is packed.
      if (before && areEqual(values, before)) sink.bytes.copyWithin(at, packedAt, packedAt + longs * 8)
      else packLongs(sink.view, at, { values, bits })
      before = values
      packedAt = at
    }
    sink.put(END)
  }
}

function areEqual(a: Int16Array, b: Int16Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function putInt(sink: ByteSink, head: Uint8Array, value: number): void {
  sink.put(head)
  const at = sink.take(INT)
  sink.view.setInt32(at, value)
}

/** What is the same in every chunk. */
function constants({ minY, height }: Pick<JavaProfile, 'minY' | 'height'>): Uint8Array {
  const none = compound({})
  const compoundOf = writePayload(
    compound({
      yPos: int(minY >> 4),
      Status: string('minecraft:full'),
      LastUpdate: long(0n),
      InhabitedTime: long(0n),
      isLightOn: bool(false),
      block_ticks: list([]),
      fluid_ticks: list([]),
      PostProcessing: list(Array.from({ length: height / 16 }, () => list([]))),
      structures: compound({ starts: none, References: none }),
    }),
  )
  return compoundOf.subarray(0, -1) // more entries follow
}
