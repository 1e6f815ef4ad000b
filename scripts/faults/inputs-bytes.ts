import type { Chance } from './inputs-chance.ts'

/** Whole numbers that make sizes and counts wrong. */
const SIZES = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0xffffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]
const REALS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, -1, 0, 5e-324, 1e15, 1e30]
/** What stands where a text has a number. */
const NUMBERS = ['NaN', '1e308', '-1e308', '1e999', '-1', '0', 'Infinity', '-0', '99999999999999999999', '1,5', '0x10', '1e-400', '""', 'null', '']
const TEXTS = [
  '',
  ' ',
  '\0',
  '\uFFFD',
  'å'.repeat(70_000),
  '"'.repeat(50),
  '\\'.repeat(999),
  '<!--',
  ']]>',
  '&#0;',
  '{',
  '[',
  '\r\n',
  '__proto__',
  '../../x',
  "';--",
]

type Change = (bytes: Buffer, chance: Chance) => Buffer

/** A place in a file: a third lie in its head, where sizes and counts are, and a sixth in its tail, where archives have theirs. */
const placeIn = (bytes: Buffer, chance: Chance, room = 1): number => {
  const last = Math.max(1, bytes.length - room + 1)
  const near = Math.min(last, 512)
  const where = chance.below(6)
  return where < 2 ? chance.below(near) : where === 2 ? last - 1 - chance.below(near) : chance.below(last)
}

const inCopy =
  (write: (copy: Buffer, chance: Chance) => void): Change =>
  (bytes, chance) => {
    const copy = Buffer.from(bytes)
    write(copy, chance)
    return copy
  }

const spliced = (bytes: Buffer, from: number, to: number, between: Buffer | string): Buffer =>
  Buffer.concat([bytes.subarray(0, from), Buffer.from(between), bytes.subarray(to)])

const flipBits = inCopy((copy, chance) => {
  for (let n = chance.pick([1, 1, 2, 8, 64]); n > 0; n--) copy[placeIn(copy, chance)] ^= 1 << chance.below(8)
})
const cut: Change = (bytes, chance) => bytes.subarray(0, chance.below(4) === 0 ? chance.below(64) : chance.below(bytes.length + 1))
const cutFront: Change = (bytes, chance) => bytes.subarray(chance.below(bytes.length + 1))
const wipe = inCopy((copy, chance) => {
  const from = placeIn(copy, chance)
  copy.fill(chance.pick([0, 0xff, 0x20, 0x41]), from, Math.min(copy.length, from + chance.pick([1, 4, 16, 512, 4096])))
})
const moveBlock = inCopy((copy, chance) => {
  const size = Math.min(copy.length, chance.pick([1, 8, 64, 512, 4096]))
  const block = Buffer.from(copy.subarray(chance.below(copy.length - size + 1)).subarray(0, size))
  block.copy(copy, chance.below(copy.length - size + 1))
})
const insertBlock: Change = (bytes, chance) => {
  const at = placeIn(bytes, chance)
  const from = chance.below(bytes.length + 1)
  return spliced(bytes, at, at, bytes.subarray(from, from + chance.pick([1, 7, 512])))
}
const dropBlock: Change = (bytes, chance) => {
  const at = placeIn(bytes, chance)
  return spliced(bytes, at, at + chance.pick([1, 3, 512, 4096]), '')
}
/** A whole number of 2 or 4 bytes, in either order. */
const blowSize = inCopy((copy, chance) => {
  if (copy.length < 4) return
  const [at, value] = [placeIn(copy, chance, 4), chance.pick(SIZES)]
  const write = chance.pick(['writeUInt32LE', 'writeUInt32BE', 'writeUInt16LE', 'writeUInt16BE'] as const)
  copy[write](write.includes('16') ? value & 0xffff : value, at)
})
const blowReal = inCopy((copy, chance) => {
  const [at, value] = [placeIn(copy, chance, 8) & ~3, chance.pick(REALS)]
  if (at + 8 <= copy.length) copy[chance.pick(['writeDoubleLE', 'writeDoubleBE', 'writeFloatLE'] as const)](value, at)
})

const BINARY: readonly Change[] = [flipBits, flipBits, cut, cutFront, wipe, moveBlock, insertBlock, dropBlock, blowSize, blowSize, blowSize, blowReal]

/** A match of a pattern, by chance, with something else in its place. */
const replaceMatch =
  (pattern: RegExp, instead: readonly string[]): Change =>
  (bytes, chance) => {
    const found = [...bytes.toString('latin1').matchAll(pattern)]
    if (found.length === 0) return flipBits(bytes, chance)
    const { index, 0: text } = chance.pick(found)
    return spliced(bytes, index, index + text.length, chance.pick(instead))
  }
const nest: Change = (bytes, chance) => {
  const at = placeIn(bytes, chance)
  const depth = chance.pick([10, 600, 5000, 100_000])
  const [open, close] = chance.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['<a>', '</a>'],
    ['(', ')'],
  ])
  return spliced(bytes, at, at, `${open.repeat(depth)}1${chance.below(2) === 0 ? close.repeat(depth) : ''}`)
}
const repeatLine: Change = (bytes, chance) => {
  const lines = bytes.toString('latin1').split('\n')
  const line = chance.below(lines.length)
  lines.splice(line, 0, ...Array.from({ length: chance.pick([1, 2, 50]) }, () => lines[chance.below(lines.length)]))
  return Buffer.from(lines.join('\n'), 'latin1')
}
const recode: Change = (bytes, chance) => Buffer.from(bytes.toString('utf8'), chance.pick(['latin1', 'utf16le'] as const))

const number = replaceMatch(/-?\d+([.,]\d+)?/g, NUMBERS)
const TEXT: readonly Change[] = [
  ...[flipBits, cut, wipe, moveBlock, insertBlock, dropBlock, nest, nest, repeatLine, recode],
  ...[number, number, number],
  replaceMatch(/[A-Za-z_]+/g, TEXTS),
  replaceMatch(/"[^"]*"/g, [...TEXTS, 'null', '{}', '[]', '1e308', '"Polygon"', '"GeometryCollection"']),
  replaceMatch(/[{}[\]<>:;,"]/g, ['', '[', '}', ',', '"', '<', '\0']),
]

/** The bytes with one change, or a few. */
export function changeBytes(bytes: Buffer, chance: Chance, form: 'binary' | 'text'): Buffer {
  let changed = bytes
  for (let n = chance.pick([1, 1, 1, 2, 4]); n > 0; n--) changed = chance.pick(form === 'text' ? TEXT : BINARY)(changed, chance)
  return changed
}
