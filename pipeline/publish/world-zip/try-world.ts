/** Test support: a small world folder, and region files with their padding. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { RegionBuilder } from '#pipeline/formats/anvil/region-builder.ts'

/** A region file of a few chunks, whose bytes follow from a seed. */
export function regionOf(seed: number): Buffer {
  const builder = new RegionBuilder()
  builder.start({ x: 0, z: 0 })
  for (let x = 0; x < 20; x++) builder.add(x, seed & 31, deflateSync(Uint8Array.from({ length: 3000 }, (_, i) => Math.imul(i + 1, seed * 2 + x + 1) >> 5)))
  return Buffer.from(builder.finish().bytes)
}

export const LEVEL = { 'level.dat': 'a level', 'LICENCE.txt': 'fri för alla\n'.repeat(50), 'kvarter.json': '{"kvarter": 1}\n', 'icon.png': 'a picture' }

/** @param files path → content */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}
