/** Greatest length of a name in an archive, in bytes of UTF-8. */
const MOST_BYTES = 0xffff
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"|?*\\]/
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** Why a file cannot have this name, its parts joined by /, on one of the systems that unpack archives; undefined where it can. */
export function nameFault(name: string): string | undefined {
  if (!name.isWellFormed()) return 'is not text'
  if (Buffer.byteLength(name) > MOST_BYTES) return 'is too long'
  if (FORBIDDEN.test(name)) return 'has a character that not all systems have in names'
  for (const part of name.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'is no path below the folder it is unpacked to'
    if (/[. ]$/.test(part)) return 'has a part that ends in a dot or a space'
    if (DEVICE.test(part)) return 'has the name of a device'
  }
  return undefined
}

/** Keeps names that are the same file, or a file and a folder, where upper and lower case are one. */
export function nameRegister(): (name: string) => string | undefined {
  const files = new Set<string>()
  const folders = new Set<string>()
  return (name) => {
    const path = name.normalize('NFC').toLowerCase()
    if (files.has(path)) return 'is there twice'
    if (folders.has(path)) return 'is a folder too'
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end)
      if (files.has(folder)) return 'is in a file'
      if (folders.has(folder)) break
      folders.add(folder)
    }
    files.add(path)
    return undefined
  }
}
