import { CHUNK_SIZE, REGION_SIZE } from '#pipeline/model/grid.ts'
import { HALO } from '#pipeline/model/shard.ts'
import type { ReadChunk } from '../read/chunk.ts'

const SIDE = REGION_SIZE + 2 * HALO
const CHUNKS = SIDE / CHUNK_SIZE
const NONE = -1

/** The blocks of a view as runs of one sort, column by column: each column's list goes from its highest run down. Air has no runs. */
export class VerticalRuns {
  /** Per column the number of its highest run; −1 where it has none. */
  readonly head = new Int32Array(SIDE * SIDE)
  count = 0
  next = new Int32Array(1 << 20)
  bottom = new Int16Array(1 << 20)
  top = new Int16Array(1 << 20)
  sort = new Uint8Array(1 << 20)
  /** Lowest y that is written. */
  floor = 0

  clear(): void {
    this.count = 0
    this.head.fill(NONE)
    this.floor = Infinity
  }

  add(column: number, sort: number, bottom: number, top: number): void {
    if (this.count === this.next.length) this.#grow()
    const run = this.count++
    this.sort[run] = sort
    this.bottom[run] = bottom
    this.top[run] = top
    this.next[run] = this.head[column]
    this.head[column] = run
  }

  #grow(): void {
    const grown = <T extends Int32Array | Int16Array | Uint8Array>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    const size = this.next.length * 2
    this.next = grown(this.next, new Int32Array(size))
    this.bottom = grown(this.bottom, new Int16Array(size))
    this.top = grown(this.top, new Int16Array(size))
    this.sort = grown(this.sort, new Uint8Array(size))
  }
}

/** Fills `runs` from a view's chunks, rows of 34 from the north-west. */
export function scanRuns(chunks: readonly (ReadChunk | undefined)[], sorts: Uint8Array, runs: VerticalRuns): void {
  runs.clear()
  const open = new Uint8Array(256)
  const start = new Int16Array(256)
  chunks.forEach((chunk, index) => {
    if (!chunk) return
    const corner = Math.floor(index / CHUNKS) * CHUNK_SIZE * SIDE + (index % CHUNKS) * CHUNK_SIZE
    runs.floor = Math.min(runs.floor, chunk.minSection * 16)
    open.fill(0)
    const turn = (column: number, sort: number, y: number) => {
      if (open[column] !== 0) runs.add(corner + (column >> 4) * SIDE + (column & 15), open[column], start[column], y - 1)
      open[column] = sort
      start[column] = y
    }
    let y = chunk.minSection * 16
    for (const { blocks } of chunk.sections) {
      if (typeof blocks === 'number') {
        for (let column = 0; column < 256; column++) if (open[column] !== sorts[blocks]) turn(column, sorts[blocks], y)
      } else
        for (let i = 0; i < 4096; i++) {
          const sort = sorts[blocks[i]]
          if (open[i & 255] !== sort) turn(i & 255, sort, y + (i >> 8))
        }
      y += 16
    }
    for (let column = 0; column < 256; column++) turn(column, 0, y)
  })
}
