import { NO_GROUND, type PreparedRail } from '#pipeline/model/shard.ts'
import type { ChunkWindow } from '../chunk-window.ts'
import { type CompiledStyle, materialIndex } from '../compiled-style.ts'
import { cellOf, DECK, holds, type Surface, USE } from '../surface.ts'

/** Half the width of a railway's bed, in blocks; a tram has none. */
const BED = 2

/** The bed of a railway; a tram runs in the street it finds. */
export function paintRailBeds(surface: Surface, rails: readonly PreparedRail[]): void {
  for (const rail of rails) for (let step = 0; step < rail.face.length; step++) paintSleepers(surface, rail, step)
}

/** The bed around one point of a line. */
function paintSleepers(surface: Surface, { line, face, deck, class: kind }: PreparedRail, step: number): void {
  const track = materialIndex('track')
  const reach = kind === 'tram' ? 1 : BED
  const cx = line[2 * step]
  const cz = line[2 * step + 1]
  const level = face[step]
  for (let z = Math.floor(cz - reach); z <= cz + reach; z++)
    for (let x = Math.floor(cx - reach); x <= cx + reach; x++) {
      if (!holds(surface, x, z) || Math.hypot(x + 0.5 - cx, z + 0.5 - cz) > reach) continue
      const i = cellOf(surface, x, z)
      if (surface.face[i] === NO_GROUND) continue
      if (surface.use[i] === USE.water || (deck[step] === 1 && level > surface.face[i] + 1)) {
        if (surface.deck[i] !== NO_GROUND) continue
        surface.deck[i] = level
        surface.deckMaterial[i] = track
        surface.deckPart[i] = DECK.way
      } else if (kind !== 'tram') {
        surface.face[i] = level
        surface.material[i] = track
        surface.top[i] = 0
        surface.use[i] = USE.rail
      }
    }
}

/** A track as columns that share a side with the next, so that rails join. */
export interface TrackCell {
  x: number
  z: number
}

export function trackCells({ line }: Pick<PreparedRail, 'line'>): TrackCell[] {
  const cells: TrackCell[] = []
  const add = (x: number, z: number) => {
    const last = cells.at(-1)
    if (last?.x === x && last.z === z) return
    if (last && last.x !== x && last.z !== z) cells.push({ x, z: last.z })
    cells.push({ x, z })
  }
  for (let i = 0; i + 1 < line.length; i += 2) add(Math.floor(line[i]), Math.floor(line[i + 1]))
  return cells
}

/** Rails along a track, turned to fit their neighbours and sloped where the next cell lies a block higher. */
export function paintTrack(window: ChunkWindow, cells: readonly TrackCell[], surface: Surface, { style, id }: CompiledStyle): void {
  for (const [index, cell] of cells.entries()) {
    if (!window.has(cell.x, cell.z)) continue
    const y = railY(surface, cell)
    if (y === NO_GROUND || surface.use[cellOf(surface, cell.x, cell.z)] === USE.building) continue
    window.set(cell.x, y, cell.z, id(`${style.rails.rail}[shape=${shapeAt(surface, cells, index, y)}]`))
  }
}

function railY(surface: Surface, { x, z }: TrackCell): number {
  if (!holds(surface, x, z)) return NO_GROUND
  const i = cellOf(surface, x, z)
  return surface.deck[i] === NO_GROUND ? surface.face[i] : surface.deck[i]
}

function shapeAt(surface: Surface, cells: readonly TrackCell[], index: number, y: number): string {
  const cell = cells[index]
  const side = (other: TrackCell | undefined): string | undefined => {
    if (!other) return undefined
    if (other.z !== cell.z) return other.z < cell.z ? 'north' : 'south'
    return other.x < cell.x ? 'west' : 'east'
  }
  const neighbours = [cells[index - 1], cells[index + 1]]
  const sides = neighbours.map(side).filter((name) => name !== undefined)
  const isStraight = sides.length < 2 || ['north,south', 'south,north', 'east,west', 'west,east'].includes(sides.join())
  if (!isStraight) {
    const [a, b] = sides.toSorted((p) => (p === 'north' || p === 'south' ? -1 : 1))
    return `${a}_${b}`
  }
  const upward = neighbours.find((other) => other && railY(surface, other) === y + 1)
  if (upward) return `ascending_${side(upward)}`
  return sides[0] === 'north' || sides[0] === 'south' ? 'north_south' : 'east_west'
}
