import type { Geometry } from './feature.ts'
import type { KindSpec, LayerKind } from './kind.ts'
import type { Problem } from './problem.ts'
import { boxAround, isWithin } from './touch.ts'

/** What a protect layer may do: take away, leave the bare place, or make vague. */
export const PROTECT_ACTIONS = ['drop', 'flatten', 'coarsen'] as const
export type ProtectAction = (typeof PROTECT_ACTIONS)[number]

/** What a protect layer is: it changes other layers and is itself never published. */
export const PROTECT_KIND = {
  form: 'vector',
  geometry: ['point', 'polygon'],
  attributes: {
    action: {
      type: 'choice',
      choices: PROTECT_ACTIONS,
      describe: 'drop: what touches it is taken away; flatten: place is kept, heights and all else are not; coarsen: place is made vague',
    },
    radiusM: { type: 'number', unit: 'm', min: 0, max: 10_000, describe: 'How far it reaches beyond its shape; a point needs one' },
    toM: { type: 'number', unit: 'm', min: 5, max: 10_000, describe: 'Side of the coarse cells, for coarsen' },
    kinds: { type: 'text', describe: 'Kinds of layers it acts on, with commas between; all when empty' },
    keep: { type: 'text', describe: 'Attributes that coarsen leaves, with commas between; none when empty' },
    reason: { type: 'text', describe: 'Why, for those who keep the source; read by nothing and written nowhere' },
  },
  describe: 'Where something must not be shown, or not exactly; private',
} as const satisfies KindSpec

/** A place where something is protected, in metres of the grid's CRS. */
export interface Zone {
  shape: Geometry
  action: ProtectAction
  radiusM: number
  /** All when absent. */
  kinds?: readonly LayerKind[]
  toM: number
  keep: readonly string[]
}

/** What personal data can be told by its form: it holds a release, but where a definition says that it may stand. */
export const PERSONAL_PATTERNS = ['personnummer', 'samordningsnummer', 'email', 'telephone'] as const
export type PersonalPattern = (typeof PERSONAL_PATTERNS)[number]

/** What is known to be protected, for those who write problems; private. */
export interface Secrets {
  zones: readonly Zone[]
  /** Ids given to features that are kept, but changed; nothing of the source is in them. */
  ids: ReadonlySet<string>
}

/** Shapes nearer than this touch: coordinates are kept to the millimetre. */
export const TOUCH_M = 0.01
/** A problem this near a zone is told without its place: a feature's first corner may lie outside, and a roof hangs over. */
const NEAR_M = 25
/** An id made of a shape, as features that are kept but changed have it. */
const SHAPE_ID = /\bg[0-9a-f]{12}(?:-\d+)?\b/g

/** Problems as they may be told: of what is protected only the code and the layer remain. */
export function concealProblems(problems: readonly Problem[], { zones, ids }: Secrets): Problem[] {
  if (zones.length === 0) return [...problems]
  const isSecret = ({ featureId, message, where }: Problem): boolean =>
    (featureId !== undefined && ids.has(featureId)) ||
    (message.match(SHAPE_ID) ?? []).some((id) => ids.has(id)) ||
    (where !== undefined && zones.some(({ shape, radiusM }) => isWithin({ type: 'point', points: Float64Array.from(where) }, shape, radiusM + NEAR_M)))
  return problems.map((problem) => (isSecret(problem) ? bareProblem(problem) : problem))
}

/** A problem of which only what and in which layer is told. */
export const bareProblem = ({ code, layer }: Problem): Problem => ({ code, layer, message: '' })

/** Whether something in a box may lie where something is protected: then neither its id nor its place is told. */
export function hidesBox({ zones }: Secrets, [minX, minY, maxX, maxY]: readonly [number, number, number, number]): boolean {
  return zones.some(({ shape, radiusM }) => {
    const box = boxAround(shape, radiusM + NEAR_M)
    return box.minX <= maxX && minX <= box.maxX && box.minY <= maxY && minY <= box.maxY
  })
}
