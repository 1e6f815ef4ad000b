import { readFileSync } from 'node:fs'

/** Which process it is: a number alone is given again after a restart, and in every container. */
export interface ProcessMark {
  pid: number
  /** When the process began, in the kernel's count since boot; empty where there is no /proc. */
  born: string
}

export const thisProcess = (): ProcessMark => ({ pid: process.pid, born: bornOf(process.pid) })

/** True while that very process runs. */
export function isRunning({ pid, born }: ProcessMark): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = bornOf(pid)
  return born === '' || now === '' || born === now
}

/** Field 22 of /proc/PID/stat, proc_pid_stat(5), with the boot it counts from. */
function bornOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().slice(0, 8)
    // The second field is the program's name in brackets, and may hold spaces and brackets itself.
    return `${boot}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return ''
  }
}
