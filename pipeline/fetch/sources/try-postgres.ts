/** A real PostgreSQL with PostGIS, for tests: its own folder, its own socket, no network, gone afterwards. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export interface TryPostgres {
  /** Address of the database, with its password. */
  address: string
  password: string
  /** Runs statements as the owner. */
  run(sql: string): Promise<pg.QueryResult>
  stop(): Promise<void>
}

const PASSWORD = 'hemlig-å-7!x'

/** Folder of the newest server that has PostGIS, where Debian and others put it. */
function programs(): string | undefined {
  const found = globSync(['/usr/lib/postgresql/*/bin/initdb', '/usr/local/pgsql/bin/initdb', '/usr/pgsql-*/bin/initdb']).sort()
  return found.at(-1)?.replace(/\/initdb$/, '')
}

/** The server refuses to run as root. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/**
 * Starts a server with an empty database that has PostGIS; or nothing, said aloud, where PostgreSQL is not installed.
 * @throws Error instead where REQUIRE_REAL_DATA is 1
 */
export async function startPostgres(): Promise<TryPostgres | undefined> {
  const bin = programs()
  if (!bin) {
    const message = 'PostgreSQL is not installed'
    if (process.env['REQUIRE_REAL_DATA'] === '1') throw new Error(message)
    console.warn(`SKIPPED, ${message}`)
    return undefined
  }
  const who = account()
  const folder = mkdtempSync(join(tmpdir(), 'kvarter-pg-'))
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, PASSWORD)
  for (const path of [folder, passwordFile]) if (who.uid !== undefined) chownSync(path, who.uid, who.gid!)
  const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }
  const initdb = ['-D', data, '-U', 'owner', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--no-sync', '--no-instructions']
  execFileSync(`${bin}/initdb`, initdb, { ...who, env, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder })
  const settings = ['listen_addresses=', 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=16MB', 'max_connections=10']
  const server = spawn(`${bin}/postgres`, ['-D', data, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])], {
    ...who,
    env,
    stdio: 'ignore',
    cwd: folder,
  })
  // Of this pid only, also where the tests end badly.
  const kill = () => void server.kill('SIGQUIT')
  process.on('exit', kill)
  const addressOf = (database: string) => `postgres://owner:${encodeURIComponent(PASSWORD)}@/${database}?host=${encodeURIComponent(folder)}`
  const stop = async () => {
    await stopServer(server)
    process.off('exit', kill)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(addressOf('postgres'), server)
    await runSql(addressOf('postgres'), 'CREATE DATABASE town')
    await runSql(addressOf('town'), 'CREATE EXTENSION postgis')
  } catch (error) {
    await stop()
    throw error
  }
  return { address: addressOf('town'), password: PASSWORD, run: (sql) => runSql(addressOf('town'), sql), stop }
}

async function runSql(address: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: address })
  try {
    await client.connect()
    return await client.query(sql)
  } finally {
    await client.end().catch(() => {})
  }
}

async function untilReady(address: string, server: ChildProcess): Promise<void> {
  for (let tries = 300; ; tries--) {
    try {
      await runSql(address, 'SELECT 1')
      return
    } catch (error) {
      if (tries === 0 || server.exitCode !== null) throw error
      await sleep(100)
    }
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  // Fast: connections are ended, none is waited for.
  server.kill('SIGINT')
  await gone
}
