import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { tellTrouble, type TroubleTargets } from './trouble.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const trouble = {
  run: '000001-20261101T030000Z',
  outcome: 'held',
  summary: 'one $(touch pwned)\n; `touch pwned` "world" held',
  record: join(folder, 'run.json'),
}

async function tell(targets: Partial<TroubleTargets>) {
  const warned: string[] = []
  await tellTrouble(trouble, { env: { PATH: process.env['PATH'], OUT: join(folder, 'out') }, warn: (text) => warned.push(text), ...targets })
  return warned
}

/** A web server that answers as told and keeps what it got. */
async function serve(answer: (response: ServerResponse, count: number, request: IncomingMessage) => void) {
  const got: unknown[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      got.push(JSON.parse(body))
      answer(response, got.length, request)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    got,
    url: `http://127.0.0.1:${port}/hook/SECRET-TOKEN`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

test('the command gets the facts in its environment, and none of them is read as a command', async () => {
  const command = 'cd "$(dirname "$OUT")" && printf "%s|%s|%s|%s" "$KVARTER_RUN" "$KVARTER_OUTCOME" "$KVARTER_SUMMARY" "$KVARTER_RECORD" > "$OUT"'
  expect(await tell({ command })).toEqual([])
  expect(readFileSync(join(folder, 'out'), 'utf8')).toBe(
    `000001-20261101T030000Z|held|one $(touch pwned) ; \`touch pwned\` "world" held|${join(folder, 'run.json')}`,
  )
  expect(existsSync(join(folder, 'pwned'))).toBe(false)
})

test('a command that fails is a warning', async () => {
  expect(await tell({ command: 'exit 7' })).toEqual(['--on-trouble-command ended with code 7'])
  expect(await tell({ command: 'no-such-program-here 2>/dev/null' })).toEqual(['--on-trouble-command ended with code 127'])
})

test('a command that does not end is stopped, with what it started', { timeout: 20_000 }, async () => {
  const command = `(sleep 300 & echo $! > "$OUT.pid"; wait)`
  expect(await tell({ command, commandMs: 500 })).toEqual(['--on-trouble-command did not end within 0.5 s, and was stopped'])
  const pid = Number(readFileSync(join(folder, 'out.pid'), 'utf8'))
  // Killed, it may wait for somebody to take its code.
  const isThere = () => existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  while (isThere()) await pause(20)
  expect(isThere()).toBe(false)
})

test('the webhook gets the facts as JSON, and is tried again where it fails for now', async () => {
  const server = await serve((response, count) => response.writeHead(count < 3 ? 503 : 204).end())
  expect(await tell({ webhook: server.url, pauseMs: 1 })).toEqual([])
  expect(server.got).toHaveLength(3)
  expect(server.got[2]).toMatchObject({ event: 'trouble', run: trouble.run, outcome: 'held', record: trouble.record })
  await server.close()
})

test.each([
  ['that refuses', 3, 'it answered 500 (try 3 of 3)', (response: ServerResponse) => response.writeHead(500).end()],
  ['that is not ours', 1, 'it answered 404 (try 1 of 3)', (response: ServerResponse) => response.writeHead(404).end()],
  [
    'that sends elsewhere',
    1,
    'it answered 307',
    (response: ServerResponse, _: number, request: IncomingMessage) => response.writeHead(307, { location: `http://${request.headers.host}/other` }).end(),
  ],
  ['that never answers', 3, 'did not answer in time', () => {}],
])('a webhook %s is a warning without its address', { timeout: 20_000 }, async (_, tries, said, answer) => {
  const server = await serve(answer as never)
  const warned = await tell({ webhook: server.url, pauseMs: 1, answerMs: 300 })
  expect(warned).toHaveLength(1)
  expect(warned[0]).toContain(said)
  expect(warned[0]).not.toMatch(/SECRET|127\.0/)
  expect(server.got).toHaveLength(tries)
  await server.close()
})

test('nor is one that is not there, or no address, more than a warning', async () => {
  const server = await serve(() => {})
  await server.close()
  const [gone] = await tell({ webhook: server.url, pauseMs: 1 })
  expect(gone).toContain('could not be reached (ECONNREFUSED) (try 3 of 3)')
  expect(gone).not.toContain('SECRET')
  expect(await tell({ webhook: 'file:///etc/SECRET' })).toEqual(['--on-trouble-webhook-from: the variable does not hold an http or https address'])
})
