import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Failure } from '#pipeline/model/failure.ts'
import { damaged, Malformed } from './damage.ts'
import { type NbtCompound, readNbt } from './nbt.ts'

const MAX_LEVEL_BYTES = 16 * 1024 * 1024

/** What level.dat says. */
export interface Level {
  name: string
  dataVersion: number
  /** Where a player begins: whole block numbers, yaw and pitch in degrees as the game counts them (yaw 0 is south, 90 west). */
  spawn: { x: number; y: number; z: number; yaw: number; pitch: number }
  /** All of `Data`. */
  data: NbtCompound
}

/** @throws Failure when level.dat is missing or cannot be read */
export function readLevel(folder: string): Level {
  const path = join(folder, 'level.dat')
  if (!existsSync(path)) throw new Failure('missing-file', `${folder} holds no level.dat`, 'name the folder of a Java world')
  try {
    const data = readNbt(gunzipSync(readFileSync(path), { maxOutputLength: MAX_LEVEL_BYTES }))['Data']
    if (!data) throw new Malformed('has no Data')
    return interpret(data as NbtCompound)
  } catch (error) {
    throw damaged(path, error)
  }
}

function interpret(data: NbtCompound): Level {
  const number = (of: NbtCompound, name: string) => Number(of[name] ?? 0)
  // Since 1.21.9 one compound holds what four fields held.
  const spawn = data['spawn'] as NbtCompound | undefined
  const [x = 0, y = 0, z = 0] = (spawn?.['pos'] as Int32Array | undefined) ?? ['SpawnX', 'SpawnY', 'SpawnZ'].map((name) => number(data, name))
  const yaw = spawn ? number(spawn, 'yaw') : number(data, 'SpawnAngle')
  const pitch = spawn ? number(spawn, 'pitch') : 0
  const name = data['LevelName']
  return { name: typeof name === 'string' ? name : '', dataVersion: number(data, 'DataVersion'), spawn: { x, y, z, yaw, pitch }, data }
}
