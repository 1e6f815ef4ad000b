import { withLock } from '#pipeline/jobs/lock.ts'
import type { Command } from './command.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'
import { reasonOf } from './reason.ts'

const WORDS = {
  sv: { approved: 'godkände', publish: 'gör den gällande med' },
  en: { approved: 'approved', publish: 'make it current with' },
} as const

export const approve: Command = {
  arguments: ['RELEASE'],
  options: { ...PLACES, why: { type: 'string' } },
  about: { sv: 'Godkänn en kvarhållen utgåva, så att den kan bli gällande.', en: 'Approve a held release, so that it can become current.' },
  optionTexts: { '--why TEXT': { sv: 'varför; sparas i loggen', en: 'why; kept in the log' }, ...PLACE_TEXTS },
  examples: ['approve sample-town-20261101T030000Z-1a2b3c4d --why "the new district is real, see ticket 17"'],
  async run(context) {
    const why = reasonOf(context)
    const id = context.positionals[0]
    const words = WORDS[context.language]
    const { releases, output } = ioOf(context, workspaceOf(context))
    const { manifest } = await releases.get(id)
    const { reasons } = await withLock(output, `approve ${id}`, () => releases.approve(id, why))
    for (const { text } of reasons) if (!context.values['json']) context.out.write(`  ${text[context.language]}\n`)
    const done = `${words.approved} ${id}; ${words.publish}: kvarter publish ${manifest.world} --release ${id}\n`
    context.out.write(context.values['json'] ? `${JSON.stringify({ event: 'done', release: id, approved: true, reasons: reasons.length })}\n` : done)
    return 0
  },
}
