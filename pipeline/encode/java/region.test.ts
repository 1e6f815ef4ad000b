import { NbtRegion } from 'deepslate'
import minecraftData from 'minecraft-data'
import { expect, test } from 'vitest'
import { createChunkBlocks } from '#pipeline/formats/anvil/chunk-blocks.ts'
import { JAVA_PROFILES } from '#pipeline/formats/anvil/profile.ts'
import { SyntheticCity } from '#pipeline/formats/anvil/synthetic-city.ts'
import { BLOCK_ROWS } from '#pipeline/model/block-data.ts'
import { createJavaRegionEncoder } from './region.ts'

const [older, newer] = [JAVA_PROFILES['java-1.21.4'], JAVA_PROFILES['java-26.3']]

test('two profiles of a region hold the same chunks, each with its version and its signs', () => {
  const city = new SyntheticCity(older)
  const encoder = createJavaRegionEncoder([older, newer], city.table.states)
  encoder.start({ x: -1, z: 0 })
  const positions = [-32, -7, -1].flatMap((x) => [0, 31].map((z) => ({ x, z })))
  for (const at of positions) {
    const chunk = { ...createChunkBlocks(older), ...at }
    city.fill(chunk)
    encoder.add(chunk, at.x === -7 ? [{ x: at.x * 16, y: 64, z: at.z * 16, lines: ['Åvägen', '"12"'] }] : [])
  }
  const [first, second] = encoder.finish().map(({ bytes }) => NbtRegion.read(bytes.slice()))
  for (const { x, z } of positions) {
    const [a, b] = [first, second].map(
      (region) =>
        region
          .findChunk(x & 31, z)!
          .getRoot()
          .toSimplifiedJson() as Record<string, unknown>,
    )
    expect([a['DataVersion'], b['DataVersion']]).toEqual([4189, 5023])
    const text = (root: typeof a) => (root['block_entities'] as { front_text: { messages: string[] } }[])[0]?.front_text.messages.slice(0, 2)
    expect([text(a), text(b)]).toEqual(
      x === -7
        ? [
            ['{"text":"Åvägen"}', '{"text":"\\"12\\""}'],
            ['Åvägen', '"12"'],
          ]
        : [undefined, undefined],
    )
    const rest = (root: typeof a) => ({ ...root, DataVersion: 0, block_entities: 0 })
    expect(rest(b)).toEqual(rest(a))
    expect((a['sections'] as unknown[]).length).toBe(24)
  }
})

test('every block has its name in the newest game as in the oldest', () => {
  const versions = [
    '1.20.4',
    minecraftData.versions.pc.map(({ minecraftVersion }) => minecraftVersion).find((version) => /^\d+\.\d+$/.test(version) && minecraftData(version))!,
  ]
  expect(versions[1]).toMatch(/^2\d\./)
  for (const version of versions) {
    const { blocksByName } = minecraftData(version)
    expect(
      BLOCK_ROWS.map(([name]) => name).filter((name) => !blocksByName[name]),
      version,
    ).toEqual([])
  }
})
