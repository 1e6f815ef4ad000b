import type { PersonalPattern } from '#pipeline/model/protect.ts'

/** Something found in a text. `bare` is all digits, without the separator that people write: an id can look like it by chance. */
export interface Match {
  pattern: PersonalPattern
  bare: boolean
}

/** Ten or twelve digits, born-day first; + stands for a hundred years or more (Skatteverket, SKV 704). Neither a part of a longer number, of a decimal, nor of a chain with hyphens. */
const NUMBER = /(?<![\p{L}\d_]|[\p{L}\d]-|\d[.,])((?:18|19|20)?)(\d{2})(\d{2})(\d{2})(\s?[-+]\s?|\s?)(\d{4})(?![\p{L}\d_]|-[\p{L}\d]|[.,]\d)/gu
/** Something before an at sign, and names with dots between behind it, of which the last begins with a letter. */
const EMAIL = /[\p{L}\d._%+'-]@(?:[\p{L}\d-]{1,63}\.){1,8}\p{L}[\p{L}\d-]{1,62}/u
/**
 * Swedish numbers with a separator after the area code: those of two digits (08), three and four (Post- och telestyrelsen's numbering plan),
 * in groups of two to eight.
 */
const AREA = String.raw`08|0(?:1[013689]|2[0136]|3[1356]|4[0246]|54|6[03]|7\d|90)|0[2-69]\d\d|01[2457]\d`
const SWEDISH = new RegExp(
  String.raw`(?<![\p{L}\d_+]|\d[-.,/])\(?(?:${AREA})(?:\)\s?|\s?[-–/]\s?|\s)(\d(?:\s?\d){4,8})(?![\p{L}\d_]|\s?[-.,:/]\s?\d|\s\d)`,
  'gu',
)
/** A mobile number without separators. */
const MOBILE = /(?<![\p{L}\d_+]|\d[-.,/:])07[02369]\d{7}(?![\p{L}\d_]|[-.,/:]\d)/u
/** A number that says it is one. */
const SAID = /(?<!\p{L})(?:tel|tfn|telefon|phone|mobil)\b[^\p{L}\d]{0,6}0[\d\s/-]{5,16}\d/iu
/** +country or 00 46, then eight to fifteen digits in all, grouped by spaces, hyphens or (0) (ITU-T E.164). */
const ABROAD = /(?<![\p{L}\d_])(?:\+|00(?=46))([1-9](?:[\s-]?(?:\(0\))?[\s-]?\d){7,14})(?![\d_]|\s?[-.,:/]?\d)/gu

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** A day of a samordningsnummer is the day and sixty. */
const COORDINATION = 60

/**
 * Finds personal data in a text by its form. Takes time that grows with the text's length and no faster: every repetition in the
 * patterns is bounded.
 */
export function matchesIn(text: string): Match[] {
  const plain = text.normalize('NFKC').replace(/[\u2010-\u2015\u2212]/g, '-')
  const found: Match[] = []
  if (plain.includes('@') && EMAIL.test(plain)) found.push({ pattern: 'email', bare: false })
  if (!/\d[\s\d()+/-]{4}/.test(plain)) return found
  for (const [, century, year, month, day, separator, last] of plain.matchAll(NUMBER)) {
    const pattern = kindOf(century + year, Number(month), Number(day))
    if (pattern && isChecked(year + month + day + last)) found.push({ pattern, bare: separator === '' })
  }
  if (hasTelephone(plain)) found.push({ pattern: 'telephone', bare: false })
  else if (MOBILE.test(plain)) found.push({ pattern: 'telephone', bare: true })
  return found
}

/** Whether ten or twelve bare digits begin with a day: then the check digit is right by chance in one of ten. */
export function isDayFirst(digits: string): boolean {
  const [, year, month, day] = /^((?:18|19|20)?\d{2})(\d{2})(\d{2})\d{4}$/.exec(digits) ?? []
  return year !== undefined && kindOf(year, Number(month), Number(day)) !== undefined
}

function kindOf(year: string, month: number, day: number): PersonalPattern | undefined {
  const isCoordination = day > COORDINATION
  const born = isCoordination ? day - COORDINATION : day
  if (month < 1 || month > 12 || born < 1 || born > DAYS[month - 1]) return undefined
  const isLeap = year.length === 2 ? Number(year) % 4 === 0 : new Date(Date.UTC(Number(year), 1, 29)).getUTCDate() === 29
  if (month === 2 && born === 29 && !isLeap) return undefined
  return isCoordination ? 'samordningsnummer' : 'personnummer'
}

/** The check digit by the Luhn sum over ten digits. */
function isChecked(ten: string): boolean {
  let sum = 0
  for (let i = 0; i < 10; i++) {
    const doubled = Number(ten[i]) * (i % 2 === 0 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const digitsIn = (text: string): number => text.replace(/\D/g, '').length

function hasTelephone(plain: string): boolean {
  if (SAID.test(plain)) return true
  for (const [whole] of plain.matchAll(SWEDISH)) if (digitsIn(whole) >= 8 && digitsIn(whole) <= 10) return true
  for (const [, digits] of plain.matchAll(ABROAD)) if (digitsIn(digits) >= 8 && digitsIn(digits) <= 16) return true
  return false
}
