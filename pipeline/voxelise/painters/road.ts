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

function paintRoad(surface: Surface, road: PreparedRoad, compiled: CompiledStyle): void {
  const { line, face, deck, width, pavement, rank } = road
  const { box } = surface
  const half = width / 2
  const reach = half + pavement
  const [half2, reach2] = [half * half, reach * reach]
  const way = materialIndex(road.surface as MaterialName)
  const [slabs, kerb, marking] = [materialIndex('pavement'), materialIndex('kerb'), materialIndex('marking')]
  const style = compiled.style.roads[road.class as RoadClass]
  const dashes = style.centreLine && width >= style.centreLine.fromWidthM ? style.centreLine : undefined
  const last = face.length - 1
  const pierEvery = Math.round(compiled.style.bridge.pierEveryM)

  for (let step = 0; step < last; step += STRIDE) {
    const end = Math.min(last, step + STRIDE)
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
        const isWay = distance <= half2
        const precedence = (isWay ? 256 : 0) + rank
        const i = cellOf(surface, x, z)
        if (precedence < claims.precedence[i] || (precedence === claims.precedence[i] && distance >= claims.distance[i])) continue
        if (surface.face[i] === NO_GROUND) continue
        claims.precedence[i] = precedence
        claims.distance[i] = distance
        const at = step + Math.round(t * (end - step))
        const isDashed = dashes !== undefined && distance < 0.25 && at >= CLEAR_END && at < last - CLEAR_END && at % (dashes.dash + dashes.gap) < dashes.dash
        const material = isWay ? (isDashed ? marking : way) : distance <= (half + 1) ** 2 ? kerb : slabs
        const level = face[at]
        if (deck[at] === 1 && (surface.use[i] === USE.water || level > surface.face[i] + 1)) {
          surface.deck[i] = level
          surface.deckMaterial[i] = material
          surface.deckPart[i] =
            style.parapet && distance > (reach - 1) ** 2 ? DECK.parapet : at % pierEvery === 0 && distance < half2 * 0.5 ? DECK.pier : DECK.way
        } else if (surface.use[i] !== USE.water) {
          surface.face[i] = level
          surface.material[i] = material
          surface.top[i] = 0
          surface.use[i] = isWay ? USE.road : USE.pavement
          surface.deck[i] = NO_GROUND
          surface.deckPart[i] = DECK.none
        }
      }
  }
}
