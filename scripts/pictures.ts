/**
 * Redraws the pictures of worlds that are built, from their written blocks, and the README's from the sample town.
 * Usage: scripts/pictures [WORLD …]
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { runOnWorkers } from '#pipeline/jobs/worker-pool.ts'
import { manifestSchema } from '#pipeline/model/manifest.ts'
import type { PictureTask, PictureWorkerData } from '#pipeline/picture-worker.ts'
import { PICTURE_NAMES } from '#pipeline/verify/picture/names.ts'

const root = resolve(import.meta.dirname, '..')
const output = resolve(process.env['KVARTER_OUTPUT'] ?? join(root, '.data'))
/** What the README shows, and how wide. */
const README = { world: 'sample-town', picture: 'oblique-se.png', width: 1200 }

const built = existsSync(join(output, 'worlds')) ? readdirSync(join(output, 'worlds')) : []
const wanted = process.argv.length > 2 ? process.argv.slice(2) : built
for (const id of wanted) {
  const release = ['candidate', 'current'].map((which) => join(output, 'worlds', id, which)).find((path) => existsSync(path))
  if (!release) {
    process.stderr.write(`${id} is not built: scripts/kvarter build ${id}\n`)
    process.exitCode = 1
    continue
  }
  const { editions } = manifestSchema.parse(JSON.parse(readFileSync(join(release, 'manifest.json'), 'utf8')))
  const folder = join(output, 'pictures', id)
  mkdirSync(folder, { recursive: true })
  const tasks = PICTURE_NAMES.map((picture): PictureTask => ({ picture, out: join(folder, picture) }))
  // Kept apart from what builds keep: pictures are redrawn because something about drawing changed.
  const data: PictureWorkerData = { world: join(release, editions[0].path), kept: mkdtempSync(join(tmpdir(), 'kvarter-pictures-')) }
  await runOnWorkers<PictureTask, string>(new URL('../pipeline/picture-worker.ts', import.meta.url), { workers: 1, data }, tasks, (name) =>
    process.stdout.write(`${join(folder, name)}\n`),
  )
  rmSync(data.kept, { recursive: true })
  if (id !== README.world) continue
  const shown = join(root, 'worlds/pictures', `${id}-${README.picture}`)
  await sharp(join(folder, README.picture)).resize({ width: README.width }).png({ palette: true, quality: 90, effort: 10 }).toFile(shown)
}
