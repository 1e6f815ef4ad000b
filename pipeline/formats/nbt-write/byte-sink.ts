/** Bytes written one after another into a buffer that grows; reset and used again, so that memory stays flat. */
export class ByteSink {
  bytes: Uint8Array<ArrayBuffer>
  view: DataView<ArrayBuffer>
  length = 0

  /** @param capacity bytes to begin with */
  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Makes room for `count` more bytes and returns where they begin; `length` is left to whoever writes them. */
  reserve(count: number): number {
    const needed = this.length + count
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
      grown.set(this.bytes.subarray(0, this.length))
      this.bytes = grown
      this.view = new DataView(grown.buffer)
    }
    return this.length
  }

  /** Makes room for `count` more bytes, counts them as written and returns where they begin. */
  take(count: number): number {
    const at = this.reserve(count)
    this.length += count
    return at
  }

  put(bytes: Uint8Array): void {
    const at = this.take(bytes.length)
    this.bytes.set(bytes, at)
  }

  /** What has been written, seen in place: good until the next write or reset. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length)
  }

  reset(): void {
    this.length = 0
  }
}
