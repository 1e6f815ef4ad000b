import { readFileSync } from 'node:fs'

interface Lock {
  packages: Record<string, { version?: string; integrity?: string }>
}

const [wanted, installed] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Lock)

const wrong = Object.entries(wanted.packages).filter(([path, entry]) => {
  const found = installed.packages[path]
  return path === '' ? JSON.stringify(entry) !== JSON.stringify(found) : entry.version !== found?.version || entry.integrity !== found?.integrity
})
for (const [path] of wrong) console.error(`${path || 'the list of direct dependencies'} is not what package-lock.json says`)
process.exitCode = wrong.length ? 1 : 0
