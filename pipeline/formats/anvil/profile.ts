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
    signText: 'json',
  },
} as const satisfies Record<string, JavaProfile>
