import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Budget } from './budget.ts'
import { failed, passing, type Place } from './faults.ts'

/** How the body is packed; `identity` where it is not. @throws Failure where it is in a way that was not asked for */
export function codingOf(response: IncomingMessage, place: Place): 'gzip' | 'identity' {
  const coding = (response.headers['content-encoding'] ?? '').trim().toLowerCase()
  if (coding === '' || coding === 'identity') return 'identity'
  if (coding === 'gzip' || coding === 'x-gzip') return 'gzip'
  throw failed(place, `is packed as ${coding.slice(0, 20)}, which was not asked for`, 'ask those who run the service')
}

/**
 * The body, unpacked, whole or a fault: one that ends before its Content-Length is broken off.
 * No more is read, packed, than the budget has left; who takes the chunks counts them.
 */
export async function* bodyOf(response: IncomingMessage, budget: Budget, place: Place): AsyncGenerator<Buffer> {
  const coding = codingOf(response, place)
  budget.check(Number(response.headers['content-length'] ?? 0), place)
  let packed = 0
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      packed += chunk.length
      budget.check(packed, place)
      yield chunk
    }
  }
  if (coding === 'identity') yield* response as AsyncIterable<Buffer>
  else yield* pipeline(response, counted, createGunzip(), () => {}) as AsyncIterable<Buffer>
  if (!response.complete) throw passing('broke off the connection', 'try again later')
}

const MOST_TEXT_BYTES = 256e6

/** The body as text, in the encoding that the header or the XML declaration names, else UTF-8. */
export async function textOf(response: IncomingMessage, budget: Budget, place: Place): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of bodyOf(response, budget, place)) {
      budget.take(chunk.length, place)
      bytes += chunk.length
      if (bytes > MOST_TEXT_BYTES)
        throw failed(place, `answered more than ${MOST_TEXT_BYTES / 1e6} MB of text at once`, 'ask for fewer features at a time: pageSize')
      chunks.push(chunk)
    }
  } catch (error) {
    budget.giveBack(bytes)
    throw error
  }
  const whole = Buffer.concat(chunks)
  const named =
    /;\s*charset="?([\w.:-]+)/i.exec(response.headers['content-type'] ?? '') ??
    /^<\?xml[^>]*?\sencoding=["']([\w.-]+)["']/.exec(whole.toString('latin1', 0, 200))
  return decoderFor(named?.[1] ?? 'utf-8').decode(whole)
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder()
  }
}
