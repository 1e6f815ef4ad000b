import type { IncomingMessage } from 'node:http'
import type { Credentials } from './credentials.ts'
import { exchange, type Line, type Message } from './exchange.ts'
import { failed, type Place, shown } from './faults.ts'

const REDIRECTS: readonly (number | undefined)[] = [301, 302, 303, 307, 308]
const ASK = 'check source.service.url, or ask those who run the service'

export interface Reply {
  response: IncomingMessage
  /** The address that answered. */
  url: URL
  /** Whether it was asked with credentials. */
  trusted: boolean
}

export interface Route {
  line: Line
  layer: string
  /** Scheme, host and port that credentials are for. */
  origin: string | undefined
  credentials: Credentials
  most: number
}

/** Sends a message and follows redirects. Once another host, port or scheme was asked, credentials are not sent any more, not even back at home. */
export async function follow(message: Message, { line, layer, origin, credentials, most }: Route): Promise<Reply> {
  let { url, form } = message
  let trusted = true
  for (let hops = 0; ; hops++) {
    const place: Place = { layer, url }
    mustBeWeb(place)
    trusted &&= url.origin === origin
    const own = trusted ? await credentials.current() : { headers: {}, form: {} }
    const response = await exchange({ url, headers: { ...message.headers, ...own.headers }, form: form && { ...form, ...own.form } }, line)
    if (!REDIRECTS.includes(response.statusCode)) return { response, url, trusted }
    const { location } = response.headers
    response.destroy()
    if (location === undefined || !URL.canParse(location, url.href)) throw failed(place, `answered ${response.statusCode} without saying where to`, ASK)
    if (hops >= most) throw failed({ layer, url: message.url }, `leads on more than ${most} times, last to ${shown(new URL(location, url))}`, ASK)
    url = new URL(location, url)
    if (response.statusCode === 303) form = undefined
  }
}

function mustBeWeb(place: Place): void {
  const { protocol, username, password } = place.url
  if (!/^https?:$/.test(protocol)) throw failed(place, `is an address of ${protocol} and not of the web`, ASK)
  if (username !== '' || password !== '') throw failed(place, 'has a user or a password in its address', ASK)
}
