import * as nbtify from 'nbtify'
import prismarine from 'prismarine-nbt'
import { describe, expect, test } from 'vitest'
import { JAVA_PROFILES } from '#pipeline/formats/anvil/profile.ts'
import { newerRules, SCHOOL_RULES } from './game-rules.ts'
import { levelFiles, type JavaLevel } from './level.ts'
import { VOID, openWater } from './outside.ts'

const profile = JAVA_PROFILES['java-1.21.4']
const level: JavaLevel = {
  name: 'Göteborg – Haga & Öckerö',
  spawn: { x: -12, y: 71, z: 4000, angle: 90 },
  gameRules: SCHOOL_RULES,
  gameType: 'creative',
  difficulty: 'peaceful',
  allowCommands: true,
  border: { centerX: 256, centerZ: -256.5, size: 2048 },
  outside: VOID,
}

async function read(given: JavaLevel) {
  const [file] = levelFiles(profile, given)
  const { parsed } = await prismarine.parse(Buffer.from(file.bytes))
  return prismarine.simplify(parsed).Data
}

test('prismarine-nbt reads what was given', async () => {
  const data = await read(level)
  expect(data).toMatchObject({ LevelName: level.name, SpawnX: -12, SpawnY: 71, SpawnZ: 4000, SpawnAngle: 90 })
  expect(data).toMatchObject({ version: 19133, DataVersion: 4189, Version: { Id: 4189, Name: '1.21.4', Series: 'main', Snapshot: 0 } })
  expect(data).toMatchObject({ GameType: 1, Difficulty: 0, allowCommands: 1, hardcore: 0, initialized: 1 })
  expect(data).toMatchObject({ BorderCenterX: 256, BorderCenterZ: -256.5, BorderSize: 2048, BorderSizeLerpTarget: 2048 })
  expect(data).toMatchObject({ DayTime: [0, 6000], LastPlayed: [0, 0] })
  expect(data).toMatchObject({ DataPacks: { Enabled: ['vanilla'], Disabled: [] } })
  expect(data).not.toHaveProperty('Player')
})

test('nbtify reads the same, with the types the game wants', async () => {
  const [file] = levelFiles(profile, level)
  expect(file.path).toBe('level.dat')
  const { data, compression, endian } = await nbtify.read<{ Data: Record<string, unknown> }>(file.bytes)
  expect([compression, endian]).toEqual(['gzip', 'big'])
  expect(data.Data['LevelName']).toBe(level.name)
  expect(data.Data['Difficulty']).toBeInstanceOf(nbtify.Int8)
  expect(data.Data['GameType']).toBeInstanceOf(nbtify.Int32)
  expect(data.Data['SpawnAngle']).toBeInstanceOf(nbtify.Float32)
  expect(data.Data['BorderSize']).toBe(2048)
  expect(data.Data['DayTime']).toBe(6000n)
})

test('game rules are text, as up to Java 1.21.10', async () => {
  const { GameRules } = await read(level)
  expect(GameRules).toMatchObject({
    doDaylightCycle: 'false',
    randomTickSpeed: '0',
    keepInventory: 'true',
    disableRaids: 'true',
    doFireTick: 'false',
    spawnRadius: '0',
  })
  expect(Object.keys(GameRules)).toHaveLength(Object.keys(SCHOOL_RULES).length)
})

test('there are three dimensions, and outside the world the one asked for', async () => {
  const inVoid = (await read(level)).WorldGenSettings
  expect(Object.keys(inVoid.dimensions)).toEqual(['minecraft:overworld', 'minecraft:the_nether', 'minecraft:the_end'])
  expect(inVoid.dimensions['minecraft:overworld'].generator).toMatchObject({
    type: 'minecraft:flat',
    settings: { layers: [{ block: 'minecraft:air', height: 1 }] },
  })
  const bySea = (await read({ ...level, outside: openWater(profile, 62, 12) })).WorldGenSettings
  const { biome, layers } = bySea.dimensions['minecraft:overworld'].generator.settings
  expect(biome).toBe('minecraft:ocean')
  expect(layers).toEqual([
    { block: 'minecraft:bedrock', height: 1 },
    { block: 'minecraft:stone', height: 114 },
    { block: 'minecraft:water', height: 12 },
  ])
})

