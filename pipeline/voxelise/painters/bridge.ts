import { NO_GROUND } from '#pipeline/model/shard.ts'
import { CHUNK_SIZE } from '#pipeline/model/grid.ts'
import type { ChunkWindow } from '../chunk-window.ts'
import { type CompiledStyle, pick } from '../compiled-style.ts'
import { cellOf, DECK, type Surface, USE } from '../surface.ts'

const WALL_SIDES = { north: [0, -1], south: [0, 1], west: [-1, 0], east: [1, 0] } as const

/** Decks of two blocks over water and lower ways, parapets along their edges, piers to the bed. */
export function paintBridges(window: ChunkWindow, surface: Surface, compiled: CompiledStyle): void {
  const { style, blocks, id } = compiled
  for (let z = window.minZ; z < window.minZ + CHUNK_SIZE; z++)
    for (let x = window.minX; x < window.minX + CHUNK_SIZE; x++) {
      const i = cellOf(surface, x, z)
      const deck = surface.deck[i]
      if (deck === NO_GROUND || surface.use[i] === USE.building) continue
      const part = surface.deckPart[i]
      const ground = surface.face[i]
      window.set(x, deck - 1, z, pick(compiled.materials[surface.deckMaterial[i]].top, x, z))
      window.set(x, deck - 2, z, blocks.deck)
      if (part === DECK.pier) window.column(x, z, ground, deck - 2, blocks.pier)
      if (part === DECK.parapet && deck > ground + 1) window.set(x, deck, z, id(`${style.bridge.parapet}[${joints(surface, x, z, deck)}]`))
    }
}

/** How a parapet's block joins its neighbours. */
function joints(surface: Surface, x: number, z: number, deck: number): string {
  const joined = Object.entries(WALL_SIDES).map(([side, [dx, dz]]) => {
    const i = cellOf(surface, x + dx, z + dz)
    return [side, surface.deckPart[i] === DECK.parapet && surface.deck[i] === deck] as const
  })
  const straight = joined
    .filter(([, yes]) => yes)
    .map(([side]) => side)
    .join()
  const up = straight !== 'north,south' && straight !== 'west,east'
  return [...joined.map(([side, yes]) => `${side}=${yes ? 'low' : 'none'}`), `up=${up}`].join()
}
