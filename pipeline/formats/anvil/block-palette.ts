import type { BlockState } from '#pipeline/model/block.ts'
import { compound, string } from '../nbt-write/tag.ts'
import { writePayload } from '../nbt-write/write.ts'
import type { ByteSink } from '../nbt-write/byte-sink.ts'

/** Every state's palette entry as ready NBT. */
export class BlockPalette {
  readonly #entries: Uint8Array[]

  /** @param states in the order of their ids, as BlockTable holds them; ids given later are unknown here */
  constructor(states: readonly Pick<BlockState, 'name' | 'properties'>[]) {
    this.#entries = states.map(({ name, properties }) => {
      const values = Object.entries(properties).map(([key, value]) => [key, string(value)] as const)
      const Name = string(`minecraft:${name}`)
      return writePayload(compound(values.length > 0 ? { Name, Properties: compound(Object.fromEntries(values)) } : { Name }))
    })
  }

  /** @throws RangeError for an id that was unknown when the palette was made */
  put(sink: ByteSink, state: number): void {
    const entry = this.#entries[state]
    if (!entry) throw new RangeError(`block state ${state} is not among the encoder's ${this.#entries.length}`)
    sink.put(entry)
  }
}
