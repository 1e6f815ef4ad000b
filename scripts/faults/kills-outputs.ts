import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { manifestSchema } from '#pipeline/model/manifest.ts'
import { openAudit } from '#pipeline/publish/audit-log.ts'
import { WORLDS, type WorldId } from './kills-town.ts'

/** Files that name times and releases, so that no two builds have the same. */
const TIMED = new Set(['manifest.json', 'changes.json'])

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
const currentOf = (output: string, world: WorldId) => join(output, 'worlds', world, 'current')

/** Digests of the files of a world's current release. */
export function bytesOf(output: string, world: WorldId): Map<string, string> {
  const folder = `${currentOf(output, world)}/`
  const paths = filesIn(folder).map((path) => relative(folder, path))
  return new Map(paths.filter((path) => !TIMED.has(path)).map((path) => [path, sha256(join(folder, path))]))
}

/** Where two releases differ, in words. */
export function differences(found: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): string[] {
  return [...new Set([...found.keys(), ...wanted.keys()])].filter((path) => found.get(path) !== wanted.get(path))
}

/** What a reader must never meet: a pointer to nothing, a release that lacks a file or has another's bytes. */
export function readerFaults(output: string, mustBe: readonly WorldId[] = WORLDS): string[] {
  return mustBe.flatMap((world) => {
    const pointer = currentOf(output, world)
    try {
      if (!lstatSync(pointer).isSymbolicLink()) return [`${pointer} is no pointer`]
      const { release, files } = manifestSchema.parse(JSON.parse(readFileSync(join(pointer, 'manifest.json'), 'utf8')))
      if (!readlinkSync(pointer).endsWith(release)) return [`${pointer} leads to another release than its manifest names`]
      return files.filter(({ path, sha256: digest }) => sha256(join(pointer, path)) !== digest).map(({ path }) => `${release}: ${path} is not as listed`)
    } catch (error) {
      return [`${world}: ${(error as Error).message}`]
    }
  })
}

/** What an operator must never meet: an audit log that seems tampered with, a ledger that is damaged. */
export async function recordFaults(output: string): Promise<string[]> {
  const faults: string[] = []
  if (existsSync(join(output, 'audit.jsonl'))) {
    const verdict = await openAudit(output).verify()
    faults.push(...verdict.faults.map(({ line, text }) => `audit log, line ${line}: ${text}`))
  }
  const ledger = join(output, 'ledger.sqlite')
  if (existsSync(ledger)) {
    const db = new DatabaseSync(ledger)
    try {
      const { integrity_check: found } = db.prepare('PRAGMA integrity_check').get() as { integrity_check: string }
      if (found !== 'ok') faults.push(`ledger: ${found}`)
    } catch (error) {
      faults.push(`ledger: ${(error as Error).message}`)
    } finally {
      db.close()
    }
  }
  return faults
}

/** Half-made things, by name. */
export const halfMade = (output: string): string[] =>
  readdirSync(output, { recursive: true, encoding: 'utf8' }).filter((path) => /(^|\/)[^/]*\.tmp$/.test(path))

/** What is kept of releases that are not there. */
export function strays(output: string): string[] {
  const releases = new Set(namesIn(join(output, 'releases')))
  const ofReleases = ['states', 'records'].flatMap((folder) =>
    namesIn(join(output, folder)).map((name) => ({ path: `${folder}/${name}`, id: name.replace(/\.json$/, '') })),
  )
  return ofReleases.filter(({ id }) => WORLDS.some((world) => id.startsWith(`${world}-`)) && !releases.has(id) && !id.endsWith('.tmp')).map(({ path }) => path)
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])
