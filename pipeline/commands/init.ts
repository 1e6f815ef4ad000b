import { cp, mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '#pipeline/model/failure.ts'
import type { Command } from './command.ts'

const TEMPLATE = fileURLToPath(new URL('new-workspace/', import.meta.url))
const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
/** What a workspace takes from the repository as it is: how things look, and the schemas that editors complete from. */
const COPIED = ['worlds/styles/nordic.json', 'worlds/styles/style.schema.json', 'worlds/world.schema.json', 'datasets/dataset.schema.json']

const TEXTS = {
  sv: (folder: string) => `arbetsytan ${folder} är klar; pröva: kvarter build example --workspace ${folder}\n`,
  en: (folder: string) => `made the workspace ${folder}; try: kvarter build example --workspace ${folder}\n`,
} as const

export const init: Command = {
  arguments: ['DIR'],
  options: { json: { type: 'boolean' } },
  about: { sv: 'Gör en ny arbetsyta med ett exempel som går att bygga.', en: 'Make a new workspace with an example that builds.' },
  optionTexts: { '--json': { sv: 'JSON-rader i stället för text', en: 'JSON lines instead of text' } },
  examples: ['init ~/our-town', 'init . --json'],
  async run({ positionals, values, out, language }) {
    const given = positionals[0]
    const folder = resolve(given)
    await takeEmpty(folder)
    await cp(TEMPLATE, folder, { recursive: true })
    await mkdir(join(folder, 'worlds', 'styles'), { recursive: true })
    for (const file of COPIED) await cp(join(REPOSITORY, file), join(folder, file))
    out.write(values['json'] ? `${JSON.stringify({ event: 'done', workspace: folder })}\n` : TEXTS[language](given))
    return 0
  },
}

/** @throws Failure where something lies in the folder already */
async function takeEmpty(folder: string): Promise<void> {
  const there = await mkdir(folder, { recursive: true }).then(
    () => readdir(folder),
    (cause: unknown) => {
      throw new Failure('locked', `${folder} cannot be made: ${(cause as Error).message}`, 'name another folder', { cause })
    },
  )
  if (there.length > 0) throw new Failure('locked', `${folder} is not empty: it holds ${there.slice(0, 3).join(', ')}`, 'name a new or an empty folder')
}
