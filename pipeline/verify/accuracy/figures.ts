import { z } from 'zod'
import type { Bilingual } from '#pipeline/model/dataset.ts'

export interface FigureSpec {
  unit: 'm' | 'block' | 'share'
  /** What it must not exceed, either way from 0, or fall short of. */
  gate?: { atMost: number } | { atLeast: number }
  decimals: number
  about: Bilingual
}

/** Everything that is measured. `n` counts columns, or buildings where the figure is about buildings. */
export const FIGURES = {
  'ground.present': {
    unit: 'share',
    gate: { atLeast: 0.999 },
    decimals: 4,
    about: { sv: 'Andel av ytan med höjddata som finns i världen', en: 'Share of the area with terrain that the world has' },
  },
  'ground.rmse': {
    unit: 'm',
    gate: { atMost: 0.3 },
    decimals: 3,
    about: { sv: 'Markens medelfel (RMSE), utom vägar, vatten, broar och hus', en: 'Ground: root mean square error, off roads, water, bridges and buildings' },
  },
  'ground.mean': {
    unit: 'm',
    gate: { atMost: 0.05 },
    decimals: 3,
    about: { sv: 'Markens genomsnittliga fel med tecken', en: 'Ground: mean error, with its sign' },
  },
  'ground.median': { unit: 'm', gate: { atMost: 0.05 }, decimals: 3, about: { sv: 'Markens medianfel med tecken', en: 'Ground: median error, with its sign' } },
  'ground.medianAbsolute': {
    unit: 'm',
    decimals: 3,
    about: {
      sv: 'Markens medianfel utan tecken; hela block kan inte ge mindre än omkring 0,25',
      en: 'Ground: median absolute error; whole blocks cannot come below about 0.25',
    },
  },
  'ground.p95': { unit: 'm', decimals: 3, about: { sv: '95 procent av marken har högst detta fel', en: 'Ground: 95 per cent have at most this error' } },
  'ground.shiftX': {
    unit: 'block',
    gate: { atMost: 0.25 },
    decimals: 3,
    about: { sv: 'Markens förskjutning åt öster', en: 'Ground: best-fit shift to the east' },
  },
  'ground.shiftZ': {
    unit: 'block',
    gate: { atMost: 0.25 },
    decimals: 3,
    about: { sv: 'Markens förskjutning åt söder', en: 'Ground: best-fit shift to the south' },
  },
  'road.rmse': { unit: 'm', decimals: 3, about: { sv: 'Vägars och spårs medelfel (RMSE)', en: 'Roads and tracks: root mean square error' } },
  'road.mean': { unit: 'm', decimals: 3, about: { sv: 'Vägars och spårs genomsnittliga fel med tecken', en: 'Roads and tracks: mean error, with its sign' } },
  'footprint.iou': {
    unit: 'share',
    gate: { atLeast: 0.95 },
    decimals: 4,
    about: { sv: 'Husens omriss: snitt genom union, viktat med ytan', en: 'Footprints: intersection over union, weighted by area' },
  },
  'footprint.good': {
    unit: 'share',
    gate: { atLeast: 0.95 },
    decimals: 4,
    about: {
      sv: 'Andel hus vars snitt genom union är minst 1 − 0,3 · omkrets / yta',
      en: 'Footprints: share of buildings whose intersection over union is at least 1 − 0.3 · perimeter / area',
    },
  },
  'footprint.shiftX': {
    unit: 'block',
    gate: { atMost: 0.25 },
    decimals: 3,
    about: { sv: 'Husens förskjutning åt öster', en: 'Footprints: best-fit shift to the east' },
  },
  'footprint.shiftZ': {
    unit: 'block',
    gate: { atMost: 0.25 },
    decimals: 3,
    about: { sv: 'Husens förskjutning åt söder', en: 'Footprints: best-fit shift to the south' },
  },
  'roof.median': {
    unit: 'm',
    gate: { atMost: 0.5 },
    decimals: 3,
    about: {
      sv: 'Takhöjd minst 1 block innanför omrisset: medianhusets medianfel',
      en: 'Roofs at least 1 block inside the footprint: the median building’s median absolute error',
    },
  },
  'roof.p90': {
    unit: 'm',
    gate: { atMost: 1.5 },
    decimals: 3,
    about: {
      sv: 'Takhöjd minst 1 block innanför omrisset: medianhusets 90:e percentil',
      en: 'Roofs at least 1 block inside the footprint: the median building’s 90th percentile of absolute error',
    },
  },
  'roof.medianGood': {
    unit: 'share',
    gate: { atLeast: 0.9 },
    decimals: 4,
    about: { sv: 'Andel hus med högst 0,5 m medianfel på taket', en: 'Roofs: share of buildings with a median absolute error of at most 0.5 m' },
  },
  'roof.p90Good': {
    unit: 'share',
    gate: { atLeast: 0.9 },
    decimals: 4,
    about: { sv: 'Andel hus där 90 procent av taket har högst 1,5 m fel', en: 'Roofs: share of buildings of which 90 per cent are at most 1.5 m wrong' },
  },
  'roof.mean': { unit: 'm', decimals: 3, about: { sv: 'Takhöjdens genomsnittliga fel med tecken', en: 'Roofs: mean error, with its sign' } },
  'roof.medianAll': { unit: 'm', decimals: 3, about: { sv: 'Som roof.median, men ända ut till kanten', en: 'As roof.median, but out to the edge' } },
  'roof.p90All': { unit: 'm', decimals: 3, about: { sv: 'Som roof.p90, men ända ut till kanten', en: 'As roof.p90, but out to the edge' } },
  'roof.roughness': {
    unit: 'm',
    gate: { atMost: 0.15 },
    decimals: 3,
    about: { sv: 'Takens ojämnhet: avvikelse från de åtta grannarnas median', en: 'Roofs: roughness, the distance from the median of the eight neighbours' },
  },
  'roof.roughnessOfCopy': {
    unit: 'm',
    decimals: 3,
    about: { sv: 'Samma ojämnhet för en rå kopia av ytmodellen i hela block', en: 'Roofs: the same roughness of a raw copy of the surface in whole blocks' },
  },
  'roof.roughnessRatio': {
    unit: 'share',
    gate: { atMost: 0.8 },
    decimals: 3,
    about: { sv: 'Takens ojämnhet genom den råa kopians', en: 'Roofs: their roughness over that of the raw copy' },
  },
} as const satisfies Record<string, FigureSpec>

