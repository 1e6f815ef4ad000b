import type { RoadClass } from '#pipeline/model/kind.ts'
import { NO_GROUND, type PreparedRoad } from '#pipeline/model/shard.ts'
import type { MaterialName } from '#pipeline/model/style.ts'
import { type CompiledStyle, materialIndex } from '../compiled-style.ts'
import { cellOf, DECK, type Surface, USE } from '../surface.ts'

/** Blocks at each end of a street that carry no line: the crossing of streets. */
const CLEAR_END = 5

/** Points of a street's line that are laid at a time: what bends less than a third of a block between them. */
const STRIDE = 3

/** For each column, the best claim so far: its precedence, and the squared distance to that street's centre line. */
const claims = { precedence: new Int16Array(0), distance: new Float32Array(0) }

/**
 * Streets with pavements, level across and stepping along. Where streets meet, a carriageway goes before a pavement,
 * a higher rank before a lower, the nearer centre line before the farther: the order they come in does not matter.
 */
export function paintRoads(surface: Surface, roads: readonly PreparedRoad[], compiled: CompiledStyle): void {
  if (roads.length === 0) return
  if (claims.precedence.length !== surface.face.length) {
    claims.precedence = new Int16Array(surface.face.length)
    claims.distance = new Float32Array(surface.face.length)
  }
  claims.precedence.fill(-1)
  for (const road of roads) paintRoad(surface, road, compiled)
}

/** How a street is drawn, worked out once for all its stretches. */
interface Pen {
  road: PreparedRoad
  half: number
  reach: number
  way: number
  slabs: number
  kerb: number
  marking: number
  parapet: boolean
  /** Length of a dash, and of a dash with its gap; 0 where there is no line. */
  dash: number
  period: number
  pierEvery: number
}

function paintRoad(surface: Surface, road: PreparedRoad, compiled: CompiledStyle): void {
  const { roads, bridge } = compiled.style
  const { centreLine, parapet } = roads[road.class as RoadClass]
  const dashes = centreLine && road.width >= centreLine.fromWidthM ? centreLine : { dash: 0, gap: 0 }
  const pen: Pen = {
    road,
    half: road.width / 2,
    reach: road.width / 2 + road.pavement,
    way: materialIndex(road.surface as MaterialName),
    slabs: materialIndex('pavement'),
    kerb: materialIndex('kerb'),
    marking: materialIndex('marking'),
    parapet,
    dash: dashes.dash,
    period: dashes.dash + dashes.gap,
    pierEvery: Math.round(bridge.pierEveryM),
  }
  for (let step = 0; step < road.face.length - 1; step += STRIDE) paintStretch(surface, pen, step)
}

/** The columns nearest to the points from `step` to the next stride. A function of its own, called often: its loops are compiled once. */
function paintStretch(surface: Surface, pen: Pen, step: number): void {
  const { half, reach } = pen
  const { line, face } = pen.road
  const { box } = surface
  const [half2, reach2] = [half * half, reach * reach]
  const end = Math.min(face.length - 1, step + STRIDE)
  const ax = line[2 * step]
  const az = line[2 * step + 1]
  const dx = line[2 * end] - ax
  const dz = line[2 * end + 1] - az
  const length2 = dx * dx + dz * dz
  const minX = Math.max(box.minX, Math.floor(Math.min(ax, ax + dx) - reach))
  const maxX = Math.min(box.maxX - 1, Math.ceil(Math.max(ax, ax + dx) + reach))
  const minZ = Math.max(box.minZ, Math.floor(Math.min(az, az + dz) - reach))
  const maxZ = Math.min(box.maxZ - 1, Math.ceil(Math.max(az, az + dz) + reach))
  for (let z = minZ; z <= maxZ; z++)
    for (let x = minX; x <= maxX; x++) {
      const px = x + 0.5 - ax
      const pz = z + 0.5 - az
      const along = length2 === 0 ? 0 : (px * dx + pz * dz) / length2
      const t = along < 0 ? 0 : along > 1 ? 1 : along
      const qx = px - t * dx
      const qz = pz - t * dz
      const distance = qx * qx + qz * qz
      if (distance > reach2) continue
      const precedence = (distance <= half2 ? 256 : 0) + pen.road.rank
      const i = cellOf(surface, x, z)
      if (precedence < claims.precedence[i] || (precedence === claims.precedence[i] && distance >= claims.distance[i])) continue
      if (surface.face[i] === NO_GROUND) continue
      claims.precedence[i] = precedence
      claims.distance[i] = distance
      paintColumn(surface, pen, { i, at: step + Math.round(t * (end - step)), distance })
    }
}

/** One column of a street, at the squared distance from its centre line and nearest to its point `at`. */
function paintColumn(surface: Surface, pen: Pen, { i, at, distance }: { i: number; at: number; distance: number }): void {
  const { half, reach } = pen
  const { face, deck } = pen.road
  const isWay = distance <= half * half
  const isDashed = distance < 0.25 && at >= CLEAR_END && at < face.length - 1 - CLEAR_END && at % pen.period < pen.dash
  const material = isWay ? (isDashed ? pen.marking : pen.way) : distance <= (half + 1) ** 2 ? pen.kerb : pen.slabs
  const level = face[at]
  if (deck[at] === 1 && (surface.use[i] === USE.water || level > surface.face[i] + 1)) {
    surface.deck[i] = level
    surface.deckMaterial[i] = material
    surface.deckPart[i] =
      pen.parapet && distance > (reach - 1) ** 2 ? DECK.parapet : at % pen.pierEvery === 0 && distance < half * half * 0.5 ? DECK.pier : DECK.way
  } else if (surface.use[i] !== USE.water) {
    surface.face[i] = level
    surface.material[i] = material
    surface.top[i] = 0
    surface.use[i] = isWay ? USE.road : USE.pavement
    surface.deck[i] = NO_GROUND
    surface.deckPart[i] = DECK.none
  }
}
