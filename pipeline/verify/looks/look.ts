import { z } from 'zod'
import type { Place } from './worst.ts'

/** What is checked, in the order it is reported. */
export const LOOK_IDS = [
  'wall-share',
  'equal-neighbours',
  'glass-share',
  'top-kinds-least',
  'top-kinds-most',
  'single-cells',
  'floating',
  'loose',
  'bare-leaves',
  'open-water',
  'street-level',
  'street-step',
  'street-kinks',
  'roof-roughness',
  'roof-colours',
  'doors',
] as const
export type LookId = (typeof LOOK_IDS)[number]

const goalSchema = z.strictObject({ min: z.number().optional(), max: z.number().optional() })
export type Goal = z.infer<typeof goalSchema>

export const lookSchema = z.strictObject({
  id: z.enum(LOOK_IDS),
  of: z.string().optional().describe('Building type in the style, where the check is made for each'),
  value: z.number().nullable().describe('Null where the world has nothing to measure'),
  unit: z.enum(['%', 'blocks', 'm', 'kinds', 'per 100 m']),
  goal: goalSchema,
  met: z.boolean(),
  n: z.number().int().min(0).describe('How many things were measured'),
  worst: z.strictObject({ x: z.number().int(), z: z.number().int() }).optional().describe('Block where it is farthest from the goal'),
})
export type Look = z.infer<typeof lookSchema>

export const looksSchema = z.array(lookSchema)
export type Looks = Look[]

const UNITS: Record<LookId, { unit: Look['unit']; goal: Goal }> = {
  'wall-share': { unit: '%', goal: { max: 50 } },
  'equal-neighbours': { unit: '%', goal: { max: 5 } },
  'glass-share': { unit: '%', goal: { min: 15, max: 35 } },
  'top-kinds-least': { unit: 'kinds', goal: { min: 6 } },
  'top-kinds-most': { unit: 'kinds', goal: { max: 25 } },
  'single-cells': { unit: '%', goal: { max: 1.5 } },
  floating: { unit: 'blocks', goal: { max: 0 } },
  loose: { unit: 'blocks', goal: { max: 0 } },
  'bare-leaves': { unit: '%', goal: { max: 0.5 } },
  'open-water': { unit: 'blocks', goal: { max: 0 } },
  'street-level': { unit: '%', goal: { max: 0 } },
  'street-step': { unit: 'blocks', goal: { max: 1 } },
  'street-kinks': { unit: 'per 100 m', goal: { max: 1 } },
  'roof-roughness': { unit: 'm', goal: { max: 0.15 } },
  'roof-colours': { unit: '%', goal: { max: 0 } },
  doors: { unit: '%', goal: { min: 100 } },
}

export interface Measured {
  value: number
  n: number
  worst?: Place | undefined
  of?: string
  /** In place of the check's own goal. */
  goal?: Goal
}

/** A check's result: rounded to three decimals, and held against its goal. Nothing measured meets any goal. */
export function look(id: LookId, { value, n, worst, of, goal = UNITS[id].goal }: Measured): Look {
  const rounded = n === 0 ? null : Math.round(value * 1000) / 1000
  const met = rounded === null || (rounded >= (goal.min ?? -Infinity) && rounded <= (goal.max ?? Infinity))
  return {
    id,
    ...(of === undefined ? {} : { of }),
    value: rounded,
    unit: UNITS[id].unit,
    goal,
    met,
    n,
    ...(worst ? { worst: { x: Math.floor(worst.x), z: Math.floor(worst.z) } } : {}),
  }
}
