import { hashAt } from '#pipeline/model/hash-random.ts'
import { AREAS } from './areas.ts'
import { between, dice, pick } from './noise.ts'
import { SIZE } from './place.ts'
import type { Point } from './place.ts'
import { beside, distance, lengthOf, stationAt } from './line.ts'
import { boundsOf, inside } from './ring.ts'
import type { Mask } from './mask.ts'
import { streetNamed } from './streets.ts'
import type { Town } from './town.ts'
import { besideRiver } from './waters.ts'
import { isConifer, isRock, isWood } from './woods.ts'

export interface Tree {
  at: Point
  /** As the municipality writes it: Latin. */
  species: string
  height: number
  crown: number
}

/** Height in metres from and to, and the crown's width as a share of it. */
const SIZES: Record<string, [from: number, to: number, crown: number]> = {
  'Tilia cordata': [8, 14, 0.5],
  'Tilia x europaea': [9, 15, 0.5],
  'Ulmus glabra': [14, 20, 0.6],
  'Acer platanoides': [8, 15, 0.6],
  'Aesculus hippocastanum': [10, 17, 0.65],
  'Fraxinus excelsior': [12, 19, 0.55],
  'Quercus robur': [11, 20, 0.75],
  'Betula pendula': [9, 18, 0.38],
  'Picea abies': [10, 24, 0.32],
  'Pinus sylvestris': [9, 20, 0.4],
  "Populus nigra 'Italica'": [14, 24, 0.2],
  'Prunus avium': [5, 8, 0.7],
  'Sorbus aucuparia': [4.5, 8, 0.6],
  'Sorbus intermedia': [6, 10, 0.65],
  'Malus domestica': [3.5, 6, 0.9],
  'Syringa vulgaris': [2, 3.5, 0.9],
}

function tree(roll: () => number, species: string, at: Point): Tree {
  const [from, to, share] = SIZES[species]
  const height = Math.round(between(roll, from, to) * 10) / 10
  return { at, species, height, crown: Math.max(1.5, Math.round(height * share * between(roll, 0.85, 1.15) * 2) / 2) }
}

/** Rows of street trees: street, metres off its middle (negative: left), spacing, species. */
const ROWS: [street: string, offsets: number[], spacing: number, species: string][] = [
  ['Norra Esplanaden', [-6.5, 6.5], 9, 'Tilia x europaea'],
  ['Storgatan', [-8.6, 8.6], 12, 'Tilia cordata'],
  ['Norra vägen', [6], 14, 'Betula pendula'],
  ['Södra vägen', [-6, 6], 15, 'Acer platanoides'],
  ['Östra vägen', [-7], 13, 'Sorbus intermedia'],
  ['Norra Brogatan', [6.4], 14, 'Sorbus intermedia'],
  ['Syrenvägen', [-4.6], 11, 'Sorbus aucuparia'],
  ['Åvägen', [4.6], 12, 'Prunus avium'],
  ['Industrigatan', [-6.5], 10, "Populus nigra 'Italica'"],
]

const PARKS: Record<string, { every: number; species: string[] }> = {
  Park: {
    every: 130,
    species: [
      'Quercus robur',
      'Acer platanoides',
      'Betula pendula',
      'Aesculus hippocastanum',
      'Ulmus glabra',
      'Fraxinus excelsior',
      'Pinus sylvestris',
      'Syringa vulgaris',
    ],
  },
  Kyrkogård: { every: 130, species: ['Tilia cordata', 'Ulmus glabra', 'Aesculus hippocastanum'] },
  Skolgård: { every: 420, species: ['Quercus robur', 'Sorbus intermedia'] },
  'Gård, gatsten': { every: 320, species: ['Prunus avium', 'Acer platanoides', 'Sorbus aucuparia'] },
  'Gård, grus': { every: 260, species: ['Malus domestica', 'Sorbus aucuparia', 'Syringa vulgaris', 'Betula pendula'] },
  'Torg, plattor': { every: 380, species: ['Acer platanoides'] },
  Parkering: { every: 420, species: ['Sorbus intermedia'] },
}

