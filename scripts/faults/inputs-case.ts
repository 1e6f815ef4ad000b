import { DEFINITION_CLASSES, type DefinitionClass, tryDefinition } from './inputs-definitions.ts'
import { FILE_CLASSES, type FileClass, type CaseMeans, tryFile } from './inputs-files.ts'
import type { Outcome } from './inputs-outcome.ts'
import { SERVICE_CLASSES, type ServiceClass, type Spoiler, startSpoiler } from './inputs-services.ts'
import { chanceOf } from './inputs-chance.ts'

export type InputClass = DefinitionClass | FileClass | ServiceClass
/** The cheap ones first. */
export const INPUT_CLASSES: readonly InputClass[] = [...DEFINITION_CLASSES, ...SERVICE_CLASSES, ...FILE_CLASSES]

/** One input: the same class, number and seed make the same one; number 0 is one with nothing wrong in it. */
export interface Case {
  kind: InputClass
  number: number
  seed: string
}

export interface Cases {
  try(input: Case, means: Omit<CaseMeans, 'isWell'>): Promise<Outcome>
  close(): Promise<void>
}

export function openCases(): Cases {
  const spoilers = new Map<ServiceClass, Spoiler>()
  const isOf = <K extends InputClass>(kinds: readonly K[], kind: InputClass): kind is K => kinds.some((each) => each === kind)
  const trySpoiled = async ({ kind, number, seed }: Case, means: CaseMeans): Promise<Outcome> => {
    const chance = chanceOf(`${seed} ${kind} ${number}`)
    if (isOf(FILE_CLASSES, kind)) return tryFile(kind, chance, means)
    if (isOf(DEFINITION_CLASSES, kind)) return tryDefinition(kind, chance, means)
    const service = kind as ServiceClass
    const spoiler = spoilers.get(service) ?? (await startSpoiler(service, means.town))
    spoilers.set(service, spoiler)
    return spoiler.try(chance, means)
  }
  return {
    async try(input, more) {
      const outcome = await trySpoiled(input, { ...more, isWell: input.number === 0 })
      return input.number === 0 && outcome.end === 'failure' ? { ...outcome, finding: 'an input with nothing wrong in it failed' } : outcome
    },
    async close() {
      for (const spoiler of spoilers.values()) await spoiler.close()
    },
  }
}
