/**
 * One name for a CRS however it is written, as code, URN or address: `EPSG:` and its number, or `CRS84`. Undefined: none known.
 * Height above the ellipsoid, CRS84h, is CRS84 in plan.
 */
export function crsName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (/\bCRS:?84h?>?$/i.test(text.trim())) return 'CRS84'
  const number = /\bEPSG(?:[:/][\d.]*[:/]|:|\.xml#)(\d{1,7})>?$/i.exec(text.trim())?.[1]
  return number === undefined ? undefined : `EPSG:${Number(number)}`
}
