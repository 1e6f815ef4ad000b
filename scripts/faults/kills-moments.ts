import { existsSync, type FSWatcher, mkdirSync, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from './kills-chance.ts'

/** Where files get their names and pointers are switched; those at the end of a build are few, so that they are chosen apart. */
const PLACES = { all: ['.', 'worlds', 'states', 'records', 'releases', 'runs', 'snapshots', 'cache'], pointers: ['.', 'worlds', 'states', 'releases', 'runs'] }
type Where = keyof typeof PLACES

/** When a build is killed: after a time, or at the n-th name that is given or taken away. */
export type Moment = { afterMs: number } | { event: number; where: Where }

/** What an undisturbed build of a command was like. */
export interface Usual {
  seconds: number
  events: Record<Where, number>
}

export function chooseMoment(chance: Chance, usual: Usual): Moment {
  if (chance.is(0.5)) return { afterMs: chance.number(usual.seconds * 1000) }
  const where = chance.one(['all', 'pointers'] as const)
  return { event: 1 + chance.whole(Math.max(1, Math.ceil(usual.events[where]))), where }
}

/** Makes the places that an output has, so that its first build can be watched. */
export function makePlaces(output: string): void {
  for (const place of [...PLACES.all, ...['normalised', 'prepared', 'regions', 'used'].map((name) => `cache/${name}`)])
    mkdirSync(join(output, place), { recursive: true })
}

/** Calls once when the moment is there. @returns what stops waiting, and says how many events there were */
export function waitFor(moment: Moment | undefined, output: string, onMoment: () => void): () => Record<Where, number> {
  const counts: Record<Where, number> = { all: 0, pointers: 0 }
  const timer = moment && 'afterMs' in moment ? setTimeout(onMoment, moment.afterMs) : undefined
  const watchers = (Object.keys(PLACES) as Where[]).flatMap((where) =>
    foldersOf(output, where).map((folder) =>
      watch(folder, (kind) => {
        if (kind !== 'rename') return
        counts[where]++
        if (moment && 'event' in moment && moment.where === where && counts[where] === moment.event) onMoment()
      }).on('error', () => {}),
    ),
  )
  return () => {
    clearTimeout(timer)
    watchers.forEach((watcher: FSWatcher) => watcher.close())
    return counts
  }
}

/** The places that are there, and for those that hold folders of their own, these. */
function foldersOf(output: string, where: Where): string[] {
  const places = PLACES[where].map((name) => join(output, name)).filter((path) => existsSync(path))
  const deeper = places
    .filter((path) => path.endsWith('/worlds') || path.endsWith('/cache'))
    .flatMap((path) =>
      readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(path, entry.name)),
    )
  return [...places, ...deeper]
}
