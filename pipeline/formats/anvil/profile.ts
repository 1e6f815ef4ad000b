import { MAX_Y, MIN_Y } from '#pipeline/model/grid.ts'

/** What differs between versions of Java's world format. */
export interface JavaProfile {
  /** As named in a world's editions. */
  id: string
  versionName: string
  dataVersion: number
  minY: number
  height: number
  /** Where region files lie in the world's folder. */
  regionFolder: string
  /** What a level is, beside its regions: one file, or since 26.1 one for each thing it holds. */
  level: 'one-file' | 'files-apart'
  /** Text components of signs: JSON in a string, or plain NBT. */
  signText: 'json' | 'nbt'
}

export const JAVA_PROFILES = {
  'java-1.21.4': {
    id: 'java-1.21.4',
    versionName: '1.21.4',
    dataVersion: 4189,
    minY: MIN_Y,
    height: MAX_Y + 1 - MIN_Y,
    regionFolder: 'region',
    level: 'one-file',
    signText: 'json',
  },
  'java-26.3': {
    id: 'java-26.3',
    versionName: '26.3',
    dataVersion: 5023,
    minY: MIN_Y,
    height: MAX_Y + 1 - MIN_Y,
    regionFolder: 'dimensions/minecraft/overworld/region',
    level: 'files-apart',
    signText: 'nbt',
  },
} as const satisfies Record<string, JavaProfile>
