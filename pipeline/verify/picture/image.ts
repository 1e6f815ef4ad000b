/** A picture in memory: rows from the top, three bytes (red, green, blue) a pixel. */
export interface Image {
  width: number
  height: number
  data: Uint8Array
}

export type Rgb = readonly [red: number, green: number, blue: number]

export const newImage = (width: number, height: number): Image => ({ width, height, data: new Uint8Array(width * height * 3) })

export function pixelAt({ width, data }: Image, x: number, y: number): Rgb {
  const at = (y * width + x) * 3
  return [data[at], data[at + 1], data[at + 2]]
}

/** sRGB byte → linear light in 0…1. */
export const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => {
  const v = byte / 255
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
})

const STEPS = 4096
const BYTES = Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
  const v = step / STEPS
  return Math.round(255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055))
})

/** Linear light → sRGB byte; what is too bright is white. */
export const toByte = (light: number): number => BYTES[light >= 1 ? STEPS : light <= 0 ? 0 : Math.round(light * STEPS)]
