/** For tests: code in a process that cannot write files beyond a size. The write that reaches it takes part of its bytes, as on a disk that is nearly full; the next one fails. */
import { spawnSync } from 'node:child_process'

/** Runs a script with the module as `it`. */
export function runLimited(maxFileBytes: number, module: URL, script: string): { code: number | null; out: string; err: string } {
  const program = `import * as it from ${JSON.stringify(module.href)}\n${script}`
  const { status, stdout, stderr } = spawnSync('prlimit', [`--fsize=${maxFileBytes}`, process.execPath, '--input-type=module-typescript', '-e', program], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NODE_DISABLE_COMPILE_CACHE: '1' },
  })
  return { code: status, out: stdout, err: stderr }
}
