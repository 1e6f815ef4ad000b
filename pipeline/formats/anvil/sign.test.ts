import prismarine from 'prismarine-nbt'
import { expect, test } from 'vitest'
import { JAVA_PROFILES } from './profile.ts'
import { encodeSign, type Sign } from './sign.ts'

const sign: Sign = { x: -5, y: 64, z: 1000, lines: ['Åh, "Öckerö"', 'Göteborg', ''] }

/** A payload is what follows type and name. */
const parse = (payload: Uint8Array) => prismarine.simplify(prismarine.parseUncompressed(Buffer.concat([Buffer.of(10, 0, 0), payload]))) as Record<string, never>

test('a sign says in JSON what it was given', () => {
  const root = parse(encodeSign(JAVA_PROFILES['java-1.21.4'], sign))
  expect(root).toMatchObject({ id: 'minecraft:sign', x: -5, y: 64, z: 1000, is_waxed: 1, keepPacked: 0 })
  const { messages, color, has_glowing_text } = root['front_text'] as { messages: string[]; color: string; has_glowing_text: number }
  expect(messages.map((message) => JSON.parse(message))).toEqual([{ text: 'Åh, "Öckerö"' }, { text: 'Göteborg' }, { text: '' }, { text: '' }])
  expect([color, has_glowing_text]).toEqual(['black', 0])
  expect((root['back_text'] as { messages: string[] }).messages).toHaveLength(4)
})

test('a sign says the same as plain text where the version takes it', () => {
  const root = parse(encodeSign({ signText: 'nbt' }, { ...sign, colour: 'white' }))
  expect(root['front_text']).toEqual({ messages: ['Åh, "Öckerö"', 'Göteborg', '', ''], color: 'white', has_glowing_text: 0 })
})

test('a fifth line is refused', () => {
  expect(() => encodeSign({ signText: 'nbt' }, { ...sign, lines: ['1', '2', '3', '4', '5'] })).toThrow(RangeError)
})
