const MOST_PATH_BYTES = 1000
const MOST_NAME_BYTES = 200
const MOST_DEPTH = 20

/** Why a path in an archive must not be unpacked; undefined where nothing speaks against it. */
export function badName(path: string): string | undefined {
  const parts = path.replace(/\/$/, '').split('/')
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'an absolute path'
  if (path.includes('\\')) return 'a backslash'
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'control characters'
  if (parts.some((part) => part === '..' || part === '.' || part === '')) return 'a path that leads out of its folder'
  if (Buffer.byteLength(path) > MOST_PATH_BYTES || parts.length > MOST_DEPTH || parts.some((part) => Buffer.byteLength(part) > MOST_NAME_BYTES))
    return 'a path too long'
  return undefined
}

/** What two paths share that a disk may take for the same. */
export const sameOnDisk = (path: string): string => path.normalize('NFC').toLowerCase().replace(/\/$/, '')

/** Where each path goes: into one folder where no two names are the same, else each into its own. */
export function placesOf(paths: readonly string[]): Map<string, string> {
  const names = paths.map((path) => path.split('/').at(-1)!)
  const isFlat = new Set(names.map(sameOnDisk)).size === names.length
  return new Map(paths.map((path, index) => [path, isFlat ? names[index] : path]))
}

/** The folders that a path lies in, from the top. */
export const foldersOf = (path: string): string[] => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))
