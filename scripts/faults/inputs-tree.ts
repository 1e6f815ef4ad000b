/** A process and those it started, as Linux shows them. */
import { readFileSync, writeFileSync } from 'node:fs'

export function treeOf(pid: number): number[] {
  let children = ''
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
  } catch {}
  return [
    pid,
    ...children
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => treeOf(Number(child))),
  ]
}

/** The most memory that a tree's processes have had since they were last asked, each by itself, added up; in MB. */
export function peakMb(pid: number): number {
  return treeOf(pid).reduce((sum, each) => sum + peakOf(each), 0)
}

function peakOf(pid: number): number {
  try {
    const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return Number(peak ?? 0) / 1024
  } catch {
    return 0
  }
}

/** Lets the peaks begin again, at what the processes have now. */
export function forgetPeaks(pid: number): void {
  for (const each of treeOf(pid))
    try {
      writeFileSync(`/proc/${each}/clear_refs`, '5')
    } catch {}
}

/** Ends a tree, its own members by their ids and nothing else. */
export function endTree(pid: number): void {
  for (const each of treeOf(pid).reverse())
    try {
      process.kill(each, 'SIGKILL')
    } catch {}
}
