import { readFile, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { checkDataset } from './model/check-dataset.ts'
import { type Dataset, datasetSchema } from './model/dataset.ts'
import { Failure } from './model/failure.ts'
import { readDefinition } from './model/read-definition.ts'
import { type Style, styleSchema } from './model/style.ts'
import { type World, worldSchema } from './model/world.ts'

/** A folder with datasets/ and worlds/; the repository is one. */
export interface Workspace {
  root: string
  dataset(id: string): Promise<Dataset>
  world(id: string): Promise<World>
  style(id: string): Promise<Style>
  worlds(): Promise<string[]>
}

export function openWorkspace(root: string): Workspace {
  const read = async (folder: string, name: string): Promise<{ file: string; text: string }> => {
    const path = join(root, folder, `${name}.json`)
    try {
      return { file: relative(process.cwd(), path), text: await readFile(path, 'utf8') }
    } catch (cause) {
      const there = await names(join(root, folder))
      throw new Failure(
        'not-found',
        `there is no ${folder}/${name}.json in ${root}`,
        there.length > 0 ? `there are: ${there.join(', ')}` : 'make a workspace with: kvarter init DIR',
        { cause },
      )
    }
  }
  return {
    root,
    async dataset(id) {
      const { file, text } = await read(`datasets/${id}`, 'dataset')
      const dataset = { ...readDefinition(file, text, datasetSchema), id }
      checkDataset(file, dataset)
      return dataset
    },
    async world(id) {
      const { file, text } = await read('worlds', id)
      return { ...readDefinition(file, text, worldSchema), id }
    },
    async style(id) {
      const { file, text } = await read('worlds/styles', id)
      return readDefinition(file, text, styleSchema)
    },
    worlds: () => names(join(root, 'worlds')),
  }
}

async function names(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => [])
  return files
    .filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'))
    .map((file) => file.slice(0, -5))
    .sort()
}
