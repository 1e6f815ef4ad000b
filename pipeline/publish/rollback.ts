import { constants } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import { digestOf } from './release-files.ts'
import { ROLLED_BACK } from './blocks.ts'
import type { Release, ReleaseStore } from './release-store.ts'

/**
 * Makes a new release with the content of an earlier published one, and makes it current. What was current is held, so
 * that the next run does not publish it again. The candidate stays what it is: what is made of the same inputs is not made again.
 * @throws Failure `not-found`, `held`, `withdrawn`, `verification`
 */
export async function rollBack(store: ReleaseStore, world: string, { to, why, now }: { to?: string | undefined; why: string; now: Date }): Promise<Release> {
  const current = await store.find(world, 'current')
  if (!current) throw new Failure('not-found', `${world} has no current release`, `make one with: kvarter build ${world} --publish`)
  const target = to === undefined ? await earlier(store, current) : await store.get(to)
  const { manifest } = target
  if (manifest.world !== world) throw new Failure('not-found', `release ${target.id} is of ${manifest.world}, not of ${world}`, 'name a release of this world')
  if (target.id === current.id) throw new Failure('not-found', `release ${target.id} is the current one`, `kvarter releases ${world} lists the others`)
  if (!(await store.states.of(target.id))?.published)
    throw new Failure('not-found', `release ${target.id} was never published`, `to publish it: kvarter publish ${world} --release ${target.id}`)
  const blocks = await store.blocks(target)
  if (blocks.length > 0)
    throw new Failure('held', `release ${target.id} is held: ${blocks[0].reason.text.en}`, `if it may be published: kvarter approve ${target.id} --why TEXT`)
  const id = `${world}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${manifest.worldInputs.slice(0, 8)}`
  if (await store.get(id).catch(() => undefined)) throw new Failure('locked', `release ${id} is there already`, 'wait a second and run again')
  const { files, ...head } = manifest
  const made = await store.make(id, async (folder) => {
    for (const { path, sha256 } of files) {
      const copy = join(folder, path)
      await mkdir(dirname(copy), { recursive: true })
      // A copy that shares its blocks where the file system can: a game that opens the one cannot write into the other.
      await copyFile(join(target.folder, path), copy, constants.COPYFILE_FICLONE)
      if ((await digestOf(copy)) !== sha256)
        throw new Failure(
          'verification',
          `${path} of release ${target.id} is not as its manifest says`,
          'name another release with --to, or build the world again',
        )
    }
    return { ...head, release: id, made: now.toISOString(), rollbackOf: target.id }
  })
  store.audit.append({ act: 'rollback', subject: id, why, details: { world, from: current.id, to: target.id } })
  await store.hold(current.id, [{ code: ROLLED_BACK, text: { sv: `tillbakarullad: ${why}`, en: `rolled back: ${why}` } }])
  await store.switchTo(world, id, why)
  return made
}

/** The last that was published before the one whose content is current, and that nothing holds back. */
async function earlier(store: ReleaseStore, current: Release): Promise<Release> {
  const { releases } = await store.list()
  const byId = new Map(releases.map((release) => [release.id, release]))
  let origin = current
  while (origin.manifest.rollbackOf !== undefined && byId.has(origin.manifest.rollbackOf)) origin = byId.get(origin.manifest.rollbackOf)!
  const before = releases.filter(
    ({ manifest }) => manifest.world === current.manifest.world && manifest.made < origin.manifest.made && manifest.rollbackOf === undefined,
  )
  for (const release of before.reverse()) if ((await store.states.of(release.id))?.published && (await store.blocks(release)).length === 0) return release
  throw new Failure(
    'not-found',
    `${current.manifest.world} has no earlier release that was published`,
    `kvarter releases ${current.manifest.world} lists what there is`,
  )
}