/** Street and park trees: those a municipality keeps a register of. */
export function registered(open: Mask): Tree[] {
  const trees: Tree[] = []
  const plant = (roll: () => number, species: string, at: Point, apart: number) => {
    if (at[0] < 3 || at[1] < 3 || at[0] > SIZE - 3 || at[1] > SIZE - 3) return
    if (open.isFreeAt(at) && trees.every((t) => distance(t.at, at) > apart))
      trees.push(tree(roll, species, [Math.round(at[0] * 100) / 100, Math.round(at[1] * 100) / 100]))
  }
  const row = (line: readonly Point[], offset: number, spacing: number, species: string, name: string) => {
    const roll = dice(`${name} ${offset}`)
    for (let s = spacing / 2; s < lengthOf(line); s += spacing) if (roll() > 0.06) plant(roll, species, beside(stationAt(line, s), offset), 5)
  }
  for (const [name, offsets, spacing, species] of ROWS) for (const offset of offsets) row(streetNamed(name).line, offset, spacing, species, name)
  row(besideRiver(-15, 380, 664), 0, 11, 'Tilia x europaea', 'Västra Kajen')
  row(besideRiver(15.5, 446, 600), 0, 12, 'Ulmus glabra', 'Östra Kajen')
  row(
    [
      [474, 502],
      [530, 502],
    ],
    0,
    9,
    'Acer platanoides',
    'Stora torget',
  )
  for (const { type, ring, name } of AREAS) {
    const park = PARKS[type]
    if (!park) continue
    const roll = dice(`trees of ${name}`)
    const [west, north, east, south] = boundsOf(ring)
    for (let i = 0; i < ((east - west) * (south - north)) / park.every; i++) {
      const at: Point = [between(roll, west, east), between(roll, north, south)]
      const species = pick(roll, park.species)
      if (inside(ring, ...at)) plant(roll, species, at, 6)
    }
  }
  return trees
}

/** Trees that nobody has counted: woods and gardens. They show in the crowns' height alone. */
export function wild({ gardens, allotments }: Town, open: Mask, ground: Float32Array): Tree[] {
  const trees: Tree[] = []
  const roll = dice('woods')
  const APART = 4.4
  for (let row = 0; row * APART < SIZE; row++)
    for (let column = 0; column * APART < SIZE; column++) {
      const jitter = hashAt(61, column, row)
      const at: Point = [(column + 0.15 + 0.7 * ((jitter & 0xff) / 255)) * APART, (row + 0.15 + 0.7 * (((jitter >>> 8) & 0xff) / 255)) * APART]
      if (at[0] >= SIZE || at[1] >= SIZE || !isWood(...at) || !open.isFreeAt(at)) continue
      const bare = isRock(...at, ground)
      if (roll() < (bare ? 0.75 : 0.12)) continue
      trees.push(
        tree(
          roll,
          bare
            ? 'Pinus sylvestris'
            : isConifer(...at)
              ? pick(roll, ['Picea abies', 'Picea abies', 'Pinus sylvestris'])
              : pick(roll, ['Betula pendula', 'Betula pendula', 'Quercus robur', 'Sorbus aucuparia']),
          at,
        ),
      )
    }
  for (const plot of [...gardens, ...allotments]) {
    const [west, north, east, south] = boundsOf(plot)
    const small = (east - west) * (south - north) < 300
    for (let i = 0; i < (small ? 1 : 4); i++) {
      const at: Point = [between(roll, west, east), between(roll, north, south)]
      const species = pick(
        roll,
        small
          ? ['Malus domestica', 'Syringa vulgaris']
          : ['Malus domestica', 'Malus domestica', 'Betula pendula', 'Prunus avium', 'Picea abies', 'Sorbus aucuparia', 'Syringa vulgaris'],
      )
      if (open.isFreeAt(at)) trees.push(tree(roll, species, at))
    }
  }
  return trees
}
