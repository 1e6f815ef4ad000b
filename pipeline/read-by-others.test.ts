/** Built worlds as programs by others read and play them: they find what we find. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type NbtCompound, NbtRegion } from 'deepslate'
import * as nbtify from 'nbtify'
import prismarine from 'prismarine-nbt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BuiltWorld, built, builtSample } from './built-worlds.ts'
import { play, type Play } from './encode/java/play-test.ts'
import { foreignAnvil, textOf } from './formats/anvil/read-back.ts'
import { regionFileName } from './formats/anvil/region-builder.ts'
import { realData } from './real-data.ts'
import type { ReadChunk } from './verify/read/chunk.ts'
import { stateAt, topOf } from './verify/read/column.ts'
import { openWorld, type WorldReader } from './verify/read/world.ts'

const REAL = realData('goteborg/innerstaden_2m/torgg_dem.tif')
const WORLDS = [
  { name: 'sample-town', build: builtSample, isThere: true },
  { name: 'goteborg-innerstaden', build: () => built('goteborg-innerstaden', () => REAL!), isThere: REAL !== undefined },
]
/** One chunk in so many is compared block by block: in four columns, from one above the top to ten below. */
const EVERY = 5
const DEPTH = 10

interface Sample {
  chunk: ReadChunk
  /** Of the block, in the world. */
  at: { x: number; y: number; z: number }
  text: string
}

/** Blocks of one chunk as we read them. */
function samplesOf(world: WorldReader, chunk: ReadChunk, seed: number): Sample[] {
  return [0, 1, 2, 3].flatMap((i) => {
    const [x, z] = [chunk.x * 16 + ((i * 7 + seed * 3) & 15), chunk.z * 16 + ((i * 11 + seed * 5) & 15)]
    const top = topOf(chunk, x, z)
    if (top === undefined) return []
    return Array.from({ length: DEPTH + 2 }, (_, down) => top + 1 - down).map((y) => ({ chunk, at: { x, y, z }, text: world.states[stateAt(chunk, x, y, z)] }))
  })
}

/** A block's text in a chunk as deepslate holds it. */
function blockIn(root: NbtCompound, { x, y, z }: Sample['at']): string {
  const section = root.getList('sections', 10).filter((each) => each.getNumber('Y') === y >> 4)[0]
  const states = section.getCompound('block_states')
  const palette = states.getList('palette', 10)
  const bits = Math.max(4, Math.ceil(Math.log2(palette.length)))
  const perLong = Math.floor(64 / bits)
  const index = ((y & 15) << 8) | ((z & 15) << 4) | (x & 15)
  const long =
    palette.length === 1
      ? 0n
      : BigInt.asUintN(
          64,
          states
            .getLongArray('data')
            .get(Math.floor(index / perLong))!
            .toBigInt(),
        )
  const entry = palette.get(Number((long >> BigInt((index % perLong) * bits)) & ((1n << BigInt(bits)) - 1n)))!
  const properties = entry.getCompound('Properties')
  const pairs = [...properties.keys()].map((key) => `${key}=${properties.getString(key)}`).toSorted()
  return entry.getString('Name').replace('minecraft:', '') + (pairs.length > 0 ? `[${pairs.join(',')}]` : '')
}

/** What nobody stands on, and what nobody walks through but air. */
const NO_FLOOR = /^(air|water|rail|short_grass|fern)|_slab|_stairs|_wall|_fence|_pane|_bars|leaves|glass|carpet|_sign|_door/

/** A point some blocks from a place in a straight line that one can walk, level or down, in a lane as wide as a player. */
function reachable(world: WorldReader, { x, y, z }: { x: number; y: number; z: number }, blocks: number): { x: number; z: number } {
  const at = (bx: number, by: number, bz: number) => {
    const chunk = world.chunk(bx >> 4, bz >> 4)
    return chunk ? world.states[stateAt(chunk, bx, by, bz)] : 'air'
  }
  const isOpen = (bx: number, bz: number, feet: number) => at(bx, feet, bz) === 'air' && at(bx, feet + 1, bz) === 'air' && !NO_FLOOR.test(at(bx, feet - 1, bz))
  for (let heading = 0; heading < 32; heading++) {
    const [dx, dz] = [Math.sin((heading * Math.PI) / 16), Math.cos((heading * Math.PI) / 16)]
    const lane = Array.from({ length: blocks * 4 + 4 }, (_, i) => [x + 0.5 + (dx * i) / 4, z + 0.5 + (dz * i) / 4])
    const cells = lane.flatMap(([px, pz]) => [-0.35, 0.35].flatMap((a) => [-0.35, 0.35].map((b) => [Math.floor(px + a), Math.floor(pz + b)])))
    if (cells.every(([bx, bz]) => isOpen(bx, bz, y))) return { x: x + 0.5 + dx * blocks, z: z + 0.5 + dz * blocks }
  }
  throw new Error(`nobody can walk ${blocks} blocks straight from ${x}, ${y}, ${z}`)
}

