import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'

/** What somebody is told of a run that needs a look. */
export interface Trouble {
  run: string
  outcome: string
  /** One line. */
  summary: string
  /** The run's record: the path of run.json. */
  record: string
  /** Sent to the webhook beside the rest; numbers and names of worlds. */
  details?: unknown
}

export interface TroubleTargets {
  /** Given to the shell as it stands; the facts come in its environment only, so that nothing of theirs is read as a command. */
  command?: string | undefined
  /** A secret: it is in no message. */
  webhook?: string | undefined
  env: NodeJS.ProcessEnv
  /** Told what did not work: that is never the run's failure. */
  warn: (text: string) => void
  commandMs?: number
  answerMs?: number
  pauseMs?: number
}

const COMMAND_MS = 60_000
const ANSWER_MS = 10_000
const PAUSE_MS = 2000
const TRIES = 3
const MOST_SUMMARY = 2000

/** Runs the command and calls the webhook; resolves when both are done with, in bounded time. */
export async function tellTrouble(trouble: Trouble, targets: TroubleTargets): Promise<void> {
  const { command, webhook, warn } = targets
  const told = { ...trouble, summary: oneLine(trouble.summary) }
  await Promise.all([
    command === undefined ? undefined : runCommand(command, told, targets).then((fault) => fault && warn(`--on-trouble-command ${fault}`)),
    webhook === undefined ? undefined : callWebhook(webhook, told, targets).then((fault) => fault && warn(`--on-trouble-webhook-from: ${fault}`)),
  ])
}

const oneLine = (text: string): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MOST_SUMMARY)

/** @returns what went wrong */
function runCommand(command: string, { run, outcome, summary, record }: Trouble, { env, commandMs = COMMAND_MS }: TroubleTargets): Promise<string | undefined> {
  const facts = { KVARTER_RUN: run, KVARTER_OUTCOME: outcome, KVARTER_SUMMARY: summary, KVARTER_RECORD: record }
  return new Promise((resolve) => {
    // A group of its own, so that what the shell starts ends with it. What it prints must not get between our lines.
    const child = spawn(command, { shell: true, detached: true, stdio: ['ignore', 'ignore', 'inherit'], env: { ...env, ...facts } })
    const timer = setTimeout(() => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has just ended.
      }
      resolve(`did not end within ${commandMs / 1000} s, and was stopped`)
    }, commandMs)
    const end = (fault: string | undefined) => {
      clearTimeout(timer)
      resolve(fault)
    }
    child.on('error', () => end('could not be started'))
    child.on('exit', (code, signal) => end(code === 0 ? undefined : `ended with ${signal ?? `code ${code}`}`))
  })
}

/** @returns what went wrong */
async function callWebhook(address: string, trouble: Trouble, { answerMs = ANSWER_MS, pauseMs = PAUSE_MS }: TroubleTargets): Promise<string | undefined> {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) return 'the variable does not hold an http or https address'
  const body = JSON.stringify({ event: 'trouble', ...trouble })
  let fault = ''
  for (let tries = 1; tries <= TRIES; tries++) {
    if (tries > 1) await pause(pauseMs * (tries - 1))
    const { fault: found, isFinal } = await post(url, body, answerMs)
    if (found === undefined) return undefined
    fault = `${found} (try ${tries} of ${TRIES})`
    if (isFinal) break
  }
  return fault
}

async function post(url: URL, body: string, answerMs: number): Promise<{ fault?: string; isFinal?: boolean }> {
  try {
    const headers = { 'content-type': 'application/json', 'user-agent': 'kvarter' }
    // Redirects are not followed: the address is a secret meant for one host.
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(answerMs) })
    await answer.body?.cancel()
    if (answer.ok) return {}
    return { fault: `it answered ${answer.status}`, isFinal: answer.status < 500 && answer.status !== 429 && answer.status !== 408 }
  } catch (error) {
    // The error's own message may hold the address.
    const { name, cause } = error as { name?: string; cause?: { code?: string } }
    return { fault: name === 'TimeoutError' ? 'it did not answer in time' : `it could not be reached${cause?.code ? ` (${cause.code})` : ''}` }
  }
}
