import type { JavaProfile } from '#pipeline/formats/anvil/profile.ts'
import { bool, byte, compound, double, float, int, list, long, string, type CompoundTag } from '#pipeline/formats/nbt-write/tag.ts'
import { writeGzippedNbt } from '#pipeline/formats/nbt-write/write.ts'
import type { GameRules } from './game-rules.ts'
import type { Outside } from './outside.ts'

/** Of the level file's own format; unchanged since 2012. */
const STORAGE_VERSION = 19133
const GAME_TYPES = ['survival', 'creative', 'adventure', 'spectator'] as const
const DIFFICULTIES = ['peaceful', 'easy', 'normal', 'hard'] as const
const NOON = 6000n

export interface JavaLevel {
  name: string
  /** Whole block coordinates; the angle in degrees clockwise from south. */
  spawn: { x: number; y: number; z: number; angle: number }
  gameRules: GameRules
  gameType: (typeof GAME_TYPES)[number]
  difficulty: (typeof DIFFICULTIES)[number]
  allowCommands: boolean
  /** The world border in blocks: its centre and the length of its side. */
  border: { centerX: number; centerZ: number; size: number }
  outside: Outside
}

/** The files of a world beside its regions, with paths inside the world's folder. They name no time: equal levels give equal bytes. */
export function levelFiles(profile: JavaProfile, level: JavaLevel): { path: string; bytes: Uint8Array<ArrayBuffer> }[] {
  return [{ path: 'level.dat', bytes: writeGzippedNbt(compound({ Data: levelData(profile, level) })) }]
}

function levelData(profile: JavaProfile, level: JavaLevel): CompoundTag {
  const { spawn, border } = level
  const rules = Object.entries(level.gameRules).map(([rule, value]) => [rule, string(String(value))] as const)
  return compound({
    version: int(STORAGE_VERSION),
    DataVersion: int(profile.dataVersion),
    Version: compound({ Id: int(profile.dataVersion), Name: string(profile.versionName), Series: string('main'), Snapshot: bool(false) }),
    LevelName: string(level.name),
    initialized: bool(true),
    WasModded: bool(false),
    ServerBrands: list([]),
    GameType: int(GAME_TYPES.indexOf(level.gameType)),
    allowCommands: bool(level.allowCommands),
    hardcore: bool(false),
    Difficulty: byte(DIFFICULTIES.indexOf(level.difficulty)),
    DifficultyLocked: bool(false),
    LastPlayed: long(0n),
    Time: long(0n),
    DayTime: long(NOON),
    clearWeatherTime: int(0),
    raining: bool(false),
    rainTime: int(0),
    thundering: bool(false),
    thunderTime: int(0),
    SpawnX: int(spawn.x),
    SpawnY: int(spawn.y),
    SpawnZ: int(spawn.z),
    SpawnAngle: float(spawn.angle),
    BorderCenterX: double(border.centerX),
    BorderCenterZ: double(border.centerZ),
    BorderSize: double(border.size),
    BorderSizeLerpTarget: double(border.size),
    BorderSizeLerpTime: long(0n),
    BorderDamagePerBlock: double(0.2),
    BorderSafeZone: double(5),
    BorderWarningBlocks: double(5),
    BorderWarningTime: double(15),
    GameRules: compound(Object.fromEntries(rules)),
    DataPacks: compound({ Enabled: list([string('vanilla')]), Disabled: list([]) }),
    WorldGenSettings: compound({ seed: long(0n), bonus_chest: bool(false), generate_features: bool(false), dimensions: dimensions(level.outside) }),
  })
}

/** All three dimensions: a client complains where one is missing. */
function dimensions({ biome, layers }: Outside): CompoundTag {
  const flat = compound({
    biome: string(`minecraft:${biome}`),
    features: bool(false),
    lakes: bool(false),
    structure_overrides: list([]),
    layers: list(layers.map(({ block, height }) => compound({ block: string(`minecraft:${block}`), height: int(height) }))),
  })
  const dimension = (type: string, generator: CompoundTag) => compound({ type: string(type), generator })
  const noise = (settings: string, source: CompoundTag) => compound({ type: string('minecraft:noise'), settings: string(settings), biome_source: source })
  const netherBiomes = compound({ type: string('minecraft:multi_noise'), preset: string('minecraft:nether') })
  return compound({
    'minecraft:overworld': dimension('minecraft:overworld', compound({ type: string('minecraft:flat'), settings: flat })),
    'minecraft:the_nether': dimension('minecraft:the_nether', noise('minecraft:nether', netherBiomes)),
    'minecraft:the_end': dimension('minecraft:the_end', noise('minecraft:end', compound({ type: string('minecraft:the_end') }))),
  })
}
