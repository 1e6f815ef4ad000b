/** Holds the house together: who may import whom, an engine that knows no place, files of a size to read. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Dataset, datasetSchema } from './model/dataset.ts'
import { KINDS } from './model/kind.ts'
import { worldSchema } from './model/world.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const STAGES = ['fetch', 'normalise', 'prepare', 'voxelise', 'encode', 'verify', 'publish']
const HEAVY = ['gdal-async', 'sharp', 'prismarine-nbt']
/** Files that are one table, so that their length tells nothing. */
const TABLES = ['pipeline/model/block-data.ts']
const read = (file: string): string => readFileSync(`${ROOT}${file}`, 'utf8')
const SOURCES = globSync('{pipeline,server,scripts}/**/*.ts', { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()

/** Text without comments; strings stay. */
const withoutComments = (text: string): string =>
  text.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (part) => (part.startsWith('/') ? ' ' : part))

const SPECIFIERS = [
  /\b(?:import|export)\b(?:[\w\s{},*$]*?\bfrom)?\s*['"]([^'"\n]+)['"]/g,
  /\b(?:import|require|import\.meta\.resolve)\(\s*['"`]([^'"`\n]+)['"`]/g,
  /\bnew URL\(\s*['"`]([^'"`\n]+\.[cm]?[jt]s)['"`]\s*,\s*import\.meta\.url/g,
]
const specifiersIn = (text: string): string[] => SPECIFIERS.flatMap((form) => [...withoutComments(text).matchAll(form)].map((match) => match[1]))

/** File → what it imports: files of the house by their path, packages by name, Node's own with `node:`. */
type Graph = ReadonlyMap<string, readonly string[]>
function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  const isUrl = !/^(\.|node:)/.test(specifier) && /\.[cm]?[jt]s$/.test(specifier) && existsSync(`${ROOT}${posix.join(posix.dirname(file), specifier)}`)
  if (specifier.startsWith('.') || isUrl) return posix.join(posix.dirname(file), specifier)
  return specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.startsWith('node:') ? specifier : specifier.split('/')[0]
}
/** But for this file, whose imports are partly made up. */
const GRAPH: Graph = new Map(
  SOURCES.filter((file) => file !== 'pipeline/house.test.ts').map((file) => [file, specifiersIn(read(file)).map((specifier) => resolve(file, specifier))]),
)

const isTest = (file: string): boolean => /\.(test|bench)\.ts$/.test(file)
/** Files that only tests import, directly or through each other, or what tries the engine with faults. */
function testSupport(graph: Graph): Set<string> {
  const support = new Set([...graph.keys()].filter((file) => isTest(file) || file.startsWith('scripts/faults/')))
  const importers = new Map<string, string[]>()
  for (const [file, targets] of graph) for (const target of targets) importers.set(target, [...(importers.get(target) ?? []), file])
  for (let before = -1; before !== support.size;) {
    before = support.size
    for (const file of graph.keys()) if (importers.get(file)?.every((importer) => support.has(importer))) support.add(file)
  }
  return support
}

/** What a file may import, by where it lies; undefined is anything in pipeline/. */
function allowedFor(file: string): RegExp | undefined {
  const [house, room] = file.split('/')
  if (house === 'server') return /^(server|pipeline\/(model|formats|jobs))\//
  if (house !== 'pipeline') return /^/
  if (room === 'model') return /^pipeline\/model\//
  if (room === 'formats') return /^pipeline\/(formats|model)\//
  if (room === 'jobs') return /^pipeline\/(jobs|model|formats)\//
  return STAGES.includes(room) ? new RegExp(`^pipeline/(model|formats|${room})/`) : undefined
}

function importFaults(graph: Graph): string[] {
  const faults: string[] = []
  const support = testSupport(graph)
  for (const [file, targets] of graph) {
    const isHouse = (target: string) => /^(pipeline|server|scripts|datasets|worlds)\//.test(target) || target.startsWith('..')
    for (const target of targets) {
      if (target.endsWith('.ts') && isHouse(target) && !graph.has(target)) faults.push(`${file} imports ${target}, which is not there`)
      if (file.startsWith('pipeline/') && target.startsWith('scripts/') && !isTest(file)) faults.push(`${file} imports ${target}: scripts are never imported`)
      if (isTest(file)) continue
      if (file.startsWith('pipeline/model/') && !isHouse(target) && target !== 'zod') faults.push(`${file} imports ${target}: model/ does no I/O`)
      if (isHouse(target) && !(allowedFor(file) ?? /^pipeline\//).test(target)) faults.push(`${file} imports ${target}, which is not its room's to use`)
    }
  }
  for (const part of HEAVY) {
    const importers = [...graph].filter(([file, targets]) => file.startsWith('pipeline/') && !support.has(file) && targets.includes(part)).map(([file]) => file)
    if (importers.length > 1) faults.push(`${part} has several importers: ${importers.join(', ')}`)
  }
  return faults
}

describe('imports', () => {
  test('keep to their rooms', () => {
    expect(importFaults(GRAPH)).toEqual([])
  })

  test('gdal-async has one importer, and the engine has files', () => {
    const importers = [...GRAPH].filter(([file, targets]) => file.startsWith('pipeline/') && targets.includes('gdal-async'))
    expect(importers.map(([file]) => file)).toEqual(['pipeline/normalise/gdal.ts'])
    expect(GRAPH.get('pipeline/run.ts')).toContain('pipeline/region-worker.ts')
  })

  test('can be followed: none is computed', () => {
    const computed = SOURCES.filter((file) => !isTest(file) && /\bimport\(\s*[^'"`\s]/.test(withoutComments(read(file))))
    expect(computed).toEqual([])
  })

  test.each([
    ['pipeline/voxelise/a.ts', 'pipeline/prepare/b.ts', "not its room's"],
    ['pipeline/model/a.ts', 'pipeline/formats/b.ts', "not its room's"],
    ['pipeline/model/a.ts', 'node:fs', 'no I/O'],
    ['pipeline/formats/a.ts', 'pipeline/encode/b.ts', "not its room's"],
    ['pipeline/publish/a.ts', 'pipeline/run.ts', "not its room's"],
    ['server/a.ts', 'pipeline/publish/b.ts', "not its room's"],
    ['pipeline/run.ts', 'server/b.ts', "not its room's"],
    ['pipeline/run.ts', 'scripts/b.ts', 'never imported'],
    ['pipeline/a.ts', 'pipeline/gone.ts', 'not there'],
  ])('%s → %s is found', (from, to, message) => {
    const files = [
      'pipeline/prepare/b.ts',
      'pipeline/formats/b.ts',
      'pipeline/encode/b.ts',
      'pipeline/publish/b.ts',
      'pipeline/run.ts',
      'scripts/b.ts',
      'server/b.ts',
    ]
    const graph = new Map<string, string[]>(files.map((file) => [file, []]))
    expect(importFaults(graph)).toEqual([])
    expect(importFaults(graph.set(from, [to])).join()).toContain(message)
  })

  test('a second importer of a heavy part is found, but for tests and what only they use', () => {
    const graph = new Map<string, string[]>([
      ['pipeline/a.ts', ['sharp']],
      ['pipeline/b.test.ts', ['sharp', 'pipeline/c.ts']],
      ['pipeline/c.ts', ['sharp', 'pipeline/d.ts']],
      ['pipeline/d.ts', ['sharp']],
    ])
    expect(importFaults(graph)).toEqual([])
    expect(importFaults(new Map([...graph, ['pipeline/e.ts', ['pipeline/d.ts']]]))).toEqual(['sharp has several importers: pipeline/a.ts, pipeline/d.ts'])
  })

  test('every form of import is read, and none in comments', () => {
    const text = [
      "import a, { type B } from './1.ts'",
      "export {\n  c\n} from '#pipeline/2.ts'",
      "export * as d from './3.ts'",
      "import './4.ts'",
      "type E = import('./5.ts').E; await import(`./6.ts`)",
      "new Worker(new URL('7.ts', import.meta.url))",
      "// import './no.ts'\n/** import('./no.ts') */ const url = 'https://example.org/x'",
    ].join('\n')
    expect(specifiersIn(text).sort()).toEqual(['#pipeline/2.ts', './1.ts', './3.ts', './4.ts', './5.ts', './6.ts', '7.ts'])
  })
})

/** Words of the definitions themselves: fields, kinds, attributes, choices. */
function ownWords(): Set<string> {
  const schemas = [datasetSchema, worldSchema].map((schema) => z.toJSONSchema(schema, { io: 'input' }))
  const text = JSON.stringify([...schemas, KINDS], (key, value: unknown) => (key.startsWith('describ') || key === 'description' ? undefined : value))
  return new Set(text.match(/[\p{L}\d_]+/gu))
}

/**
 * Words that only a place can have taught the engine. Columns count if they have four letters or more, and nothing counts
 * that is a word of the definitions themselves: any municipality may call a column or a layer so. The made-up town in
 * datasets/sample is the documentation's example, so that its name may be named, its columns and hosts not.
 */
function placeWords(datasets: readonly Dataset[]): Set<string> {
  const own = ownWords()
  const words: string[] = []
  for (const { id, municipality, publisher, layers, licences } of datasets) {
    const columns = layers.flatMap((layer) => [
      layer.idColumn,
      layer.source.xColumn,
      layer.source.yColumn,
      ...Object.values(layer.attributes).map((a) => a.column),
    ])
    words.push(...columns.filter((column) => column !== undefined && column.length >= 4).map(String))
    words.push(...[publisher.url, ...Object.values(licences).map((licence) => licence.url)].flatMap((url) => (url ? [new URL(url).host] : [])))
    words.push(...Object.keys(licences))
    if (id.startsWith('sample/')) continue
    const names = [...Object.values(municipality.name), publisher.name]
    const inNames = names.flatMap((name) => name.match(/\p{Lu}\p{Ll}{4,}/gu) ?? []).filter((word) => !own.has(word.toLowerCase()))
    words.push(id, id.split('/').at(-1)!, ...names, ...inNames, ...layers.map((layer) => layer.id))
  }
  return new Set(words.filter((word) => !own.has(word)))
}
const wordsFound = (text: string, words: Iterable<string>): string[] =>
  [...words].filter((word) => new RegExp(`(?<![\\p{L}\\d_])${RegExp.escape(word)}(?![\\p{L}\\d_])`, 'u').test(text))

test('GDAL is loaded by its own process alone: its memory would be everyone’s', () => {
  const staticImports = (file: string): string[] => [...withoutComments(read(file)).matchAll(SPECIFIERS[0])].map((match) => resolve(file, match[1]))
  const reached = new Set<string>()
  const walk = (file: string) => {
    if (reached.has(file) || !GRAPH.has(file)) return
    reached.add(file)
    const types = /^import type [^;\n]*$/gm
    const only = new Set([...withoutComments(read(file)).matchAll(types)].map(([line]) => resolve(file, /'([^']+)'$/.exec(line.trim())?.[1] ?? '')))
    for (const target of staticImports(file)) if (!only.has(target)) walk(target)
  }
  for (const entry of [
    'pipeline/cli.ts',
    'pipeline/commands/build.ts',
    'pipeline/commands/run.ts',
    ...[...GRAPH.keys()].filter((file) => file.endsWith('-worker.ts')),
  ])
    walk(entry)
  expect(reached.size).toBeGreaterThan(100)
  expect([...reached].filter((file) => file === 'pipeline/normalise/gdal.ts')).toEqual([])
})

describe('the engine knows no place', () => {
  const datasets = globSync('datasets/**/dataset.json', { cwd: ROOT }).map((path): Dataset => {
    return { ...datasetSchema.parse(JSON.parse(read(path))), id: posix.dirname(path.replaceAll('\\', '/')).replace('datasets/', '') }
  })
  const words = placeWords(datasets)
  const engine = SOURCES.filter((file) => /^(pipeline|server)\//.test(file) && !isTest(file) && !testSupport(GRAPH).has(file))

  test('no dataset, municipality, host, licence, layer or source column is named', () => {
    expect(words.size).toBeGreaterThan(10)
    expect(engine.flatMap((file) => wordsFound(read(file), words).map((word) => `${file}: ${word}`))).toEqual([])
  })

  test('no coordinate system is named', () => {
    expect(engine.flatMap((file) => (read(file).match(/EPSG:{1,2}\d+/g) ?? []).map((code) => `${file}: ${code}`))).toEqual([])
  })

  test('a word is found whole and as it is written only', () => {
    expect(wordsFound('the Göta river, CC0-1.0', ['Göta', 'CC0-1.0'])).toEqual(['Göta', 'CC0-1.0'])
    expect(wordsFound('Götaland, göta, CC0-1.01, Göta_x', ['Göta', 'CC0-1.0'])).toEqual([])
  })
})

describe('files', () => {
  const sizes = SOURCES.map((file) => ({ file, lines: read(file).split('\n').length - 1 }))

  test('have at most 300 lines, but for tables', () => {
    expect(sizes.filter(({ file, lines }) => lines > 300 && !TABLES.includes(file)).map(({ file, lines }) => `${file}: ${lines}`)).toEqual([])
  })

  test('have a median of at most 100 lines', () => {
    const sorted = sizes
      .filter(({ file }) => !isTest(file))
      .map(({ lines }) => lines)
      .sort((a, b) => a - b)
    expect(sorted[sorted.length >> 1]).toBeLessThanOrEqual(100)
  })

  test('have plain names', () => {
    expect(SOURCES.filter((file) => !/^[a-z0-9.]+(-[a-z0-9]+)*(\.(test|bench|d))?\.ts$/.test(posix.basename(file)))).toEqual([])
    expect(SOURCES.filter((file) => /(^|[/-])(utils?|common|helpers?|managers?)([/.-]|$)/.test(file))).toEqual([])
  })

  test('name no path of one machine', () => {
    const paths = new RegExp(`(?<![\\w.~)}*-])/(?:${['work', 'home', 'root', 'tmp', 'Users', 'mnt', 'media'].join('|')})/[\\w.]|[A-Z]:\\\\\\\\?Users`)
    const texts = [...SOURCES, ...globSync(['{pipeline,server,scripts,datasets,worlds}/**/*.{json,md,sh,css,html}', '*.{json,md}'], { cwd: ROOT })]
    expect(texts.filter((file) => file !== 'package-lock.json' && paths.test(read(file)))).toEqual([])
    expect(paths.test(`at ${['', 'home', 'anna', 'kvarter'].join('/')}`)).toBe(true)
  })
})
