import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Root of the repository. */
export const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

/**
 * Real geodata that tests may use, kept beside the checkout and not in it: the folder, or nothing, said aloud, where it is not there.
 * @param needs a file or folder under it
 * @throws Error instead where REQUIRE_REAL_DATA is 1
 */
export function realData(needs: string): string | undefined {
  const folder = fileURLToPath(new URL('../../shared/data', import.meta.url))
  if (existsSync(`${folder}/${needs}`)) return folder
  const message = `real data is not there: ${needs} in ../shared/data beside the repository`
  if (process.env['REQUIRE_REAL_DATA'] === '1') throw new Error(message)
  console.warn(`SKIPPED, ${message}`)
  return undefined
}
