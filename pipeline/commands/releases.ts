import { Failure } from '#pipeline/model/failure.ts'
import type { Bilingual } from '#pipeline/model/dataset.ts'
import type { Release, ReleaseStore } from '#pipeline/publish/release-store.ts'
import type { Command } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

const WORDS = {
  sv: {
    current: 'gällande',
    candidate: 'kandidat',
    held: 'kvarhållen',
    approved: 'godkänd',
    published: 'publicerad',
    made: 'gjord',
    broken: 'kan inte läsas',
    withdrawn: 'filer tillbakadragna',
    of: 'innehåll ur',
    undone: 'tillbakadragningen är inte slutförd: kvarter prune slutför den',
  },
  en: {
    current: 'current',
    candidate: 'candidate',
    held: 'held',
    approved: 'approved',
    published: 'published',
    made: 'made',
    broken: 'cannot be read',
    withdrawn: 'files withdrawn',
    of: 'content of',
    undone: 'the withdrawal is not completed: kvarter prune completes it',
  },
} as const

export const releases: Command = {
  arguments: [],
  options: { ...PLACES },
  about: {
    sv: 'Visa utgåvor, av alla världar eller en: vilken som gäller och vilka som är kvarhållna.',
    en: 'List releases, of all worlds or one: which is current, which are held.',
  },
  optionTexts: PLACE_TEXTS,
  examples: ['releases', 'releases sample-town --json'],
  async run(context) {
    const { values, positionals, out, language } = context
    const words = WORDS[language]
    const store = ioOf(context, workspaceOf(context)).releases
    const world: string | undefined = positionals[0]
    const all = await store.list()
    const wanted = all.releases.filter(({ manifest }) => world === undefined || manifest.world === world)
    const broken = all.broken.filter((id) => world === undefined || id.startsWith(`${world}-`))
    if (wanted.length + broken.length === 0 && world !== undefined)
      throw new Failure('not-found', `${world} has no release`, `make one with: kvarter build ${world}`)
    for (const release of wanted) {
      const listed = await describe(release, store)
      out.write(values['json'] ? `${JSON.stringify({ event: 'release', ...listed })}\n` : rowOf(listed, language))
    }
    for (const id of broken) out.write(values['json'] ? `${JSON.stringify({ event: 'broken', release: id })}\n` : `? ${id}  ${words.broken}\n`)
    for (const { id, completed } of await store.states.tombstones())
      if (completed === undefined) out.write(values['json'] ? `${JSON.stringify({ event: 'incomplete', tombstone: id })}\n` : `! ${id}: ${words.undone}\n`)
    if (values['json']) out.write(`${JSON.stringify({ event: 'done', releases: wanted.length, broken: broken.length })}\n`)
    return 0
  },
}

type State = 'current' | 'held' | 'approved' | 'candidate' | 'published' | 'made'

interface Listed {
  release: string
  world: string
  made: string
  state: State
  published?: string
  megabytes: number
  reasons: Bilingual[]
  rollbackOf?: string
  withdrawn: number
}

async function describe(release: Release, store: ReleaseStore): Promise<Listed> {
  const { id, manifest } = release
  const { world, made, rollbackOf } = manifest
  const known = await store.states.of(id)
  const reasons = (await store.blocks(release)).map(({ reason }) => reason.text)
  const is = async (which: 'current' | 'candidate') => (await store.find(world, which).catch(() => undefined))?.id === id
  const [isCurrent, isCandidate] = [await is('current'), await is('candidate')]
  const ordinary: State = known?.approved ? 'approved' : isCandidate ? 'candidate' : known?.published ? 'published' : 'made'
  const state: State = isCurrent ? 'current' : reasons.length > 0 ? 'held' : ordinary
  return {
    release: id,
    world,
    made,
    state,
    ...(known?.published ? { published: known.published.when } : {}),
    megabytes: Math.round(manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e5) / 10,
    reasons,
    ...(rollbackOf === undefined ? {} : { rollbackOf }),
    withdrawn: manifest.withdrawn?.length ?? 0,
  }
}

function rowOf({ release, made, state, megabytes, reasons, rollbackOf, withdrawn }: Listed, language: keyof Bilingual): string {
  const words = WORDS[language]
  const notes = [
    ...(rollbackOf === undefined ? [] : [`${words.of} ${rollbackOf}`]),
    ...(withdrawn > 0 ? [`${withdrawn} ${words.withdrawn}`] : []),
    ...reasons.slice(0, 3).map((reason) => reason[language]),
    ...(reasons.length > 3 ? [`+ ${reasons.length - 3}`] : []),
  ]
  const row = [state === 'current' ? '*' : ' ', release, made.slice(0, 16).replace('T', ' '), `${megabytes.toFixed(1)} MB`.padStart(10), words[state]].join(
    '  ',
  )
  return `${row}${notes.length > 0 ? `: ${notes.join('; ')}` : ''}\n`
}
