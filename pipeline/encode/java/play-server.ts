/**
 * Test support: runs flying-squid on a world, in a process of its own, since it leaves timers behind and ends its process on errors.
 * Started by play-test.ts with { folder, spawn, viewDistance } as JSON; tells its parent the port.
 */
import { createRequire } from 'node:module'

interface Server {
  _server: { socketServer: { address(): { port: number } } }
  getSpawnPoint(): Promise<unknown>
  on(event: 'error', listener: (error: Error) => void): void
  waitForReady(timeoutMs: number): Promise<unknown>
}

const require = createRequire(import.meta.url)
const { folder, spawn, viewDistance } = JSON.parse(process.argv[2]) as { folder: string; spawn: { x: number; y: number; z: number }; viewDistance: number }
const squid = require('flying-squid') as { createMCServer(options: object): Server }
const { Vec3 } = createRequire(require.resolve('flying-squid'))('vec3') as { Vec3: new (x: number, y: number, z: number) => unknown }

const server = squid.createMCServer({
  version: '1.21.4',
  host: '127.0.0.1',
  port: 0,
  motd: '',
  'max-players': 2,
  'online-mode': false,
  logging: false,
  noConsoleOutput: true,
  gameMode: 1,
  difficulty: 0,
  worldFolder: folder,
  generation: { name: 'empty', options: {} },
  kickTimeout: 10_000,
  plugins: {},
  modpe: false,
  'view-distance': viewDistance,
  'player-list-text': { header: { text: '' }, footer: { text: '' } },
  'everybody-op': true,
  'max-entities': 10,
})
server.on('error', (error) => {
  throw error
})
server.getSpawnPoint = () => Promise.resolve(new Vec3(spawn.x, spawn.y, spawn.z))
await server.waitForReady(20_000)
process.on('disconnect', () => process.exit())
process.send!({ port: server._server.socketServer.address().port })