test.each([
  [62, 12],
  [-62, 2],
  [-63, 1],
  [319, 300],
])('water to y %i, %i deep, ends there', (top, depth) => {
  const { layers } = openWater(profile, top, depth)
  expect(layers.reduce((sum, { height }) => sum + height, profile.minY - 1)).toBe(top)
  expect(layers.at(-1)).toEqual({ block: 'water', height: depth })
})

test('water that does not fit is refused', () => {
  expect(() => openWater(profile, -63, 2)).toThrow(RangeError)
  expect(() => openWater(profile, 320, 3)).toThrow(RangeError)
  expect(() => openWater(profile, 62, 0)).toThrow(RangeError)
})

test('equal levels give equal bytes', () => {
  expect(Buffer.compare(levelFiles(profile, level)[0].bytes, levelFiles(profile, { ...level })[0].bytes)).toBe(0)
})

describe('since 26.1', () => {
  const newest = JAVA_PROFILES['java-26.3']
  const files = new Map(levelFiles(newest, level).map(({ path, bytes }) => [path, bytes]))
  const readPart = async (path: string) => prismarine.simplify((await prismarine.parse(Buffer.from(files.get(path)!))).parsed)

  test('a level is files of their own, at the places of the new layout', () => {
    expect([...files.keys()].toSorted()).toEqual([
      'data/minecraft/game_rules.dat',
      'data/minecraft/weather.dat',
      'data/minecraft/world_clocks.dat',
      'data/minecraft/world_gen_settings.dat',
      'dimensions/minecraft/overworld/data/minecraft/world_border.dat',
      'level.dat',
    ])
  })

  test('level.dat says where players begin and how hard it is, and nothing that lies elsewhere', async () => {
    const { Data } = await readPart('level.dat')
    expect(Data).toMatchObject({ version: 19133, DataVersion: 5023, LevelName: level.name, Version: { Id: 5023, Name: '26.3' }, GameType: 1 })
    expect(Data.spawn).toEqual({ pos: [-12, 71, 4000], yaw: 90, pitch: 0, dimension: 'minecraft:overworld' })
    expect(Data.difficulty_settings).toEqual({ difficulty: 'peaceful', locked: 0, hardcore: 0 })
    for (const gone of ['SpawnX', 'GameRules', 'WorldGenSettings', 'Difficulty', 'BorderSize', 'DayTime']) expect(Data).not.toHaveProperty(gone)
  })

  test('rules have their new names, types and sense', async () => {
    const { data } = await nbtify.read<{ data: Record<string, unknown> }>(files.get('data/minecraft/game_rules.dat')!)
    expect(Object.keys(data.data).every((rule) => /^minecraft:[a-z_]+$/.test(rule))).toBe(true)
    const value = (rule: string) => Number(data.data[`minecraft:${rule}`])
    expect(data.data['minecraft:advance_time']).toBeInstanceOf(nbtify.Int8)
    expect(data.data['minecraft:random_tick_speed']).toBeInstanceOf(nbtify.Int32)
    expect([value('advance_time'), value('keep_inventory'), value('raids'), value('tnt_explodes'), value('fire_spread_radius_around_player')]).toEqual([
      0, 1, 0, 0, 0,
    ])
    expect(Object.keys(data.data)).toHaveLength(Object.keys(SCHOOL_RULES).length + 3)
    expect(() => newerRules({ doMagic: true })).toThrow('doMagic')
  })

  test('the outside, the border and noon are kept', async () => {
    const generation = await readPart('data/minecraft/world_gen_settings.dat')
    expect(generation).toMatchObject({ DataVersion: 5023, data: { seed: [0, 0], generate_structures: 0 } })
    expect(Object.keys(generation.data.dimensions)).toEqual(['minecraft:overworld', 'minecraft:the_nether', 'minecraft:the_end'])
    const border = await readPart('dimensions/minecraft/overworld/data/minecraft/world_border.dat')
    expect(border.data).toMatchObject({ center_x: 256, center_z: -256.5, size: 2048 })
    const clocks = await readPart('data/minecraft/world_clocks.dat')
    expect(clocks.data).toEqual({ 'minecraft:overworld': { total_ticks: [0, 6000], paused: 1 } })
  })
})
