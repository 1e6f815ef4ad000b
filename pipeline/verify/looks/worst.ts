export interface Place {
  x: number
  z: number
}

/** A greatest figure, as it is kept. */
export type Found = Pick<Worst, 'place' | 'figure'>

/** Keeps the place with the greatest figure. */
export class Worst {
  place: Place | undefined
  figure = -Infinity

  /** Takes what another found, as if it had been offered here last. */
  take({ place, figure }: Found): void {
    if (place) this.offer(figure, place.x, place.z)
  }

  offer(figure: number, x: number, z: number): void {
    if (figure <= this.figure) return
    this.figure = figure
    this.place = { x, z }
  }
}
