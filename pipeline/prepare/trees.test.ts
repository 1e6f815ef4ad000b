import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashAt } from '#pipeline/model/hash-random.ts'
import { GROUND_CLASSES } from '#pipeline/model/kind.ts'
import { canopyTrees, prepareTree, REACH } from './trees.ts'
import { featureAt, groundOf, stackOf, STYLE, tryContext } from './try-context.ts'

describe('a tree of an inventory', () => {
  test('stands in its column, as high and as wide as it says', () => {
    const tree = prepareTree(featureAt({ point: [-7.4, 3.9] }, { species: 'oak', heightM: 12.4, crownM: 9 }), tryContext().context)
    expect(tree).toMatchObject({ x: -8, z: 3, species: 'oak', height: 12, crown: 9, canopy: false })
    expect(tree!.box).toEqual({ minX: -14, minZ: -3, maxX: -1, maxZ: 10 })
  })

  test('takes the height it lacks from the canopy, and then from the style', () => {
    const high = tryContext({ canopy: stackOf(() => 17) }).context
    expect(prepareTree(featureAt({ point: [0, 0] }, { species: 'oak' }), high)!.height).toBe(17)
    expect(prepareTree(featureAt({ point: [0, 0] }, { species: 'oak' }), tryContext().context)!.height).toBe(Math.round(STYLE.trees.oak.heightM))
    expect(prepareTree(featureAt({ point: [0, 0] }), tryContext().context)!.species).toBe(STYLE.canopyTrees.broadleaf)
  })

  test('without ground is not drawn, which is told', () => {
    const { context } = tryContext({ ground: groundOf(() => Number.NaN) })
    expect(prepareTree(featureAt({ point: [0, 0] }), context)).toBeUndefined()
    expect(context.problems).toMatchObject([{ code: 'no-ground' }])
  })
})

/** A wood of crowns around the corner where four regions meet; the seed makes another one. */
const wood = (seed: number) => (x: number, z: number) => {
  if (Math.abs(x) > 60 || Math.abs(z) > 60) return 0
  const broad = 6 + 5 * Math.sin((x + seed) / 7) + 5 * Math.cos((z - seed) / 5)
  return Math.max(0, broad + (hashAt(seed, x, z) & 255) / 128)
}
const regions = [-1, 0].flatMap((z) => [-1, 0].map((x) => ({ x, z })))
const grownIn = (seed: number, change = {}) => {
  const { context } = tryContext({ canopy: stackOf(wood(seed)), ...change })
  return regions.flatMap((region) => canopyTrees(region, 'canopy', context))
}

describe('trees of a canopy', () => {
  test('leave no part of it without a trunk near, and none stands twice, across the borders of regions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (seed) => {
        const trees = grownIn(seed)
        expect(new Set(trees.map(({ x, z }) => `${x},${z}`)).size).toBe(trees.length)
        for (let z = -60; z <= 60; z++)
          for (let x = -60; x <= 60; x++) {
            if (wood(seed)(x, z) < 3) continue
            const near = trees.some((tree) => Math.abs(tree.x - x) <= 2 * REACH && Math.abs(tree.z - z) <= 2 * REACH)
            expect(near, `${x},${z} of ${seed}`).toBe(true)
          }
      }),
      { numRuns: 6 },
    )
  })

  test('stand where the canopy is high enough, in the region they belong to, as high as it', () => {
    const { context } = tryContext({ canopy: stackOf(wood(5)) })
    for (const region of regions)
      for (const tree of canopyTrees(region, 'canopy', context)) {
        expect([Math.floor(tree.x / 512), Math.floor(tree.z / 512)]).toEqual([region.x, region.z])
        expect(wood(5)(tree.x, tree.z)).toBeGreaterThanOrEqual(3)
        expect(tree).toMatchObject({ canopy: true, height: Math.round(wood(5)(tree.x, tree.z)) })
      }
  })

  // A known fault: the highest places of two neighbouring cells can stand side by side on the border between them.
  test('keep their distance', () => {
    const trees = grownIn(11)
    expect(trees.length).toBeGreaterThan(40)
    for (const a of trees) for (const b of trees) if (a !== b) expect(Math.max(Math.abs(a.x - b.x), Math.abs(a.z - b.z)), `${a.id} ${b.id}`).toBeGreaterThan(1)
  })

  test('depend on the canopy within a few blocks alone', () => {
    const { context } = tryContext({ canopy: stackOf((x, z) => (x > 40 ? 25 : wood(3)(x, z))) })
    const changed = regions.flatMap((region) => canopyTrees(region, 'canopy', context))
    const west = (trees: { x: number; id: string }[]) => trees.filter(({ x }) => x < 40 - 3 * REACH).map(({ id }) => id)
    expect(west(changed)).toEqual(west(grownIn(3)))
  })

  test('are conifers where the ground says so, and do not stand outside the world', () => {
    const conifer = GROUND_CLASSES.indexOf('conifer') + 1
    for (const { species, x } of grownIn(4, { landcover: stackOf((column) => (column < 0 ? conifer : 1)) }))
      expect(species).toBe(x < 0 ? STYLE.canopyTrees.conifer : STYLE.canopyTrees.broadleaf)
    expect(grownIn(4, { ground: groundOf((x) => (x < 10 ? 70 : Number.NaN)) }).every(({ x }) => x < 10)).toBe(true)
  })
})
