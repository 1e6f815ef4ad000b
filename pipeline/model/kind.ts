import { PROTECT_KIND } from './protect.ts'

/** What an attribute may hold. `number` carries its unit, which mappings convert to. */
export interface AttributeType {
  type: 'text' | 'number' | 'boolean' | 'choice'
  unit?: 'm' | 'count' | 'year'
  choices?: readonly string[]
  /** Plausible range; a value outside is a problem and is left out. */
  min?: number
  max?: number
  describe: string
}

export interface KindSpec {
  form: 'raster' | 'vector'
  /** Geometry a vector kind may have. */
  geometry?: readonly ('point' | 'line' | 'polygon')[]
  attributes: Readonly<Record<string, AttributeType>>
  describe: string
}

export const BUILDING_USES = ['housing', 'villa', 'shed', 'office', 'shop', 'industry', 'church', 'school', 'public', 'historic'] as const
export const ROAD_CLASSES = ['motorway', 'main', 'street', 'residential', 'lane', 'service', 'bike', 'foot', 'track', 'jetty'] as const
export const ROAD_SURFACES = ['asphalt', 'cobbles', 'slabs', 'gravel', 'planks'] as const
export const GROUND_CLASSES = [
  'paved',
  'building',
  'conifer',
  'broadleaf',
  'grass',
  'meadow',
  'soil',
  'water',
  'rock',
  'sand',
  'cobbles',
  'gravel',
  'sport',
  'field',
] as const
export const TREE_SPECIES = ['lime', 'elm', 'maple', 'chestnut', 'ash', 'oak', 'birch', 'spruce', 'pine', 'poplar', 'cherry', 'rowan', 'shrub'] as const
export const ROOF_SHAPES = ['flat', 'gabled', 'hipped', 'pyramid', 'shed'] as const

const name: AttributeType = { type: 'text', describe: 'Name, as people say it' }

/** Every kind of layer, and the attributes it may carry. A definition that names anything else is refused. */
export const KINDS = {
  terrain: { form: 'raster', attributes: {}, describe: 'Height of bare ground' },
  surface: { form: 'raster', attributes: {}, describe: 'Height of the ground with buildings on it' },
  canopy: { form: 'raster', attributes: {}, describe: 'Height of tree crowns above ground; 0 is none' },
  landcover: { form: 'raster', attributes: {}, describe: 'Codes of what covers the ground' },
  area: {
    form: 'vector',
    geometry: ['polygon'],
    attributes: { class: { type: 'choice', choices: GROUND_CLASSES, describe: 'What covers the ground' }, name },
    describe: 'Ground cover as polygons: parks, squares, pitches, beaches',
  },
  building: {
    form: 'vector',
    geometry: ['polygon'],
    attributes: {
      use: { type: 'choice', choices: BUILDING_USES, describe: 'What it is used for' },
      year: { type: 'number', unit: 'year', min: 1000, max: 2100, describe: 'Year it was built' },
      storeys: { type: 'number', unit: 'count', min: 1, max: 80, describe: 'Storeys above ground' },
      eavesM: { type: 'number', unit: 'm', min: 1.5, max: 300, describe: 'Eaves above ground' },
      ridgeM: { type: 'number', unit: 'm', min: 1.5, max: 330, describe: 'Ridge or highest point above ground' },
      roof: { type: 'choice', choices: ROOF_SHAPES, describe: 'Roof shape' },
      name,
    },
    describe: 'Footprints of buildings',
  },
  road: {
    form: 'vector',
    geometry: ['line'],
    attributes: {
      class: { type: 'choice', choices: ROAD_CLASSES, describe: 'What kind of way it is' },
      widthM: { type: 'number', unit: 'm', min: 0.5, max: 60, describe: 'Width of the carriageway' },
      surface: { type: 'choice', choices: ROAD_SURFACES, describe: 'What it is paved with' },
      level: { type: 'choice', choices: ['ground', 'bridge', 'tunnel'], describe: 'Where it runs' },
      name,
    },
    describe: 'Centre lines of streets, bike paths and footpaths',
  },
  streetname: { form: 'vector', geometry: ['line'], attributes: { name }, describe: 'Names of streets on lines of their own: signs, no paving' },
  crossing: { form: 'vector', geometry: ['point', 'line'], attributes: {}, describe: 'Where people on foot cross a street' },
  rail: {
    form: 'vector',
    geometry: ['line'],
    attributes: {
      class: { type: 'choice', choices: ['railway', 'tram'], describe: 'Railway on a bed, or tram in the street' },
      level: { type: 'choice', choices: ['ground', 'bridge', 'tunnel'], describe: 'Where it runs' },
    },
    describe: 'Centre lines of tracks',
  },
  water: {
    form: 'vector',
    geometry: ['polygon', 'line'],
    attributes: {
      class: { type: 'choice', choices: ['sea', 'river', 'canal', 'lake', 'pond', 'stream'], describe: 'What kind of water it is' },
      levelM: { type: 'number', unit: 'm', min: -100, max: 2500, describe: 'Height of the water' },
      widthM: { type: 'number', unit: 'm', min: 0.5, max: 500, describe: 'Width, where it is a line' },
      name,
    },
    describe: 'Lakes, rivers, canals, sea',
  },
  tree: {
    form: 'vector',
    geometry: ['point'],
    attributes: {
      species: { type: 'choice', choices: TREE_SPECIES, describe: 'Species, or the nearest that has a shape of its own' },
      heightM: { type: 'number', unit: 'm', min: 0.5, max: 50, describe: 'Height above ground' },
      crownM: { type: 'number', unit: 'm', min: 0.5, max: 30, describe: 'Diameter of the crown' },
    },
    describe: 'Trees one by one',
  },
  place: {
    form: 'vector',
    geometry: ['point', 'polygon'],
    attributes: {
      class: { type: 'choice', choices: ['district', 'bathing', 'school', 'stop', 'sight', 'square', 'other'], describe: 'What kind of place it is' },
      name,
    },
    describe: 'Places with a name',
  },
  plan: {
    form: 'vector',
    geometry: ['polygon'],
    attributes: { name, status: { type: 'choice', choices: ['ongoing', 'adopted'], describe: 'Where the plan stands' } },
    describe: 'Areas under planning',
  },
  protect: PROTECT_KIND,
} as const satisfies Record<string, KindSpec>

export type LayerKind = keyof typeof KINDS
export type RoadClass = (typeof ROAD_CLASSES)[number]
export type GroundClass = (typeof GROUND_CLASSES)[number]
export type TreeSpecies = (typeof TREE_SPECIES)[number]
export type BuildingUse = (typeof BUILDING_USES)[number]
export type RoofShape = (typeof ROOF_SHAPES)[number]

export const LAYER_KINDS = Object.keys(KINDS) as LayerKind[]

/** The spec of a kind, widened so that its attributes can be looked up by any name. */
export function kindSpec(kind: LayerKind): KindSpec {
  return KINDS[kind]
}
