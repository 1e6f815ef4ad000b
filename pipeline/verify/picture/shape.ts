/** A part of a block in sixteenths: lower and upper corner, and whether it has the material's second colour. */
export type Box = [x0: number, y0: number, z0: number, x1: number, y1: number, z1: number, second?: 1]

export type Properties = Record<string, string>

const CUBE: Box = [0, 0, 0, 16, 16, 16]
const SIDES = ['north', 'south', 'west', 'east'] as const
const HALF: Record<string, [number, number, number, number]> = { north: [0, 0, 16, 8], south: [0, 8, 16, 16], west: [0, 0, 8, 16], east: [8, 0, 16, 16] }
const LEFT: Record<string, string> = { north: 'west', west: 'south', south: 'east', east: 'north' }
const BACK: Record<string, string> = { north: 'south', south: 'north', west: 'east', east: 'west' }

/** A slice of the given thickness along one side of the block. */
function against(side: string, thick: number, [y0, y1]: [number, number] = [0, 16]): Box {
  if (side === 'north') return [0, y0, 0, 16, y1, thick]
  if (side === 'south') return [0, y0, 16 - thick, 16, y1, 16]
  return side === 'west' ? [0, y0, 0, thick, y1, 16] : [16 - thick, y0, 0, 16, y1, 16]
}

/** An arm from the middle to one side. */
function arm(side: string, half: number, [y0, y1]: [number, number]): Box {
  const [a, b] = [8 - half, 8 + half]
  if (side === 'north') return [a, y0, 0, b, y1, a]
  if (side === 'south') return [a, y0, b, b, y1, 16]
  return side === 'west' ? [0, y0, a, a, y1, b] : [b, y0, a, 16, y1, b]
}

function stairs({ facing = 'north', half, shape = 'straight' }: Properties): Box[] {
  const [base, step]: [[number, number], [number, number]] =
    half === 'top'
      ? [
          [8, 16],
          [0, 8],
        ]
      : [
          [0, 8],
          [8, 16],
        ]
  const quarter = (a: string, b: string): Box => {
    const [p, q] = [HALF[a], HALF[b]]
    return [Math.max(p[0], q[0]), step[0], Math.max(p[1], q[1]), Math.min(p[2], q[2]), step[1], Math.min(p[3], q[3])]
  }
  const side = shape.endsWith('left') ? LEFT[facing] : BACK[LEFT[facing]]
  const boxes: Box[] = [[0, base[0], 0, 16, base[1], 16], shape.startsWith('outer') ? quarter(facing, side) : quarter(facing, facing)]
  if (shape.startsWith('inner')) boxes.push(quarter(BACK[facing], side))
  return boxes
}

function door({ facing = 'north', open, hinge }: Properties): Box[] {
  const across = hinge === 'right' ? BACK[LEFT[facing]] : LEFT[facing]
  return [against(open === 'true' ? across : BACK[facing], 3)]
}

function rail({ shape = 'north_south' }: Properties): Box[] {
  const along = shape.includes('east') && !shape.includes('north_e') && !shape.includes('south_e') ? 'x' : 'z'
  const boxes: Box[] = [[2, 1, 0, 4, 2, 16], [12, 1, 0, 14, 2, 16], ...[1, 6, 11].map((z): Box => [0, 0, z, 16, 1, z + 3, 1])]
  return along === 'z' ? boxes : boxes.map(([x0, y0, z0, x1, y1, z1, second]): Box => (second ? [z0, y0, x0, z1, y1, x1, second] : [z0, y0, x0, z1, y1, x1]))
}

function sign({ rotation = '0' }: Properties): Box[] {
  const board: Box = Math.round(Number(rotation) / 4) % 2 === 0 ? [0, 9, 7, 16, 16, 9] : [7, 9, 0, 9, 16, 16]
  return [[7, 0, 7, 9, 9, 9], board]
}

const connected = (properties: Properties) => SIDES.filter((side) => !['false', 'none', undefined].includes(properties[side]))

function wall(properties: Properties): Box[] {
  const arms = connected(properties).map((side) => arm(side, 3, [0, properties[side] === 'tall' ? 16 : 14]))
  return properties['up'] === 'false' ? [[5, 0, 5, 11, 14, 11], ...arms] : [[4, 0, 4, 12, 16, 12], ...arms]
}

/** What ends in these has these parts; the first that fits is used. */
const RULES: [ending: RegExp, boxes: (properties: Properties) => Box[]][] = [
  [/_slab$/, ({ type }) => [type === 'double' ? CUBE : type === 'top' ? [0, 8, 0, 16, 16, 16] : [0, 0, 0, 16, 8, 16]]],
  [/_stairs$/, stairs],
  [/_pane$|^iron_bars$/, (properties) => [[7, 0, 7, 9, 16, 9], ...connected(properties).map((side) => arm(side, 1, [0, 16]))]],
  [/_fence$/, (properties) => [[6, 0, 6, 10, 16, 10], ...connected(properties).flatMap((side) => [arm(side, 1, [6, 9]), arm(side, 1, [12, 15])])]],
  [/_fence_gate$/, ({ facing = 'north' }) => [facing === 'north' || facing === 'south' ? [0, 5, 7, 16, 15, 9] : [7, 5, 0, 9, 15, 16]]],
  [/_wall_(?:hanging_)?sign$/, ({ facing = 'north' }) => [against(BACK[facing], 2, [4, 12])]],
  [/_wall$/, wall],
  [
    /_trapdoor$/,
    ({ facing = 'north', half, open }) => [open === 'true' ? against(BACK[facing], 3) : half === 'top' ? [0, 13, 0, 16, 16, 16] : [0, 0, 0, 16, 3, 16]],
  ],
  [/_door$/, door],
  [/sign$/, sign],
  [
    /^(?:soul_)?lantern$/,
    ({ hanging }) =>
      hanging === 'true'
        ? [
            [5, 1, 5, 11, 8, 11],
            [6, 8, 6, 10, 10, 10, 1],
            [7, 10, 7, 9, 16, 9, 1],
          ]
        : [
            [5, 0, 5, 11, 7, 11],
            [6, 7, 6, 10, 9, 10, 1],
          ],
  ],
  [/(?:^|_)rail$/, rail],
  [/_carpet$|_pressure_plate$/, () => [[0, 0, 0, 16, 1, 16]]],
  [/^snow$/, ({ layers = '1' }) => [[0, 0, 0, 16, Number(layers) * 2, 16]]],
  [/^dirt_path$|^farmland$/, () => [[0, 0, 0, 16, 15, 16]]],
  [/_bed$/, () => [[0, 0, 0, 16, 9, 16]]],
  [/chest$/, () => [[1, 0, 1, 15, 14, 15]]],
  [/torch$/, () => [[7, 0, 7, 9, 10, 9]]],
  [/^chain$|^iron_chain$|^end_rod$/, () => [[7, 0, 7, 9, 16, 9]]],
]

/** The parts of a block that is no whole cube; undefined for cubes. */
export function boxesOf(name: string, properties: Properties): Box[] | undefined {
  const boxes = RULES.find(([ending]) => ending.test(name))?.[1](properties)
  return boxes?.[0] === CUBE ? undefined : boxes
}
