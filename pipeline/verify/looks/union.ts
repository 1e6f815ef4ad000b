/** Sets that grow together: numbers from 0 up, each in one set. */
export class Union {
  parent = new Int32Array(1 << 10)
  count = 0

  /** Begins anew with numbers 0 … count − 1, each alone. */
  reset(count: number): void {
    this.count = 0
    while (this.count < count) this.add()
  }

  add(): number {
    if (this.count === this.parent.length) {
      const grown = new Int32Array(this.count * 2)
      grown.set(this.parent)
      this.parent = grown
    }
    this.parent[this.count] = this.count
    return this.count++
  }

  find(a: number): number {
    const { parent } = this
    while (parent[a] !== a) a = parent[a] = parent[parent[a]]
    return a
  }

  /** The lower root stays a root. */
  join(a: number, b: number): void {
    const [ra, rb] = [this.find(a), this.find(b)]
    if (ra < rb) this.parent[rb] = ra
    else this.parent[ra] = rb
  }
}
