import { columnAt, faceY, groundY, toMetres, type WorldGrid } from '#pipeline/model/grid.ts'
import { type Command, UsageError } from './command.ts'
import { definitionsOf, ioOf, PLACE_TEXTS, PLACES, workspaceOf } from './open.ts'

export const where: Command = {
  arguments: ['WORLD', 'X', 'Y'],
  options: { ...PLACES, crs: { type: 'string' }, block: { type: 'boolean' } },
  about: { sv: 'Koordinat → block, eller block → koordinat.', en: 'Coordinate → block, or block → coordinate.' },
  optionTexts: {
    '--crs EPSG:N': {
      sv: 'koordinaternas system: easting northing, eller longitud latitud (annars rutnätets)',
      en: 'CRS of the coordinates: easting northing, or longitude latitude (else the grid’s)',
    },
    '--block': { sv: 'X och Y är block x och z', en: 'X and Y are block x and z' },
    ...PLACE_TEXTS,
  },
  examples: [
    'where sample-town 150100 6400100',
    'where goteborg-innerstaden 11.9675 57.7072 --crs EPSG:4326',
    'where goteborg-innerstaden --block 420 1033 --crs EPSG:3006',
  ],
  async run(context) {
    const workspace = workspaceOf(context)
    const { world, dataset } = await definitionsOf(context, workspace)
    const { gdal } = ioOf(context, workspace)
    const grid: WorldGrid = { ...dataset.grid, scale: world.scale, verticalScale: world.verticalScale }
    const [x, y] = context.positionals.slice(1).map(Number)
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new UsageError(`where takes two numbers, not "${context.positionals.slice(1).join(' ')}"`)
    const crs = typeof context.values['crs'] === 'string' ? context.values['crs'] : grid.crs
    try {
      const answer = context.values['block'] ? await fromBlock(x, y) : await fromCoordinate(x, y)
      context.out.write(
        context.values['json']
          ? `${JSON.stringify(answer)}\n`
          : `block x ${answer.block.x} z ${answer.block.z} = ${answer.coordinate.join(' ')} (${answer.crs}); height 0 is y ${faceY(grid, 0)}, ground at 10 m has its top block at y ${groundY(grid, 10)}\n`,
      )
      return 0
    } finally {
      await gdal.close()
    }

    async function fromCoordinate(east: number, north: number) {
      const [[easting, northing]] = (await gdal.run('transform', { from: crs, to: grid.crs, points: [[east, north]] })) as [[number, number]]
      return { block: columnAt(grid, easting, northing), coordinate: [east, north], crs }
    }
    /** The centre of a block. */
    async function fromBlock(blockX: number, blockZ: number) {
      const { easting, northing } = toMetres(grid, Math.floor(blockX) + 0.5, Math.floor(blockZ) + 0.5)
      const [point] = await gdal.run('transform', { from: grid.crs, to: crs, points: [[easting, northing]] })
      const digits = Math.abs(point[0]) <= 360 && Math.abs(point[1]) <= 90 ? 7 : 3
      return { block: { x: Math.floor(blockX), z: Math.floor(blockZ) }, coordinate: point.map((value) => Number(value.toFixed(digits))), crs }
    }
  },
}
