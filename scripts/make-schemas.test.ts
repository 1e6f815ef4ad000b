import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { generatedFiles } from './make-schemas.ts'

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')
const files = await generatedFiles()

test.each([...files.keys()])('%s is as the schemas say; else run node scripts/make-schemas.ts', (path) => {
  expect(read(path)).toBe(files.get(path))
})

test('the reference tells of nested fields, choices, defaults and kinds', () => {
  const datasets = files.get('datasets/README.md')!
  expect(datasets).toContain('- `layers[].source.path`: text, may be left out. File or folder')
  expect(datasets).toContain('- `layers[].attributes.*.unit`: `m` `dm` `cm` `mm` `ft`, may be left out.')
  expect(datasets).toContain('- `grid.zeroY`: whole number')
  expect(datasets).toContain('  - `heightM`: number in metres from 0.5 to 50.')
  expect(files.get('worlds/README.md')).toContain('- `area.bbox`: list of 4 values.')
})
