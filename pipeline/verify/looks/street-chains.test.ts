import { expect, test } from 'vitest'
import { chainStreets, threadOf } from './street-chains.ts'
import { street } from './tiny-town.ts'

const turned = (id: string, x: number, [from, to]: [number, number]) => {
  const road = street(id, x, [from, to])
  for (let i = 0; i < road.line.length; i += 2) [road.line[i], road.line[i + 1]] = [road.line[i + 1], road.line[i]]
  return road
}

test('pieces that go straight on are one street, whichever way each is drawn; a crossing street is another', () => {
  const back = street('b', 10, [20, 40])
  const points = Array.from({ length: 21 }, (_, i) => [back.line[2 * i], back.line[2 * i + 1]]).toReversed()
  const roads = [street('a', 10, [0, 20]), { ...back, line: Float64Array.from(points.flat()) }, street('c', 10, [40, 60]), turned('d', 20, [10, 30])]
  const pieces = chainStreets(roads.map(threadOf))
  const of = (id: string) => pieces.get(`streets\u0000${id}`)!
  expect(new Set(['a', 'b', 'c'].map((id) => of(id).street)).size).toBe(1)
  expect(of('d').street).not.toBe(of('a').street)
  expect(of('a')).toMatchObject({ offset: 0, reversed: false })
  expect(of('b')).toMatchObject({ offset: 40, reversed: true })
  expect(of('c')).toMatchObject({ offset: 40, reversed: false })
})

test('another class is another street, and a ring is one', () => {
  const pieces = chainStreets([street('a', 10, [0, 20]), street('b', 10, [20, 40], { class: 'lane' })].map(threadOf))
  expect(new Set([...pieces.values()].map((piece) => piece.street)).size).toBe(2)
  const line = Float64Array.from({ length: 130 }, (_, i) => (i % 2 === 0 ? Math.cos(i / 20.4) : Math.sin((i - 1) / 20.4)) * 10)
  expect(chainStreets([threadOf({ ...street('ring', 0, [0, 64]), line })]).size).toBe(1)
})
