/** For tests: throw-away workspaces, and the command line as a person meets it. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('cli.ts', import.meta.url))
const TEMPLATE = fileURLToPath(new URL('commands/new-workspace/', import.meta.url))
const STYLES = fileURLToPath(new URL('../worlds/styles/', import.meta.url))

export interface Ran {
  code: number | null
  signal: NodeJS.Signals | null
  out: string
  err: string
  /** Standard output's last line as JSON, where it is. */
  last: Record<string, unknown>
}

export interface RunOptions {
  env?: Record<string, string>
  /** When this is on standard output, the program is sent the signal; Ctrl-C goes to its children too. */
  stopAt?: { text: string; signal: 'SIGINT' | 'SIGKILL' }
}

/** Runs `kvarter …` and waits for its end. */
export function kvarter(args: readonly string[], { env = {}, stopAt }: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { PATH: process.env['PATH'], ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err, isStopped] = ['', '', false]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    if (!stopAt || isStopped || !out.includes(stopAt.text)) return
    isStopped = true
    process.kill(stopAt.signal === 'SIGINT' ? -child.pid! : child.pid!, stopAt.signal)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, out, err, last: jsonOf(out.trim().split('\n').at(-1) ?? '') }))
  })
}

function jsonOf(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** Definitions as plain JSON, to be changed by a test. */
export interface Draft {
  dataset: { layers: Record<string, any>[]; [field: string]: any }
  world: Record<string, any>
  layer(id: string): Record<string, any>
  /** Writes a file of the data folder. */
  data(name: string, content: string | Uint8Array): void
}

/** A new workspace like the one that `kvarter init` makes, changed by `change`. @returns its folder */
export function makeWorkspace(change: (draft: Draft) => void = () => {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
  cpSync(TEMPLATE, folder, { recursive: true })
  mkdirSync(join(folder, 'worlds', 'styles'), { recursive: true })
  cpSync(STYLES, join(folder, 'worlds', 'styles'), { recursive: true })
  const [datasetFile, worldFile] = [join(folder, 'datasets', 'xx', 'example', 'dataset.json'), join(folder, 'worlds', 'example.json')]
  const draft: Draft = {
    dataset: JSON.parse(readFileSync(datasetFile, 'utf8')),
    world: JSON.parse(readFileSync(worldFile, 'utf8')),
    layer: (id) => draft.dataset.layers.find((layer) => layer['id'] === id)!,
    data: (name, content) => writeFileSync(join(folder, 'data', name), content),
  }
  change(draft)
  writeFileSync(datasetFile, JSON.stringify(draft.dataset))
  writeFileSync(worldFile, JSON.stringify(draft.world))
  return folder
}

/** An ESRI ASCII grid around the example's area, `size` metres wide, with a height of its own in each cell. */
export function asciiGrid(size: number, heightAt: (column: number, row: number) => number): string {
  const cells = 40
  const columns = [...Array(cells).keys()]
  const rows = columns.map((row) => columns.map((column) => heightAt(column, row).toFixed(2)).join(' '))
  return `ncols ${cells}\nnrows ${cells}\nxllcorner 499990\nyllcorner 6499990\ncellsize ${size / cells}\nNODATA_value -9999\n${rows.join('\n')}\n`
}

/** Makes the example more than a kilometre wide, so that a build lasts long enough to be stopped. */
export function widen({ world, data }: Draft): void {
  world['area'].bbox = [500000, 6500000, 501200, 6501200]
  data(
    'terrain.asc',
    asciiGrid(1300, (column, row) => 20 + 8 * Math.sin(column / 3) + 5 * Math.cos(row / 4)),
  )
}
