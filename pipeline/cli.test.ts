import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { COMMANDS } from './commands/index.ts'
import { kvarter, makeWorkspace, widen } from './try-cli.ts'

const workspace = makeWorkspace()
const wide = makeWorkspace(widen)
afterAll(() => {
  for (const folder of [workspace, wide]) rmSync(folder, { recursive: true, force: true })
})
const inside = ['--workspace', workspace]

describe('help', () => {
  test.each([
    ['en', 'Usage', 'Exit code'],
    ['sv', 'Användning', 'Slutkod'],
  ])('in %s names every command and the exit codes', async (language, use, exit) => {
    const { code, out, err } = await kvarter(['--help'], { env: { LANG: `${language}_SE.UTF-8` } })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(use)
    expect(out).toContain(exit)
    for (const name of Object.keys(COMMANDS)) expect(out).toContain(`\n  ${name}`)
  })

  test.each(Object.keys(COMMANDS))('of %s tells each of its options in both languages, with examples', async (name) => {
    const { about, options, optionTexts, examples } = await COMMANDS[name]()
    expect(about.sv).toBeTruthy()
    expect(about.en).toBeTruthy()
    expect(examples.length).toBeGreaterThan(0)
    expect(
      Object.keys(optionTexts)
        .map((text) => text.slice(2).split(' ')[0])
        .sort(),
    ).toEqual(Object.keys(options).sort())
    const { code, out } = await kvarter([name, '--help'], { env: { KVARTER_LANG: 'sv' } })
    expect(code).toBe(0)
    expect(out).toContain(about.sv)
    for (const text of Object.values(optionTexts)) expect(out).toContain(text.sv)
  })
})

describe('wrong use ends with 2 and one line', () => {
  test.each([
    [['bulid'], 'there is no command "bulid"; there are: init'],
    [['build'], 'build needs WORLD'],
    [['build', 'example', '--colour'], "Unknown option '--colour'"],
    [['build', 'example', '--workers', '0', ...inside], '--workers takes a whole number'],
    [['where', 'example', 'here', 'there', ...inside], 'where takes two numbers'],
  ])('kvarter %j', async (args, message) => {
    const { code, out, err } = await kvarter(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toContain(message)
  })

  test('and so does nothing at all, with the overview', async () => {
    const { code, out } = await kvarter([])
    expect(code).toBe(2)
    expect(out).toContain('kvarter COMMAND')
  })
})

describe('a failure ends with 1', () => {
  test('and one line that says what there is', async () => {
    const { code, err } = await kvarter(['build', 'exmaple', ...inside])
    expect(code).toBe(1)
    expect(err.trim()).toMatch(/^kvarter: there is no worlds\/exmaple\.json in .*\. There are: example\.$/)
  })

  test('and as JSON with code, message and hint', async () => {
    const { code, last } = await kvarter(['build', 'exmaple', '--json', ...inside])
    expect(code).toBe(1)
    expect(last).toMatchObject({ event: 'failed', code: 'not-found', hint: 'there are: example' })
  })
})

test('what is built can be verified, published, and told damaged', { timeout: 60_000 }, async () => {
  const built = await kvarter(['build', 'example', '--json', ...inside])
  expect(built.code).toBe(0)
  expect(built.last).toMatchObject({ event: 'done', published: false })
  expect((await kvarter(['publish', 'example', ...inside])).code).toBe(0)
  expect((await kvarter(['verify', 'example', ...inside])).out).toContain('is whole')
  const folder = join(workspace, '.data', 'worlds', 'example', 'current')
  writeFileSync(join(folder, 'left-over.txt'), 'x')
  rmSync(join(folder, 'java-1.21.4', 'example', 'LICENCE.txt'))
  writeFileSync(join(folder, 'java-1.21.4', 'example', 'region', 'r.0.0.mca'), Buffer.alloc(10_000, 1))
  const { code, out, err } = await kvarter(['verify', 'example', ...inside], { env: { KVARTER_LANG: 'sv' } })
  expect(code).toBe(1)
  expect(out).toContain('java-1.21.4/example/LICENCE.txt: saknas')
  expect(out).toContain('left-over.txt: finns inte i manifestet')
  expect(out).toMatch(/java-1.21.4\/example\/region\/r.0.0.mca: fel storlek/)
  expect(out).toMatch(/r.0.0.mca, chunk -?\d+ -?\d+: /)
  expect(err).toContain('differs from its manifest in 4 places')
})

test('init, doctor and plan: what init makes has nothing wrong, and is not made twice', { timeout: 60_000 }, async () => {
  const folder = join(workspace, 'new')
  expect((await kvarter(['init', folder])).code).toBe(0)
  const again = await kvarter(['init', folder])
  expect(again.code).toBe(1)
  expect(again.err).toContain('is not empty')
  const doctor = await kvarter(['doctor', '--json', '--workspace', folder])
  expect(doctor.out).not.toContain('"state":"fail"')
  expect(doctor.code).toBe(0)
  const plan = await kvarter(['plan', 'example', '--json', '--workspace', folder])
  expect(plan.last).toMatchObject({ event: 'done', world: 'example', regions: 1, columns: 128 * 128, isMeasured: false })
  rmSync(join(folder, 'data', 'streets.geojson'))
  const incomplete = await kvarter(['doctor', '--workspace', folder], { env: { KVARTER_LANG: 'sv' } })
  expect(incomplete.code).toBe(1)
  expect(incomplete.out).toMatch(/^fel .*streets\.geojson \(lagret streets\) finns inte/m)
})

test('Ctrl-C while regions are made ends with 1, and leaves the current release and the cache whole', { timeout: 120_000 }, async () => {
  const at = ['--json', '--workspace', wide]
  const small = JSON.stringify({
    ...JSON.parse(readFileSync(join(wide, 'worlds', 'example.json'), 'utf8')),
    area: { crs: 'EPSG:3006', bbox: [500000, 6500000, 500128, 6500128] },
  })
  const large = readFileSync(join(wide, 'worlds', 'example.json'), 'utf8')
  writeFileSync(join(wide, 'worlds', 'example.json'), small)
  expect((await kvarter(['build', 'example', '--publish', ...at])).code).toBe(0)
  const current = readFileSync(join(wide, '.data', 'worlds', 'example', 'current', 'manifest.json'), 'utf8')
  writeFileSync(join(wide, 'worlds', 'example.json'), large)
  const stopped = await kvarter(['build', 'example', '--publish', ...at], { stopAt: { text: '"stage":"voxelise', signal: 'SIGINT' } })
  expect({ code: stopped.code, signal: stopped.signal }).toEqual({ code: 1, signal: null })
  expect(stopped.last).toMatchObject({ event: 'failed', code: 'interrupted' })
  expect(stopped.err.trim()).toBe('kvarter: stopped; what is done is kept, and the current release is as it was.')
  expect(readFileSync(join(wide, '.data', 'worlds', 'example', 'current', 'manifest.json'), 'utf8')).toBe(current)
  expect(readdirSync(join(wide, '.data', 'releases'))).toHaveLength(1)
  expect((await kvarter(['verify', 'example', ...at])).code).toBe(0)
  const again = await kvarter(['build', 'example', ...at])
  expect(again.code).toBe(0)
  expect(existsSync(again.last['manifest'] as string)).toBe(true)
})
