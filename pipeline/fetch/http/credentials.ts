import { Failure } from '#pipeline/model/failure.ts'
import type { Auth } from '#pipeline/model/source.ts'
import { arcgisToken, type AskForToken, oauthToken, type Token } from './tokens.ts'

/** What goes along with a request. */
export interface Sent {
  headers: Readonly<Record<string, string>>
  form: Readonly<Record<string, string>>
}

export interface Credentials {
  current(): Promise<Sent>
  /** Throws a token away that was not taken; false where there is none, so that asking again is of no use. */
  renew(): boolean
  /** Everything that must not be told. */
  secrets(): string[]
}

export interface CredentialsSetting {
  auth: Auth | undefined
  /** Origin of the service, which ArcGIS binds its tokens to. */
  origin: string
  env: Readonly<Record<string, string | undefined>>
  layer: string
  ask: AskForToken
  now: () => number
}

/** @throws Failure `no-credentials` where a variable is not there */
export function credentialsOf({ auth, origin, env, layer, ask, now }: CredentialsSetting): Credentials {
  const read = (name: string) => readVariable(name, env, layer)
  if (auth === undefined) return fixed({}, [])
  if (auth.type === 'basic') {
    const [user, password] = [read(auth.user), read(auth.password)]
    const coded = Buffer.from(`${user}:${password}`).toString('base64')
    return fixed({ authorization: `Basic ${coded}` }, [password, coded])
  }
  if (auth.type === 'bearer') {
    const token = read(auth.token)
    return fixed({ authorization: `Bearer ${token}` }, [token])
  }
  if (auth.type === 'header') {
    const value = read(auth.value)
    return fixed({ [auth.name.toLowerCase()]: value }, [value])
  }
  if (auth.type === 'oauth2-client') {
    const [id, secret] = [read(auth.clientId), read(auth.clientSecret)]
    const get = () => oauthToken({ url: auth.tokenUrl, id, secret, scope: auth.scope }, ask, now)
    return renewed(get, ({ value }) => ({ headers: { authorization: `Bearer ${value}` }, form: {} }), [secret], now)
  }
  const [user, password] = [read(auth.user), read(auth.password)]
  const get = () => arcgisToken({ url: auth.tokenUrl, user, password, referer: origin }, ask, now)
  const asSent = ({ value }: Token) => ({ headers: { 'x-esri-authorization': `Bearer ${value}`, referer: origin }, form: { token: value } })
  return renewed(get, asSent, [password], now)
}

const fixed = (headers: Sent['headers'], secrets: string[]): Credentials => ({
  current: async () => ({ headers, form: {} }),
  renew: () => false,
  secrets: () => secrets,
})

function renewed(get: () => Promise<Token>, asSent: (token: Token) => Sent, secrets: readonly string[], now: () => number): Credentials {
  const tokens = new Set<string>()
  let token: Promise<Token> | undefined
  const fresh = async () => {
    const held = await token?.catch(() => undefined)
    if (held === undefined || held.expires <= now()) token = get()
    const got = await token!
    tokens.add(got.value)
    return got
  }
  let asking: Promise<Token> | undefined
  return {
    // Requests at the same time wait for the same token.
    current: async () => asSent(await (asking ??= fresh().finally(() => (asking = undefined)))),
    renew() {
      token = undefined
      return true
    },
    secrets: () => [...secrets, ...tokens],
  }
}

function readVariable(name: string, env: CredentialsSetting['env'], layer: string): string {
  const value = env[name]?.trim()
  if (!value)
    throw new Failure(
      'no-credentials',
      `the environment has no ${name}, which layer ${layer} is fetched with`,
      `set ${name}, or take auth out of source.service`,
    )
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(value))
    throw new Failure('no-credentials', `${name}, which layer ${layer} is fetched with, holds control characters`, `set ${name} to one line of text`)
  return value
}
