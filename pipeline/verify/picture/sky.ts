import { LINEAR, type Rgb } from './image.ts'

const HORIZON: Rgb = [214, 228, 238]
const ZENITH: Rgb = [98, 150, 208]
const linear = ([r, g, b]: Rgb): number[] => [LINEAR[r], LINEAR[g], LINEAR[b]]
const [LOW, HIGH] = [linear(HORIZON), linear(ZENITH)]

/** Linear light of a clear sky; `dy` is how far up a direction of length 1 points. Below the horizon it is the horizon's. */
export function clearSky(dy: number, out: Float32Array): void {
  const high = Math.min(1, Math.max(0, dy)) ** 0.6
  for (let i = 0; i < 3; i++) out[i] = LOW[i] * (1 - high) + HIGH[i] * high
}
