import type { Bilingual } from '#pipeline/model/dataset.ts'
import { COMMANDS } from './index.ts'

const WORDS = {
  sv: {
    use: 'Användning',
    commands: 'Kommandon',
    options: 'Val',
    examples: 'Exempel',
    more: 'kvarter KOMMANDO --help visar mer om ett kommando.',
    exit: 'Slutkod: 0 klart, 1 fel, 2 felaktig användning, 3 klart men kvarhållet eller inaktuellt.',
  },
  en: {
    use: 'Usage',
    commands: 'Commands',
    options: 'Options',
    examples: 'Examples',
    more: 'kvarter COMMAND --help tells more of a command.',
    exit: 'Exit code: 0 done, 1 failure, 2 wrong use, 3 done but held or stale.',
  },
} as const

/** Swedish where the environment asks for it, else English. */
export function languageOf(env: NodeJS.ProcessEnv): keyof Bilingual {
  const asked = env['KVARTER_LANG'] ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? ''
  return asked.startsWith('sv') ? 'sv' : 'en'
}

export async function helpOverview(language: keyof Bilingual): Promise<string> {
  const words = WORDS[language]
  const commands = await Promise.all(Object.entries(COMMANDS).map(async ([name, load]) => [name, await load()] as const))
  const rows = commands.map(([name, command]) => `  ${[name, ...command.arguments].join(' ').padEnd(22)} ${command.about[language]}`)
  return `${words.use}: kvarter COMMAND\n\n${words.commands}:\n${rows.join('\n')}\n\n${words.more}\n${words.exit}\n`
}

export async function helpFor(name: string, language: keyof Bilingual): Promise<string> {
  const words = WORDS[language]
  const command = await COMMANDS[name]()
  const rows = Object.entries(command.optionTexts).map(([option, about]) => `  ${option.padEnd(22)} ${about[language]}`)
  const options = rows.length > 0 ? `\n${words.options}:\n${rows.join('\n')}\n` : ''
  return `${words.use}: kvarter ${[name, ...command.arguments].join(' ')}\n\n${command.about[language]}\n${options}\n${words.examples}:\n${command.examples.map((line) => `  kvarter ${line}`).join('\n')}\n`
}
