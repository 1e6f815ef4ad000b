export interface Place {
  x: number
  z: number
}

/** Keeps the place with the greatest figure. */
export class Worst {
  place: Place | undefined
  figure = -Infinity

  offer(figure: number, x: number, z: number): void {
    if (figure <= this.figure) return
    this.figure = figure
    this.place = { x, z }
  }
}
