import type { IncomingMessage } from 'node:http'
import { open, rm } from 'node:fs/promises'
import { bodyOf, codingOf } from './body.ts'
import type { Budget } from './budget.ts'
import { failed, passing, type Place } from './faults.ts'

/** A file on its way: what of it lies on the disk, over all tries. */
export interface Download {
  /** Header fields for the next try: what goes on where the last broke off, or asks whether anything changed. */
  headers(): Record<string, string>
  /** Takes an answer in; false where it says that nothing changed. */
  receive(response: IncomingMessage, place: Place): Promise<boolean>
  /** Removes what is there of it. */
  drop(): Promise<void>
  readonly bytes: number
}

export function startDownload(path: string, conditions: Readonly<Record<string, string>>, budget: Budget): Download {
  let bytes = 0
  /** ETag or date of the bytes that are there, where the server stands by it. */
  let validator: string | undefined
  const startOver = () => {
    budget.giveBack(bytes)
    bytes = 0
    validator = undefined
  }
  const write = async (response: IncomingMessage, place: Place): Promise<void> => {
    const file = await open(path, bytes > 0 ? 'a' : 'w')
    try {
      for await (const chunk of bodyOf(response, budget, place)) {
        budget.take(chunk.length, place)
        bytes += chunk.length
        await file.writeFile(chunk)
      }
    } finally {
      await file.close()
    }
  }
  return {
    get bytes() {
      return bytes
    },
    headers: () => (bytes > 0 && validator !== undefined ? { range: `bytes=${bytes}-`, 'if-range': validator } : { ...conditions }),
    async receive(response, place) {
      const { statusCode } = response
      const resuming = bytes > 0 && validator !== undefined
      if (statusCode === 304) {
        response.destroy()
        if (resuming || Object.keys(conditions).length === 0) throw failed(place, 'answered 304 to what was not asked', 'ask those who run the service')
        startOver()
        await rm(path, { force: true })
        return false
      }
      if (statusCode === 206 && resuming && goesOn(response, bytes, validator!)) {
        await write(response, place)
        return true
      }
      if (statusCode === 206 || statusCode === 416) {
        response.destroy()
        if (!resuming) throw failed(place, `answered ${statusCode} to what was not asked`, 'ask those who run the service')
        startOver()
        throw passing('does not go on where it broke off', 'try again later')
      }
      startOver()
      const found = codingOf(response, place) === 'identity' ? validatorOf(response) : undefined
      try {
        await write(response, place)
      } finally {
        validator = found
      }
      return true
    },
    async drop() {
      startOver()
      await rm(path, { force: true })
    },
  }
}

/** Whether a 206 holds the rest of the bytes that are there, and of the same version. */
function goesOn(response: IncomingMessage, from: number, validator: string): boolean {
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '') ?? []
  if (start === undefined || Number(start) !== from || (total !== '*' && Number(end) !== Number(total) - 1)) return false
  const length = response.headers['content-length']
  if (length !== undefined && Number(length) !== Number(end) - from + 1) return false
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') return false
  const { etag, 'last-modified': modified } = response.headers
  const now = validator.startsWith('"') ? etag : modified
  return now === undefined || now === validator
}

/** What the server stands by for If-Range: a strong ETag, else a date older than the answer by a second (RFC 9110 §8.8.2.2). */
function validatorOf({ headers }: IncomingMessage): string | undefined {
  const { etag, date, 'last-modified': modified } = headers
  if (etag !== undefined) return etag.startsWith('"') ? etag : undefined
  if (modified === undefined || date === undefined) return undefined
  return Date.parse(date) - Date.parse(modified) >= 1000 ? modified : undefined
}