export type FigureId = keyof typeof FIGURES
const ids = Object.keys(FIGURES) as FigureId[]

const figureSchema = z.strictObject({
  id: z.enum(ids as [FigureId, ...FigureId[]]),
  value: z.number(),
  unit: z.enum(['m', 'block', 'share']),
  n: z.number().int().min(1).describe('Columns or buildings it was measured on'),
  gate: z
    .union([z.strictObject({ atMost: z.number() }), z.strictObject({ atLeast: z.number() })])
    .optional()
    .describe('What is demanded of the value, or of its size where it has a sign'),
  met: z.boolean().optional().describe('Whether the gate is met'),
})
export type Figure = z.infer<typeof figureSchema>

/** How true a world is to its sources. A figure for which there is no source, or not enough of one, is absent. */
export const accuracySchema = z.strictObject({
  met: z.boolean().describe('Whether every gate that could be measured is met'),
  stride: z.number().int().min(1).describe('One ground column was measured in every square of this many'),
  figures: z.array(figureSchema),
})
export type Accuracy = z.infer<typeof accuracySchema>

/** A figure of the table, rounded; nothing where there is no value. */
export function figure(id: FigureId, value: number | undefined, n: number): Figure[] {
  if (value === undefined || !Number.isFinite(value) || n < 1) return []
  const { unit, gate, decimals }: FigureSpec = FIGURES[id]
  const found: Figure = { id, value: Number(value.toFixed(decimals)) + 0, unit, n }
  if (gate) Object.assign(found, { gate, met: 'atMost' in gate ? Math.abs(value) <= gate.atMost : value >= gate.atLeast })
  return [found]
}
