import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBot, type Bot } from 'mineflayer'
import { textOf } from '#pipeline/formats/anvil/read-back.ts'
import { regionFileName } from '#pipeline/formats/anvil/region-builder.ts'
import { regionsTouching } from '#pipeline/model/grid.ts'

/** Chunks sent around the player. */
const VIEW_DISTANCE = 4
/** Blocks around the beginning whose regions the server gets. */
const REACH = (VIEW_DISTANCE + 4) * 16

export interface Play {
  bot: Bot
  /** The block as the client was sent it, as formatBlock writes it; null where it was sent no chunk. */
  blockAt(x: number, y: number, z: number): string | null
  /** Walks towards a point until less than a block away; throws if that takes longer than `timeoutMs`. */
  walkTo(x: number, z: number, timeoutMs?: number): Promise<void>
  /** Ends client and server. */
  stop(): Promise<void>
}

/**
 * Test support: starts an independent server on a copy of a Java 1.21.4 world and joins it with an independent client.
 * @param folder the world's; only its regions around `at` are copied, and nothing in it is written
 * @param at where the player stands, in blocks: y of the feet
 * @throws Error if the server does not start or the client is not sent the chunk it stands in
 */
export async function play(folder: string, at: { x: number; y: number; z: number }): Promise<Play> {
  const copy = mkdtempSync(join(tmpdir(), 'play-'))
  copyRegions(folder, copy, at)
  const server = fork(new URL('play-server.ts', import.meta.url), [JSON.stringify({ folder: copy, spawn: at, viewDistance: VIEW_DISTANCE })], { silent: true })
  let bot: Bot | undefined
  const stop = async () => {
    bot?.quit()
    if (server.exitCode === null) {
      const exit = once(server, 'exit')
      server.kill()
      await exit
    }
    rmSync(copy, { recursive: true, force: true })
  }
  try {
    bot = createBot({ host: '127.0.0.1', port: await portOf(server), username: 'Elev', auth: 'offline', version: '1.21.4' })
    await entered(bot)
    const joined = bot
    return { bot, blockAt: (x, y, z) => blockAt(joined, x, y, z), walkTo: (x, z, timeoutMs) => walkTo(joined, { x, z }, timeoutMs), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function copyRegions(from: string, to: string, at: { x: number; z: number }): void {
  mkdirSync(join(to, 'region'))
  const regions = regionsTouching({ minX: at.x - REACH, minZ: at.z - REACH, maxX: at.x + REACH, maxZ: at.z + REACH })
  for (const name of regions.map(regionFileName)) if (existsSync(join(from, 'region', name))) copyFileSync(join(from, 'region', name), join(to, 'region', name))
}

async function portOf(server: ChildProcess): Promise<number> {
  let output = ''
  for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [message] = (await Promise.race([once(server, 'message'), once(server, 'exit').then(() => [])])) as [{ port: number }?]
  if (!message) throw new Error(`the server did not start: ${output}`)
  return message.port
}

async function entered(bot: Bot): Promise<void> {
  const failed = Promise.race([once(bot, 'error'), once(bot, 'kicked'), once(bot, 'end')]).then((reason) => {
    throw new Error(`the client was not let in: ${String(reason)}`)
  })
  failed.catch(() => {}) // it also ends when the test does
  await Promise.race([once(bot, 'spawn'), failed])
  await Promise.race([bot.waitForChunksToLoad(), failed])
}

function blockAt(bot: Bot, x: number, y: number, z: number): string | null {
  const block = bot.blockAt(bot.entity.position.clone().set(x, y, z))
  return block && textOf(block)
}

async function walkTo(bot: Bot, to: { x: number; z: number }, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  const target = () => bot.entity.position.clone().set(to.x, bot.entity.position.y, to.z)
  bot.setControlState('forward', true)
  try {
    while (bot.entity.position.distanceTo(target()) >= 1) {
      if (performance.now() > deadline) throw new Error(`stuck at ${bot.entity.position.toString()} on the way to ${to.x}, ${to.z}`)
      await bot.lookAt(target().offset(0, 1.6, 0), true)
      await bot.waitForTicks(1)
    }
  } finally {
    bot.setControlState('forward', false)
  }
}
