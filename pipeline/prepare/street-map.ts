/** Side of a cell of the map, in blocks. */
const CELL = 4

/** Where streets run, coarsely: enough to tell which side of a house faces one. */
export interface StreetMap {
  add(line: Float64Array): void
  isStreet(x: number, z: number): boolean
}

export function createStreetMap(): StreetMap {
  const cells = new Set<number>()
  const key = (x: number, z: number) => Math.floor(x / CELL) * 0x400000 + Math.floor(z / CELL)
  return {
    add(line) {
      for (let i = 0; i + 3 < line.length; i += 2) {
        const [dx, dz] = [line[i + 2] - line[i], line[i + 3] - line[i + 1]]
        const steps = Math.ceil(Math.hypot(dx, dz) / (CELL / 2))
        for (let step = 0; step <= steps; step++) cells.add(key(line[i] + (dx * step) / (steps || 1), line[i + 1] + (dz * step) / (steps || 1)))
      }
    },
    isStreet: (x, z) => cells.has(key(x, z)),
  }
}
