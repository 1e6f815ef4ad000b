import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'

/** What was found out before, each under a name with what it was found from. Found from anything else it is as good as not there. */
export interface Kept {
  read(name: string, from: unknown): unknown
  /** Puts plain values (maps, sets and typed arrays among them) in the place of what was there under the name. */
  write(name: string, from: unknown, value: unknown): void
}

const DIGEST = 32

/** Keeps in a folder, which need not be there yet; files in it that are damaged count as missing. */
export function keptIn(folder: string): Kept {
  const keyOf = (from: unknown) => sha256(Buffer.from(JSON.stringify([process.versions.v8, from])))
  return {
    read(name, from) {
      try {
        const bytes = readFileSync(join(folder, name))
        const body = bytes.subarray(2 * DIGEST)
        if (!keyOf(from).equals(bytes.subarray(0, DIGEST)) || !sha256(body).equals(bytes.subarray(DIGEST, 2 * DIGEST))) return undefined
        return deserialize(body)
      } catch {
        return undefined
      }
    },
    write(name, from, value) {
      const body = serialize(value)
      const path = join(folder, name)
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${path}.${process.pid}.tmp`, Buffer.concat([keyOf(from), sha256(body), body]))
      renameSync(`${path}.${process.pid}.tmp`, path)
    },
  }
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
