import type { Command } from './command.ts'
import { checkDefinitions, checkDisk, checkFiles, checkGdal, checkNode, checkTerrain, type Finding } from './doctor-checks.ts'
import { ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

const STATES = { sv: { ok: 'ok', warn: 'obs', fail: 'fel' }, en: { ok: 'ok', warn: 'warn', fail: 'fail' } } as const

export const doctor: Command = {
  arguments: [],
  options: PLACES,
  about: {
    sv: 'Kontrollera miljön, arbetsytans definitioner och källornas filer.',
    en: 'Check the environment, the workspace’s definitions and the sources’ files.',
  },
  optionTexts: PLACE_TEXTS,
  examples: ['doctor', 'doctor --workspace ~/our-town --data ~/geodata'],
  async run(context) {
    const { values, language, out } = context
    const workspace = workspaceOf(context)
    const io = ioOf(context, workspace)
    const counts = { ok: 0, warn: 0, fail: 0 }
    const tell = (findings: readonly Finding[]) => {
      for (const { state, check, detail } of findings) {
        counts[state]++
        const line = values['json']
          ? JSON.stringify({ event: 'check', state, check: check[language], detail: detail[language] })
          : `${STATES[language][state].padEnd(5)} ${check[language].padEnd(24)} ${detail[language]}`
        out.write(`${line}\n`)
      }
    }
    try {
      tell([checkNode()])
      const { findings, worlds, datasets } = await checkDefinitions(workspace)
      const gdal = await checkGdal(datasets)
      tell([gdal])
      tell(findings)
      tell(await checkFiles(datasets, worlds, io.dataRoot))
      if (gdal.state !== 'fail') for (const world of worlds) tell(await checkTerrain(world, io))
      tell([await checkDisk(gdal.state === 'fail' ? [] : worlds, io)])
    } finally {
      await io.gdal.close()
    }
    if (values['json']) out.write(`${JSON.stringify({ event: 'done', ...counts })}\n`)
    return counts.fail > 0 ? 1 : 0
  },
}
