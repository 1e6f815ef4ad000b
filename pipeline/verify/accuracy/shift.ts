export interface Shift {
  x: number
  z: number
  /** The cost there, and how fast it grows with the square of the distance, each way. */
  cost: number
  curvatureX: number
  curvatureZ: number
}

/** Whole blocks walked at most to find where the cost is least. */
const MOST_STEPS = 8
/** Half the width of the parabola's foot, in blocks. */
const REACH = 0.5
const ROUNDS = 4
const STILL = 0.01

/**
 * The shift in blocks of the least cost, to parts of a block: walks to the least whole shift, then fits a paraboloid to nine shifts around
 * it, and again around what it found. Undefined where the cost has no hollow.
 */
export async function bestShift(costOf: (x: number, z: number) => number | Promise<number>): Promise<Shift | undefined> {
  const known = new Map<string, number>()
  const cost = async (x: number, z: number) => {
    const key = `${x},${z}`
    let found = known.get(key)
    if (found === undefined) known.set(key, (found = await costOf(x, z)))
    return found
  }
  let [x, z] = [0, 0]
  for (let step = 0; step < MOST_STEPS; step++) {
    const [fromX, fromZ] = [x, z]
    for (const { dx, dz } of AROUND) if ((await cost(fromX + dx, fromZ + dz)) < (await cost(x, z))) [x, z] = [fromX + dx, fromZ + dz]
    if (x === fromX && z === fromZ) break
  }
  let found: Shift | undefined
  for (let round = 0; round < ROUNDS; round++) {
    const costs: number[] = []
    for (const { dx, dz } of AROUND) costs.push(await cost(x + dx * REACH, z + dz * REACH))
    const hollow = fitHollow(costs)
    if (!hollow) return undefined
    x += hollow.x * REACH
    z += hollow.z * REACH
    found = { x, z, cost: hollow.cost, curvatureX: hollow.curvatureX / REACH ** 2, curvatureZ: hollow.curvatureZ / REACH ** 2 }
    if (Math.hypot(hollow.x, hollow.z) * REACH < STILL) break
  }
  return found
}

const AROUND = [-1, 0, 1].flatMap((dz) => [-1, 0, 1].map((dx) => ({ dx, dz })))

/** The lowest point of the paraboloid that fits nine costs on a square of side 2 best, no farther out than 1 each way. */
function fitHollow(costs: readonly number[]): Shift | undefined {
  let [sum, bx, bz, bxz, outX, outZ] = [0, 0, 0, 0, 0, 0]
  for (const [i, { dx, dz }] of AROUND.entries()) {
    const value = costs[i]
    sum += value
    bx += (dx * value) / 6
    bz += (dz * value) / 6
    bxz += (dx * dz * value) / 4
    if (dx !== 0) outX += value
    if (dz !== 0) outZ += value
  }
  const curvatureX = outX / 6 - (sum - outX) / 3
  const curvatureZ = outZ / 6 - (sum - outZ) / 3
  const determinant = 4 * curvatureX * curvatureZ - bxz * bxz
  if (!(curvatureX > 0 && curvatureZ > 0 && determinant > 0)) return undefined
  const clamp = (value: number) => Math.min(1, Math.max(-1, value))
  const x = clamp((bxz * bz - 2 * curvatureZ * bx) / determinant)
  const z = clamp((bxz * bx - 2 * curvatureX * bz) / determinant)
  return { x, z, cost: costs[4], curvatureX, curvatureZ }
}