for (const { name, build, isThere } of WORLDS)
  describe.skipIf(!isThere)(`the world ${name}`, () => {
    let town: BuiltWorld
    let world: WorldReader

    beforeAll(async () => {
      town = await build()
      world = openWorld(town.folder)
    }, 300_000)

    test('level.dat is read by nbtify and prismarine-nbt', async () => {
      const bytes = readFileSync(join(town.folder, 'level.dat'))
      const { x, y, z } = town.manifest.editions[0].spawn
      const expected = { LevelName: town.manifest.title.sv, SpawnX: x, SpawnY: y, SpawnZ: z, DataVersion: 4189 }
      const { parsed } = await prismarine.parse(bytes)
      expect(prismarine.simplify(parsed).Data).toMatchObject(expected)
      const { data, compression, endian } = await nbtify.read<{ Data: Record<string, { valueOf(): unknown }> }>(bytes)
      expect({ compression, endian }).toEqual({ compression: 'gzip', endian: 'big' })
      for (const [key, value] of Object.entries(expected)) expect(data.Data[key].valueOf(), key).toBe(value)
      expect(data.Data['SpawnX']).toBeInstanceOf(nbtify.Int32)
    })

    test('prismarine-provider-anvil reads every chunk, and finds the same blocks', { timeout: 240_000 }, async () => {
      const anvil = foreignAnvil(join(town.folder, 'region'))
      let [chunks, compared] = [0, 0]
      for (const region of world.regions())
        for (const chunk of world.region(region.x, region.z)!.chunks()) {
          const column = await anvil.load(chunk.x, chunk.z)
          if (!column) return expect.fail(`prismarine has no chunk ${chunk.x} ${chunk.z}`)
          if (chunks++ % EVERY > 0) continue
          for (const { at, text } of samplesOf(world, chunk, chunks)) {
            const found = textOf(column.getBlock({ x: at.x & 15, y: at.y, z: at.z & 15 }))
            if (found !== text) expect.fail(`block ${at.x} ${at.y} ${at.z} is ${found} to prismarine, ${text} to us`)
            compared++
          }
        }
      await anvil.close()
      expect(chunks).toBeGreaterThan(1000)
      expect(compared).toBeGreaterThan(chunks * 5)
    })

    test('deepslate reads every chunk, as many as we do, and finds the same blocks', { timeout: 240_000 }, () => {
      let [chunks, compared] = [0, 0]
      for (const region of world.regions()) {
        const file = NbtRegion.read(readFileSync(join(town.folder, 'region', regionFileName(region))))
        const ours = world.region(region.x, region.z)!
        const positions = file.getChunkPositions()
        expect(positions).toHaveLength([...Array(1024).keys()].filter((index) => ours.file.has(index)).length)
        for (const [x, z] of positions) {
          const theirs = file.findChunk(x, z)!
          const root = theirs.getRoot()
          // deepslate keeps what it has read, each long an object: a region of them would take half a gigabyte.
          delete theirs['file']
          expect([root.getNumber('xPos'), root.getNumber('zPos')]).toEqual([region.x * 32 + x, region.z * 32 + z])
          if (chunks++ % EVERY > 0) continue
          for (const { at, text } of samplesOf(world, ours.chunk(region.x * 32 + x, region.z * 32 + z)!, chunks)) {
            const found = blockIn(root, at)
            if (found !== text) expect.fail(`block ${at.x} ${at.y} ${at.z} is ${found} to deepslate, ${text} to us`)
            compared++
          }
        }
      }
      expect(chunks).toBeGreaterThan(1000)
      expect(compared).toBeGreaterThan(chunks * 5)
    })

    describe('played', () => {
      let game: Play
      let spawn: { x: number; y: number; z: number }

      beforeAll(async () => {
        spawn = town.manifest.editions[0].spawn
        game = await play(town.folder, { x: spawn.x + 0.5, y: spawn.y, z: spawn.z + 0.5 })
      }, 120_000)
      afterAll(() => game?.stop())

      test('a client joins at the spawn, on firm ground under open sky', () => {
        const { x, y, z } = game.bot.entity.position.floored()
        expect({ x, y, z }).toEqual(spawn)
        expect(game.blockAt(x, y, z)).toBe('air')
        expect(game.blockAt(x, y + 1, z)).toBe('air')
        expect(game.blockAt(x, y - 1, z)).not.toMatch(NO_FLOOR)
      })

      test.each([...Array(12).keys()])('and is sent control point %i as we read it', (point) => {
        const [away, turn] = [4 + point * 3, (point * 5 * Math.PI) / 6]
        const [x, z] = [spawn.x + Math.round(away * Math.sin(turn)), spawn.z + Math.round(away * Math.cos(turn))]
        const chunk = world.chunk(x >> 4, z >> 4)!
        const top = topOf(chunk, x, z)!
        for (const y of [top + 1, top, top - 1, top - 4]) expect(game.blockAt(x, y, z), `${x} ${y} ${z}`).toBe(world.states[stateAt(chunk, x, y, z)])
      })

      test('and walks along the street', { timeout: 60_000 }, async () => {
        const to = reachable(world, spawn, 8)
        await game.walkTo(to.x, to.z, 30_000)
        const { x, y, z } = game.bot.entity.position
        expect(Math.hypot(x - spawn.x - 0.5, z - spawn.z - 0.5)).toBeGreaterThan(6)
        expect(y).toBe(spawn.y)
      })
    })
  })
