import type { BuildingType, Style } from '#pipeline/model/style.ts'
import { BuildingSurvey, commonest, surveyBuildings, type Surveyed, type SurveyedPart } from './building-survey.ts'
import { type Goal, type Look, look } from './look.ts'
import { Worst } from './worst.ts'
import type { Facts, Measure } from './measure.ts'
import { type StreetPart, streetWalls } from './street-walls.ts'

/** Buildings on fewer columns are kiosks and parts of others. */
const LEAST_CELLS = 15
/** Columns of wall on a street that make a street front. */
const LEAST_FRONT = 3
/** Roof blocks on a smaller share of a house are no colour of it. */
const LEAST_ROOF = 0.03
/** The roughest roof is sought among those of at least so many cells. */
const LEAST_ROOF_CELLS = 20

/** Everything that is read building by building: glass, roofs, doors, and the walls along streets. */
export function buildings(facts: Facts): Measure<{ streets: StreetPart; surveyed: SurveyedPart[] }> {
  const survey = new BuildingSurvey(facts.isTaken)
  const walls = streetWalls(facts)
  const checks = [glassShare(facts.style), roofs(facts), doors()]
  return {
    read: (view) => ({ streets: walls.read(view), surveyed: surveyBuildings(view) }),
    add({ streets, surveyed }) {
      walls.add(streets)
      for (const building of survey.add(surveyed)) {
        walls.building(building)
        for (const check of checks) check.building(building)
      }
    },
    looks: () => [...walls.looks(), ...checks.flatMap((check) => check.looks())],
  }
}

interface BuildingCheck {
  building(building: Surveyed): void
  looks(): Look[]
}

const FEW_WINDOWS: ReadonlySet<string> = new Set(['shed', 'industry', 'church'])
/** Up to this area a building of unknown use is a shed, in m². */
const SHED_M2 = 60

/** Shares of glass that look right, in per cent: by the rhythm of the windows, and less where a use has few. */
function glassGoal({ bay, when }: BuildingType): Goal {
  if (when.use?.some((use) => FEW_WINDOWS.has(use)) || (when.toAreaM2 ?? Infinity) <= SHED_M2) return { min: 0, max: 35 }
  return bay === 'ribbon' ? { min: 20, max: 70 } : { min: 15, max: 35 }
}

function glassShare(style: Style): BuildingCheck {
  const types = new Map<string, { facade: number; glass: number; n: number; worst: Worst }>()
  const goals = new Map(style.buildings.map((type) => [type.id, glassGoal(type)]))
  return {
    building({ type, facade, glass, cells, x, z }) {
      const goal = goals.get(type)
      if (!goal || facade === 0 || cells < LEAST_CELLS) return
      const sum = types.get(type) ?? { facade: 0, glass: 0, n: 0, worst: new Worst() }
      types.set(type, sum)
      sum.facade += facade
      sum.glass += glass
      sum.n++
      const share = (100 * glass) / facade
      sum.worst.offer(Math.max(share - goal.max!, goal.min! - share), x, z)
    },
    looks: () =>
      style.buildings.flatMap(({ id }) => {
        const sum = types.get(id)
        return sum ? [look('glass-share', { of: id, value: (100 * sum.glass) / sum.facade, n: sum.n, worst: sum.worst.place, goal: goals.get(id)! })] : []
      }),
  }
}

function roofs({ style, grid }: Facts): BuildingCheck {
  const rough = { sum: 0, cells: 0, worst: new Worst() }
  const colours = { n: 0, mixed: 0, worst: new Worst() }
  const known = new Map(style.buildings.map((type) => [type.id, roofingsOf(type)]))
  return {
    building({ type, roofs: found, roughness, cells, x, z }) {
      rough.sum += roughness.sum
      rough.cells += roughness.cells
      if (roughness.cells >= LEAST_ROOF_CELLS) rough.worst.offer(roughness.sum / roughness.cells, x, z)
      const roofings = known.get(type)
      if (cells < LEAST_CELLS || found.size === 0 || !roofings) return
      colours.n++
      const count = roofColours(found, roofings)
      if (count < 2) return
      colours.mixed++
      colours.worst.offer(count, x, z)
    },
    looks: () => [
      look('roof-roughness', { value: rough.sum / rough.cells / grid.verticalScale, n: rough.cells, worst: rough.worst.place }),
      look('roof-colours', { value: (100 * colours.mixed) / colours.n, n: colours.n, worst: colours.worst.place }),
    ],
  }
}

interface Roofings {
  /** What each of a type's roofs is laid with: block, stairs and slab. */
  sets: ReadonlySet<string>[]
  trims: ReadonlySet<string>
}

function roofingsOf({ facades }: BuildingType): Roofings {
  const names = (...blocks: (string | undefined)[]) => new Set(blocks.flatMap((block) => block?.split('[')[0] ?? []))
  return { sets: facades.map(({ roof, roofStairs, roofSlab }) => names(roof, roofStairs, roofSlab)), trims: names(...facades.map(({ trim }) => trim)) }
}

/** The fewest of the type's roofs that account for what lies on a house, trim aside; a block of no roof is a colour of its own. */
function roofColours(found: ReadonlyMap<string, number>, { sets, trims }: Roofings): number {
  const all = found.values().reduce((sum, count) => sum + count, 0)
  const main = commonest(found)
  let left = [...found].flatMap(([name, count]) => (count >= LEAST_ROOF * all && (name === main || !trims.has(name)) ? name : []))
  let colours = 0
  while (left.length > 0) {
    const rest = sets.map((set) => left.filter((name) => !set.has(name))).toSorted((a, b) => a.length - b.length)[0]
    left = rest && rest.length < left.length ? rest : left.slice(1)
    colours++
  }
  return colours
}

function doors(): BuildingCheck {
  let [n, open] = [0, 0]
  const worst = new Worst()
  return {
    building({ cells, street, reachable, x, z }) {
      if (cells < LEAST_CELLS || street < LEAST_FRONT) return
      n++
      if (reachable > 0) open++
      else worst.offer(street, x, z)
    },
    looks: () => [look('doors', { value: (100 * open) / n, n, worst: worst.place })],
  }
}
