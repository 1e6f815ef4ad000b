import { isPublished } from '#pipeline/model/check-dataset.ts'
import type { Bilingual, Dataset, LayerDefinition } from '#pipeline/model/dataset.ts'
import { toMetres } from '#pipeline/model/grid.ts'
import type { Manifest } from '#pipeline/model/manifest.ts'
import type { NormalisedLayer } from '#pipeline/model/normalised.ts'
import { type Problem, PROBLEM_CODES, type ProblemCode } from '#pipeline/model/problem.ts'
import { LOOK_TEXTS, type LookTextId } from './measure-texts.ts'
import type { Quality, QualityLayer, QualityMeasure, QualityProblem } from './quality.ts'

interface Figure {
  of?: string | undefined
  value: number | null
  /** `share` runs from 0 to 1 and is shown in per cent. */
  unit: string
  goal?: { min?: number | undefined; max?: number | undefined } | undefined
  met?: boolean | undefined
  n?: number | undefined
  /** A block. */
  worst?: { x: number; z: number } | undefined
}
export type AccuracyFigure = Figure & { id?: string; label: Bilingual }
export type LookFigure = Figure & { id: LookTextId }

export interface ReportInput {
  head: Pick<Manifest, 'world' | 'title' | 'municipality' | 'publisher' | 'worldInputs' | 'grid' | 'coverage' | 'sources'>
  dataset: Pick<Dataset, 'layers'>
  normalised: readonly NormalisedLayer[]
  /** Features drawn, by layer. */
  drawn: Readonly<Record<string, number>>
  /** Of all stages, those of `normalised` included. */
  problems: readonly Problem[]
  accuracy: readonly AccuracyFigure[]
  looks: readonly LookFigure[]
  /** Names of files beside the report, in ../pictures/. */
  pictures: readonly string[]
}

/** Puts together what the report says, in words of no language. */
export function gatherQuality({ head, dataset, normalised, drawn, problems, accuracy, looks, pictures }: ReportInput): Quality {
  const { world, title, municipality, publisher, worldInputs, grid, coverage, sources } = head
  const used = new Map(normalised.map(({ layer }) => [layer.id, layer]))
  const byLayer = Map.groupBy(problems, ({ layer }) => layer)
  const measure = (label: Bilingual, figure: Figure & { id?: string }): QualityMeasure => measureOf(label, figure, grid)
  return {
    kvarter: 1,
    ...{ world, title, municipality, publisher, worldInputs, grid, coverage },
    layers: normalised.map((each) => layerOf(each, drawn[each.layer.id], byLayer.get(each.layer.id) ?? [])),
    skipped: dataset.layers.flatMap((layer) =>
      used.has(layer.id) || layer.kind === 'protect' ? [] : { id: layer.id, kind: layer.kind, title: layer.title, reason: whyNot(layer) },
    ),
    problems: { type: 'FeatureCollection', crs: grid.crs, features: problems.map((problem) => featureOf(problem, used.get(problem.layer))) },
    accuracy: accuracy.map((figure) => measure(figure.label, figure)),
    looks: looks.map((figure) => measure(LOOK_TEXTS[figure.id], figure)),
    pictures: [...pictures],
    sources,
  }
}

function layerOf({ layer, features, raster }: NormalisedLayer, drawn: number | undefined, problems: readonly Problem[]): QualityLayer {
  const counts = new Map<ProblemCode, number>()
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1)
  const found = [...counts].map(([code, count]) => ({ code, outcome: PROBLEM_CODES[code], count }))
  const total = (wanted: string) => found.reduce((sum, { outcome, count }) => sum + (outcome === wanted ? count : 0), 0)
  const result: QualityLayer = {
    ...{ id: layer.id, kind: layer.kind, title: layer.title, publication: layer.publication },
    ...{ repaired: total('repaired'), dropped: total('dropped'), ignored: total('ignored') },
    problems: found.toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
  }
  if (features) {
    const { read, used, outside, stableIds } = features.counts
    result.features = { read, inArea: read - outside, used, stableIds }
    if (drawn !== undefined) result.features.drawn = drawn
  }
  if (raster) result.raster = { width: raster.width, height: raster.height, cellM: raster.cellM }
  return result
}

function whyNot(layer: LayerDefinition): Quality['skipped'][number]['reason'] {
  if (isPublished(layer)) return 'not-chosen'
  return layer.licence === undefined ? 'no-licence' : 'internal'
}

/** A report is a file like any other: of a layer that is not open it tells what was wrong and how often, not where, in what or with which value. */
function featureOf({ code, layer, featureId, message, where }: Problem, definition: LayerDefinition | undefined): QualityProblem {
  const isOpen = definition?.publication === 'open'
  return {
    type: 'Feature',
    geometry: isOpen && where ? { type: 'Point', coordinates: where } : null,
    properties: {
      ...{ code, outcome: PROBLEM_CODES[code], layer },
      ...(isOpen && featureId !== undefined ? { featureId } : {}),
      message: isOpen ? message : '',
    },
  }
}

function measureOf(label: Bilingual, { of, value, unit, goal, met, n, worst, id }: Figure & { id?: string }, grid: Manifest['grid']): QualityMeasure {
  const measure: QualityMeasure = { label, value, unit }
  if (id !== undefined) measure.id = id
  if (of !== undefined) measure.of = of
  if (goal) measure.goal = { ...(goal.min === undefined ? {} : { min: goal.min }), ...(goal.max === undefined ? {} : { max: goal.max }) }
  if (met !== undefined) measure.met = met
  if (n !== undefined) measure.n = n
  if (worst) measure.worst = { ...worst, ...toMetres(grid, worst.x + 0.5, worst.z + 0.5) }
  return measure
}
