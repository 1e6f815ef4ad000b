import { readFileSync, readdirSync } from 'node:fs'

const EVERY_MS = 100
const PAGE = 4096

/** Watches the resident memory of this process and all it started, together. */
export function watchMemory(): { peakMb(): number; stop(): void } {
  let peak = 0
  const look = () => (peak = Math.max(peak, treeBytes(process.pid)))
  look()
  const timer = setInterval(look, EVERY_MS)
  timer.unref()
  return {
    peakMb() {
      look()
      return Math.round(Math.max(peak, process.resourceUsage().maxRSS * 1024) / 1e6)
    },
    stop: () => clearInterval(timer),
  }
}

/** Bytes resident in a process and its descendants; where there is no /proc, in this one alone. */
function treeBytes(root: number): number {
  try {
    return [root, ...childrenOf(root)].reduce((sum, pid) => sum + residentBytes(pid), 0)
  } catch {
    return process.memoryUsage.rss()
  }
}

function childrenOf(pid: number): number[] {
  const direct = readdirSync(`/proc/${pid}/task`).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).trim().split(' ').filter(Boolean).map(Number))
  return direct.flatMap((child) => [child, ...childrenOf(child)])
}

const residentBytes = (pid: number): number => Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
