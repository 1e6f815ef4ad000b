import { z } from 'zod'
import { parseBlock } from './block.ts'
import { BUILDING_USES, GROUND_CLASSES, ROAD_CLASSES, ROAD_SURFACES, TREE_SPECIES } from './kind.ts'

const block = z
  .string()
  .refine((text) => {
    try {
      return parseBlock(text) !== undefined
    } catch {
      return false
    }
  }, 'not a block of model/block-data.ts')
  .describe('A block, such as stone or oak_log[axis=x]')
const share = z.number().min(0).max(1)

const mix = z
  .union([
    block,
    z.strictObject({
      patch: z.number().int().min(1).max(16).describe('Size of the patches in blocks'),
      shares: z.record(block, share).describe('Block → share; together 1'),
    }),
  ])
  .describe('One block, or several in patches')
export type Mix = z.infer<typeof mix>

const material = z.strictObject({
  top: mix,
  under: block.describe('Three blocks of this lie below the top'),
  plants: z.record(block, share).optional().describe('What grows on it → share of columns'),
})

/** Materials that painters ask for by name, besides those of ground classes and road surfaces. */
export const EXTRA_MATERIALS = ['pavement', 'kerb', 'bike', 'marking', 'track', 'treePit', 'shore', 'edge', 'plan'] as const
export const MATERIALS = [...new Set([...GROUND_CLASSES, ...ROAD_SURFACES, ...EXTRA_MATERIALS])] as const
export type MaterialName = (typeof MATERIALS)[number]

const road = z.strictObject({
  widthM: z.number().positive().describe('Carriageway, where the layer has none'),
  pavementM: z.number().min(0).describe('Pavement on each side'),
  material: z.enum([...ROAD_SURFACES, 'bike'] as const),
  centreLine: z.strictObject({ dash: z.number().int().min(1), gap: z.number().int().min(0), fromWidthM: z.number() }).optional(),
  parapet: z.boolean().describe('Walls along its bridges'),
  rank: z.number().int().describe('Higher is painted over lower'),
})

const facade = z.strictObject({
  wall: block,
  trim: block.describe('Cornice and the band over the ground floor'),
  plinth: block,
  roof: block.describe('A full block'),
  roofStairs: block.optional(),
  roofSlab: block.optional(),
  ground: block.optional().describe('Wall of the ground floor, where it differs'),
})
export type FacadeStyle = z.infer<typeof facade>

const buildingType = z.strictObject({
  id: z.string(),
  when: z
    .strictObject({
      use: z.array(z.enum(BUILDING_USES)).optional(),
      fromYear: z.number().optional(),
      toYear: z.number().optional(),
      fromAreaM2: z.number().optional(),
      toAreaM2: z.number().optional(),
      fromHeightM: z.number().optional(),
    })
    .describe('The first type whose conditions all hold is taken'),
  storeyM: z.number().positive().nullable().describe('Storey height; null is one tall room'),
  bay: z.union([z.literal(2), z.literal(3), z.literal('ribbon')]),
  window: z.strictObject({ glass: block, height: z.number().int().min(1).max(3), width: z.union([z.literal(1), z.literal(2)]) }),
  shop: z.boolean().describe('Shop windows on the ground floor'),
  door: block,
  doorEveryM: z.number().positive(),
  floor: block,
  parapet: z.boolean(),
  sections: z.number().positive().optional().describe('A footprint longer than this, in metres, is dressed as several houses'),
  facades: z.array(facade).min(1),
})
export type BuildingType = z.infer<typeof buildingType>

const tree = z.strictObject({
  trunk: block,
  leaves: block,
  form: z.enum(['round', 'cone', 'cap', 'column', 'shrub']),
  free: share.describe('Clear trunk, as a share of the height'),
  width: z.number().min(0.1).max(1.5).describe('Crown width, as a share of the height'),
  heightM: z.number().positive().describe('Height, where the layer has none'),
})
export type TreeStyle = z.infer<typeof tree>

/** How things look: kinds and attributes → blocks. Painters know shapes, styles know blocks. */
export const styleSchema = z.strictObject({
  $schema: z.string().optional(),
  title: z.string(),
  materials: z.record(z.enum(MATERIALS as unknown as [MaterialName, ...MaterialName[]]), material),
  unknownGround: z.enum(GROUND_CLASSES).describe('Ground of which nothing is known'),
  underground: z.strictObject({ rock: block, deep: block, floor: block, deepBelowY: z.number().int() }),
  steepRock: z
    .strictObject({ slope: z.number().positive(), material: z.enum(GROUND_CLASSES) })
    .describe('Natural ground steeper than this, in metres a metre, is bare rock'),
  water: z.strictObject({
    block,
    depth: z.tuple([z.number().int().min(1), z.number().int().max(12)]),
    bed: mix,
    quay: block,
    quayFromM: z.number().describe('A shore that rises higher than this is a quay'),
  }),
  roads: z.record(z.enum(ROAD_CLASSES), road),
  bridge: z.strictObject({ deck: block, parapet: block, pier: block, pierEveryM: z.number().positive(), clearanceM: z.number() }),
  rails: z.strictObject({ rail: block }),
  buildings: z.array(buildingType).min(1),
  chimney: block,
  light: block.describe('One in each storey’s ceiling, 8 by 8'),
  trees: z.record(z.enum(TREE_SPECIES), tree),
  canopyTrees: z.strictObject({ broadleaf: z.enum(TREE_SPECIES), conifer: z.enum(TREE_SPECIES) }).describe('Species of trees found in a canopy raster'),
  labels: z.strictObject({ street: block, place: block, post: block }),
  planEdge: z.strictObject({ post: block, everyM: z.number().positive() }),
})
export type Style = z.infer<typeof styleSchema>
