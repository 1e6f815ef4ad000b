import type { RoadClass } from '#pipeline/model/kind.ts'
import { REGION_SIZE } from '#pipeline/model/grid.ts'
import { HALO, type PreparedRoad, type Shard } from '#pipeline/model/shard.ts'

const SIDE = REGION_SIZE + 2 * HALO

/** Ways that houses turn their fronts to. */
const STREETS: ReadonlySet<string> = new Set<RoadClass>(['main', 'street', 'residential', 'lane', 'service'])

/** Which columns belong to which building and street: what the data says, not what the world has. */
export interface GroundPlan {
  /** 1 + index in the shard's buildings; 0 is none. */
  building: Int32Array
  /** 1 + index in the shard's roads of the nearest street, pavements included; 0 is none. */
  street: Int32Array
  /** The street's step that is nearest. */
  step: Int32Array
  /** 1 + index of the road whose carriageway alone lies there; 0 is none, −1 several. */
  carriageway: Int32Array
}

export function drawPlan(shard: Shard, minX: number, minZ: number): GroundPlan {
  const cells = SIDE * SIDE
  const plan = { building: new Int32Array(cells), street: new Int32Array(cells), step: new Int32Array(cells), carriageway: new Int32Array(cells) }
  const holds = (x: number, z: number) => x >= minX && z >= minZ && x < minX + SIDE && z < minZ + SIDE
  shard.buildings.forEach(({ minX: left, minZ: upper, width, role }, index) => {
    for (let i = 0; i < role.length; i++) {
      const [x, z] = [left + (i % width), upper + Math.floor(i / width)]
      if (role[i] !== 0 && holds(x, z)) plan.building[(z - minZ) * SIDE + x - minX] = index + 1
    }
  })
  const nearest = new Float32Array(cells).fill(Infinity)
  shard.roads.forEach((road, index) => {
    const isStreet = STREETS.has(road.class)
    eachCell(road, { minX, minZ, maxX: minX + SIDE, maxZ: minZ + SIDE }, (x, z, step, distance) => {
      const cell = (z - minZ) * SIDE + x - minX
      const claimed = plan.carriageway[cell]
      if (distance <= road.width / 2) plan.carriageway[cell] = claimed === 0 || claimed === index + 1 ? index + 1 : -1
      if (!isStreet || distance >= nearest[cell]) return
      nearest[cell] = distance
      plan.street[cell] = index + 1
      plan.step[cell] = step
    })
  })
  return plan
}

/** Columns within a road's carriageway and pavements, some more than once, with the step and the distance to it. */
function eachCell(
  { line, width, pavement }: PreparedRoad,
  box: { minX: number; minZ: number; maxX: number; maxZ: number },
  visit: (x: number, z: number, step: number, distance: number) => void,
): void {
  const reach = width / 2 + pavement
  for (let step = 0; 2 * step < line.length; step++) {
    const [px, pz] = [line[2 * step], line[2 * step + 1]]
    for (let z = Math.max(box.minZ, Math.floor(pz - reach)); z <= Math.min(box.maxZ - 1, Math.floor(pz + reach)); z++)
      for (let x = Math.max(box.minX, Math.floor(px - reach)); x <= Math.min(box.maxX - 1, Math.floor(px + reach)); x++) {
        const distance = Math.hypot(x + 0.5 - px, z + 0.5 - pz)
        if (distance <= reach) visit(x, z, step, distance)
      }
  }
}
