import { describe, expect, test } from 'vitest'
import { featureAt, groundOf, tryContext } from './try-context.ts'
import { openWaterTiles } from './water-tiles.ts'
import { prepareWater } from './waters.ts'

const pond = [10, 10, 60, 10, 60, 60, 10, 60, 10, 10]

describe('the level of water', () => {
  test('is what the layer says, in metres over the grid’s datum', () => {
    const [water] = prepareWater(featureAt({ ring: pond }, { levelM: 12.4, class: 'sea' }), tryContext().context)
    expect(water).toMatchObject({ id: '1', level: 75, class: 'sea', box: { minX: 10, minZ: 10, maxX: 60, maxZ: 60 } })
  })

  test('is else the middle height of the ground under it, whatever stands in it', () => {
    const ground = groundOf((x) => (x > 50 ? 90 : 66.3))
    expect(prepareWater(featureAt({ ring: pond }), tryContext({ ground }).context)[0].level).toBe(66)
  })

  test('is not known outside the world, which is told', () => {
    const { context } = tryContext({ ground: groundOf(() => Number.NaN) })
    expect(prepareWater(featureAt({ ring: pond }), context)).toEqual([])
    expect(context.problems).toMatchObject([{ code: 'no-ground', layer: 'layer', featureId: '1' }])
    expect(context.drawn.size).toBe(0)
    const far = featureAt({ ring: pond.map((value) => value + 5000) })
    expect(prepareWater(far, tryContext().context)).toEqual([])
  })
})

describe('a stream drawn as a line', () => {
  const stream = featureAt({ line: [0, 0, 40, 0, 40, 40] }, { widthM: 6 })

  test('becomes a ribbon of its width, with no gap at its bend', () => {
    const waters = prepareWater(stream, tryContext().context)
    const at = openWaterTiles(waters)
    for (let x = 0; x < 40; x++) for (const z of [-3, 0, 2]) expect(at(x, z), `${x},${z}`).toBe(70)
    for (let z = 0; z < 40; z++) for (const x of [37, 40, 42]) expect(at(x, z), `${x},${z}`).toBe(70)
    expect(at(10, 4)).toBeNaN()
    expect(at(10, -5)).toBeNaN()
    expect(new Set(waters.map(({ id }) => id)).size).toBe(waters.length)
  })

  test('falls with the ground, piece by piece', () => {
    const down = tryContext({ ground: groundOf((_, z) => 70 - z / 4) }).context
    const waters = prepareWater(featureAt({ line: [0, 0, 0, 20, 0, 40] }), down)
    expect(waters.map(({ level }) => level)).toEqual([68, 63])
  })
})

test('the water’s face is known at any column, also west and north of the origin and across tiles', () => {
  const lake = [-700, -20, 520, -20, 520, 20, -700, 20, -700, -20]
  const at = openWaterTiles(prepareWater(featureAt({ ring: lake }, { levelM: 0 }), tryContext().context))
  for (const x of [-700, -513, -512, -1, 0, 511, 512, 519]) expect([at(x, -20), at(x, 19)]).toEqual([63, 63])
  expect(at(-701, 0)).toBeNaN()
  expect(at(0, 20)).toBeNaN()
})
