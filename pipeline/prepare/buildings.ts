import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import type { Context } from './context.ts'
export async function prepareBuildings(_layers: readonly NormalisedLayer[], _context: Context, _water: (x: number, z: number) => number): Promise<void> {}
