import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '#pipeline/model/failure.ts'
import type { Region } from '#pipeline/model/grid.ts'
import { readChunk, type ReadChunk } from './chunk.ts'
import { damaged, Malformed } from './damage.ts'
import { type Level, readLevel } from './level.ts'
import { RegionFile, regionInName } from './region-file.ts'
import { newNames, type WorldNames } from './section.ts'

const LAYOUTS = ['region', 'dimensions/minecraft/overworld/region']
const MIB = 1024 * 1024

/** One region's chunks, read from its file when asked for. Failures name the file and the chunk. */
export class ReadRegion {
  readonly file: RegionFile
  readonly #names: WorldNames

  constructor(path: string, names: WorldNames) {
    this.file = new RegionFile(path)
    this.#names = names
  }

  /** The chunk at an absolute chunk position in this region, or nothing where the world has none. @throws Failure */
  chunk(x: number, z: number): ReadChunk | undefined {
    const index = (x & 31) + (z & 31) * 32
    if (x >> 5 !== this.file.x || z >> 5 !== this.file.z || !this.file.has(index)) return undefined
    const bytes = this.file.read(index)
    try {
      const chunk = readChunk(bytes, this.#names)
      if (chunk.x !== x || chunk.z !== z) throw new Malformed(`says that it is chunk ${chunk.x} ${chunk.z}`)
      return chunk
    } catch (error) {
      throw damaged(this.file.where(index), error)
    }
  }

  /** Every chunk of the region, row by row from the north-west. None is kept. */
  *chunks(): Generator<ReadChunk> {
    for (let z = this.file.z * 32; z < this.file.z * 32 + 32; z++)
      for (let x = this.file.x * 32; x < this.file.x * 32 + 32; x++) {
        const chunk = this.chunk(x, z)
        if (chunk) yield chunk
      }
  }
}

/** A Java world's overworld, read from its folder. */
export class WorldReader {
  readonly folder: string
  readonly level: Level
  readonly #regionFolder: string
  readonly #names = newNames()
  readonly #cache = new Map<string, ReadRegion>()
  readonly #cacheBytes: number

  constructor(folder: string, { cacheBytes = 128 * MIB }: { cacheBytes?: number } = {}) {
    this.folder = folder
    this.level = readLevel(folder)
    const found = LAYOUTS.map((layout) => join(folder, layout)).filter((path) => existsSync(path))
    if (found.length === 0) throw new Failure('missing-file', `${folder} holds no regions`, 'name the folder of a Java world')
    if (found.length > 1) throw damaged(folder, 'has regions in two layouts, region/ and dimensions/')
    this.#regionFolder = found[0]!
    this.#cacheBytes = cacheBytes
  }

  /** Block states met so far, as `name[key=value,…]` with keys in order and no namespace for the game's own; a chunk's numbers index it. 0 is air. */
  get states(): readonly string[] {
    return this.#names.states.texts
  }

  /** Biomes met so far, without namespace; 0 stands for none. */
  get biomes(): readonly string[] {
    return this.#names.biomes.texts
  }

  /** Regions that have a file, row by row from the north-west. */
  regions(): Region[] {
    const regions = readdirSync(this.#regionFolder).flatMap((name) => regionInName(name) ?? [])
    return regions.toSorted((a, b) => a.z - b.z || a.x - b.x)
  }

  /** A region, or nothing where the world has no file. Files used last stay in memory, compressed, up to `cacheBytes`. @throws Failure */
  region(x: number, z: number): ReadRegion | undefined {
    const name = `r.${x}.${z}.mca`
    let region = this.#cache.get(name)
    if (!region) {
      const path = join(this.#regionFolder, name)
      if (!existsSync(path)) return undefined
      region = new ReadRegion(path, this.#names)
    }
    this.#cache.delete(name)
    this.#cache.set(name, region)
    this.#evict()
    return region
  }

  /** One chunk by its absolute position. @throws Failure */
  chunk(x: number, z: number): ReadChunk | undefined {
    return this.region(x >> 5, z >> 5)?.chunk(x, z)
  }

  #evict(): void {
    let bytes = 0
    for (const region of this.#cache.values()) bytes += region.file.bytes.length
    for (const [name, region] of this.#cache) {
      if (bytes <= this.#cacheBytes || this.#cache.size === 1) return
      bytes -= region.file.bytes.length
      this.#cache.delete(name)
    }
  }
}

/**
 * Opens a Java world of 1.18 or later, in either folder layout.
 * @throws Failure when the folder is no world, or its level.dat is damaged; damaged regions show when they are read
 */
export const openWorld = (folder: string, options?: { cacheBytes?: number }): WorldReader => new WorldReader(folder, options)
