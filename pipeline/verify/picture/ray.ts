/** Faces by their outward normal. */
export const FACE = { west: 0, east: 1, bottom: 2, top: 3, north: 4, south: 5 } as const

/** Farther than anything. */
export const MISS = 1e9

/** Where a ray begins and goes; the direction need not have length 1, and no part of it may be 0 (see `aim`). */
export interface Ray {
  ox: number
  oy: number
  oz: number
  dx: number
  dy: number
  dz: number
}

/** Points a ray; 0 becomes next to nothing, so that no division needs a case of its own. */
export function aim(ray: Ray, dx: number, dy: number, dz: number): void {
  ray.dx = dx || 1e-12
  ray.dy = dy || 1e-12
  ray.dz = dz || 1e-12
}

/** What a ray met: filled anew by every cast. */
export interface Hit {
  t: number
  x: number
  y: number
  z: number
  face: number
  state: number
  /** 1 where the part has the second colour. */
  second: number
}
