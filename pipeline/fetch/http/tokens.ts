import { z } from 'zod'

/** A token and when it must not be used any more, by the clock. */
export interface Token {
  value: string
  expires: number
}

/** Posts a form to where tokens are given out; what it answers, as JSON. */
export type AskForToken = (url: string, form: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>) => Promise<TokenAnswer>

export interface TokenAnswer {
  json: unknown
  /** The failure to throw where that is no token. */
  refused: (what: string) => Error
}

/** Thrown away so long before its time, for clocks that differ and requests under way. */
const EARLY_MS = 30_000
const UNTOLD_SECONDS = 300
const MOST_SECONDS = 86_400

const tokenText = z.string().regex(/^[\x21-\x7e]{1,8192}$/)
const oauthAnswer = z.object({ access_token: tokenText, expires_in: z.coerce.number().positive().optional() })
const arcgisAnswer = z.object({ token: tokenText, expires: z.number().positive().optional() })

/** Client credentials grant, RFC 6749 §4.4; id and secret as §2.3.1 has it. */
export async function oauthToken(
  { url, id, secret, scope }: { url: string; id: string; secret: string; scope: string | undefined },
  ask: AskForToken,
  now: () => number,
): Promise<Token> {
  const coded = Buffer.from(`${formText(id)}:${formText(secret)}`).toString('base64')
  const form = { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }
  const { json, refused } = await ask(url, form, { authorization: `Basic ${coded}` })
  const { data } = oauthAnswer.safeParse(json)
  if (!data) throw refused('gave no access_token')
  return { value: data.access_token, expires: expiry(now(), (data.expires_in ?? UNTOLD_SECONDS) * 1000) }
}

/** generateToken of ArcGIS; it says no with status 200. */
export async function arcgisToken(
  { url, user, password, referer }: { url: string; user: string; password: string; referer: string },
  ask: AskForToken,
  now: () => number,
): Promise<Token> {
  const { json, refused } = await ask(url, { username: user, password, client: 'referer', referer, expiration: '60', f: 'json' })
  const { data } = arcgisAnswer.safeParse(json)
  if (!data) throw refused('gave no token')
  return { value: data.token, expires: expiry(now(), data.expires === undefined ? UNTOLD_SECONDS * 1000 : data.expires - now()) }
}

/** A token of a very short life is used for half of it. */
const expiry = (now: number, lifeMs: number): number => now + Math.max(lifeMs / 2, Math.min(lifeMs, MOST_SECONDS * 1000) - EARLY_MS)

const formText = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)
