import type { Command } from './command.ts'
export const plan: Command = { arguments: [], options: {}, about: { sv: '', en: '' }, optionTexts: {}, examples: [], run: async () => 0 }
