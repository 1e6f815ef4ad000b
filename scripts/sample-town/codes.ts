import type { AreaType } from './areas.ts'

/** The municipality's own codes of ground cover. */
export const CODES = {
  asphalt: 11,
  building: 12,
  cobbles: 13,
  gravel: 14,
  conifer: 21,
  broadleaf: 22,
  grass: 31,
  meadow: 32,
  field: 33,
  soil: 41,
  rock: 42,
  sand: 43,
  sport: 51,
  water: 61,
} as const

export const AREA_CODES: Record<AreaType, number> = {
  Park: CODES.grass,
  Kyrkogård: CODES.grass,
  'Torg, gatsten': CODES.cobbles,
  'Torg, plattor': CODES.asphalt,
  'Gård, gatsten': CODES.cobbles,
  'Gård, grus': CODES.gravel,
  Bollplan: CODES.sport,
  Grusplan: CODES.gravel,
  Skolgård: CODES.asphalt,
  Lekplats: CODES.sand,
  Badstrand: CODES.sand,
  Åker: CODES.field,
  Äng: CODES.meadow,
  Parkering: CODES.asphalt,
  'Tomtmark, hårdgjord': CODES.asphalt,
  Rivningstomt: CODES.soil,
  Perrong: CODES.asphalt,
  Koloniområde: CODES.grass,
}
