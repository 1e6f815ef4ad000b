import type { JavaProfile } from '#pipeline/formats/anvil/profile.ts'
import { bool, byte, compound, double, float, int, intArray, list, long, string, type CompoundTag, type Tag } from '#pipeline/formats/nbt-write/tag.ts'
import { writeGzippedNbt } from '#pipeline/formats/nbt-write/write.ts'
import { dimensions } from './dimensions.ts'
import { type GameRules, newerRules } from './game-rules.ts'
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
  const parts = profile.level === 'one-file' ? { 'level.dat': compound({ Data: levelData(profile, level) }) } : filesApart(profile, level)
  return Object.entries(parts).map(([path, root]) => ({ path, bytes: writeGzippedNbt(root) }))
}

/** Up to 1.21.8. */
function levelData(profile: JavaProfile, level: JavaLevel): CompoundTag {
  const { spawn, border } = level
  const rules = Object.entries(level.gameRules).map(([rule, value]) => [rule, string(String(value))] as const)
  return compound({
    ...common(profile, level),
    hardcore: bool(false),
    Difficulty: byte(DIFFICULTIES.indexOf(level.difficulty)),
    DifficultyLocked: bool(false),
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
    WorldGenSettings: compound({ seed: long(0n), bonus_chest: bool(false), generate_features: bool(false), dimensions: dimensions(level.outside) }),
  })
}

/** Since 26.1: level.dat keeps what a list of worlds shows, the rest lies in files of its own. Source: change logs of 25w36a, 25w44a, 26.1-snapshot-6. */
function filesApart(profile: JavaProfile, level: JavaLevel): Record<string, CompoundTag> {
  const { spawn, border } = level
  const saved = (data: CompoundTag) => compound({ DataVersion: int(profile.dataVersion), data })
  const rules = Object.entries(newerRules(level.gameRules)).map(
    ([rule, value]) => [`minecraft:${rule}`, typeof value === 'boolean' ? bool(value) : int(value)] as const,
  )
  const data = compound({
    ...common(profile, level),
    spawn: compound({
      pos: intArray(Int32Array.of(spawn.x, spawn.y, spawn.z)),
      yaw: float(spawn.angle),
      pitch: float(0),
      dimension: string('minecraft:overworld'),
    }),
    difficulty_settings: compound({ difficulty: string(level.difficulty), locked: bool(false), hardcore: bool(false) }),
  })
  const worldBorder = {
    center_x: double(border.centerX),
    center_z: double(border.centerZ),
    size: double(border.size),
    lerp_target: double(border.size),
    lerp_time: long(0n),
    damage_per_block: double(0.2),
    safe_zone: double(5),
    warning_blocks: int(5),
    warning_time: int(15),
  }
  const weather = { clear_weather_time: int(0), rain_time: int(0), thunder_time: int(0), raining: bool(false), thundering: bool(false) }
  const generation = { seed: long(0n), bonus_chest: bool(false), generate_structures: bool(false), dimensions: dimensions(level.outside) }
  return {
    'level.dat': compound({ Data: data }),
    'data/minecraft/world_gen_settings.dat': saved(compound(generation)),
    'data/minecraft/game_rules.dat': saved(compound(Object.fromEntries(rules))),
    'data/minecraft/weather.dat': saved(compound(weather)),
    'data/minecraft/world_clocks.dat': saved(compound({ 'minecraft:overworld': compound({ total_ticks: long(NOON), paused: bool(true) }) })),
    'dimensions/minecraft/overworld/data/minecraft/world_border.dat': saved(compound(worldBorder)),
  }
}

/** What level.dat holds in every version. */
function common(profile: JavaProfile, level: JavaLevel): Record<string, Tag> {
  return {
    version: int(STORAGE_VERSION),
    DataVersion: int(profile.dataVersion),
    Version: compound({ Id: int(profile.dataVersion), Name: string(profile.versionName), Series: string('main'), Snapshot: bool(false) }),
    LevelName: string(level.name),
    initialized: bool(true),
    WasModded: bool(false),
    ServerBrands: list([]),
    GameType: int(GAME_TYPES.indexOf(level.gameType)),
    allowCommands: bool(level.allowCommands),
    LastPlayed: long(0n),
    Time: long(0n),
    DataPacks: compound({ Enabled: list([string('vanilla')]), Disabled: list([]) }),
  }
}
