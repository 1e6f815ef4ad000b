import { blockOfHouses } from './block-of-houses.ts'
import type { Block } from './block-of-houses.ts'
import type { Box } from './ring.ts'
import type { House } from './house.ts'

const FLATS = 'Flerbostadshus'
const stone = (name: string, box: Box, more: Partial<Block> = {}): Block => ({
  name,
  box,
  depth: 12,
  use: FLATS,
  years: [1862, 1912],
  storeys: [4, 4, 4, 5, 3],
  storey: 3.7,
  rise: [3.6, 5],
  ...more,
})
const wood = (name: string, box: Box, more: Partial<Block> = {}): Block => ({
  name,
  box,
  depth: 11,
  use: 'Landshövdingehus',
  years: [1884, 1936],
  storeys: [3],
  storey: 3.1,
  rise: [3.4, 4.2],
  ...more,
})

/** City blocks: stone houses west of the river, landshövdingehus (one storey of stone, two of wood) east and south of them. */
export const BLOCKS: Block[] = [
  stone('Kvarteret Lyktan', [398, 391, 456, 446]),
  stone('Kvarteret Ankaret', [468, 391, 534, 446]),
  stone('Kvarteret Tullen', [546, 391, 608, 446]),
  stone('Kvarteret Kardusen', [398, 458, 456, 509], { storeys: [3, 4, 4] }),
  stone('Kvarteret Vågen', [546, 458, 603, 509], { use: 'Bostads- och affärshus', storeys: [4, 5, 5] }),
  stone('Kvarteret Vasen', [468, 531, 534, 586], { use: 'Bostads- och affärshus', storeys: [4, 5] }),
  stone('Kvarteret Lotsen', [546, 531, 601, 586], { storeys: [4, 5] }),
  wood('Kvarteret Repslagaren', [398, 598, 456, 658]),
  stone('Kvarteret Segelduken', [468, 598, 534, 658], { storeys: [3, 4, 4], open: 'south' }),
  stone('Kvarteret Bryggaren', [546, 598, 600, 658], { storeys: [3, 4] }),
  wood('Kvarteret Syskonen', [672, 446, 736, 509]),
  wood('Kvarteret Plantaget', [748, 446, 811, 509]),
  wood('Kvarteret Kommandanten', [668, 531, 736, 594]),
  wood('Kvarteret Skytten', [748, 531, 811, 594], { open: 'south' }),
  wood('Kvarteret Nordstjärnan', [672, 384, 736, 434], { open: 'north', storeys: [3] }),
]

export const centre = (): House[] => BLOCKS.flatMap(blockOfHouses)
