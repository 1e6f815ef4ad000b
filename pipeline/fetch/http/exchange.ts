import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { passing } from './faults.ts'

const MOST_HEADER_BYTES = 32 * 1024

export interface Line {
  http: HttpAgent
  https: HttpsAgent
  /** A connection on which nothing moves so long is given up. */
  idleMs: number
  signal: AbortSignal
}

/** Connections that are used again; through the proxy that the environment names, if it does. */
export function openLine(env: Readonly<Record<string, string | undefined>>, idleMs: number, signal: AbortSignal): Line {
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']
  const proxyEnv = Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
  const options = { keepAlive: true, maxSockets: 4, ...(Object.keys(proxyEnv).length > 0 ? { proxyEnv } : {}) }
  return { http: new HttpAgent(options), https: new HttpsAgent(options), idleMs, signal }
}

export interface Message {
  url: URL
  headers: Readonly<Record<string, string>>
  /** Sent as a form, with POST. */
  form?: Readonly<Record<string, string>> | undefined
}

/** One request and the head of its answer; redirects are answers. Whoever gets it reads the body or destroys it. */
export function exchange({ url, headers, form }: Message, { http, https, idleMs, signal }: Line): Promise<IncomingMessage> {
  const body = form && new URLSearchParams(form).toString()
  const sent =
    body === undefined ? headers : { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'content-length': `${Buffer.byteLength(body)}` }
  const shared = { method: body === undefined ? 'GET' : 'POST', headers: sent, signal, timeout: idleMs, maxHeaderSize: MOST_HEADER_BYTES }
  return new Promise((resolve, reject) => {
    let response: IncomingMessage | undefined
    const request = url.protocol === 'https:' ? requestHttps(url, { ...shared, agent: https }) : requestHttp(url, { ...shared, agent: http })
    request.on('timeout', () => (response ?? request).destroy(passing(`sent nothing for ${idleMs / 1000} s`, 'try again later')))
    request.on('error', (error) => (response ? response.destroy(error) : reject(error)))
    request.on('response', (answer) => {
      response = answer
      // Kept until somebody reads, so that an early fault is not one without a listener.
      answer.on('error', () => {})
      resolve(answer)
    })
    request.end(body)
  })
}
