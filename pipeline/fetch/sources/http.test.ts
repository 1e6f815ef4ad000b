import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ServiceOf } from '#pipeline/model/source.ts'
import { zipOf } from '../archive/try-zip.ts'
import type { FetchState } from '../fetcher.ts'
import { type FaultyServer, plain, startFaultyServer } from '../http/faulty-server.ts'
import { LIMITS, tryHttp } from '../http/try-http.ts'
import { fileName, safeName } from './file-name.ts'
import { fetchHttp } from './http.ts'

const folder = mkdtempSync(join(tmpdir(), 'kvarter-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let server: FaultyServer
beforeEach(async () => {
  server = await startFaultyServer()
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
})
afterEach(() => server.close())

const fetchFile = (url: string, service: Partial<ServiceOf<'http'>> = {}, before?: FetchState) =>
  fetchHttp({ type: 'http', url, limits: LIMITS, ...service }, { layer: 'roads', http: tryHttp(url), env: {}, folder, before })
const files = () => readdirSync(folder, { recursive: true }).map(String).sort()
const failure = (message: RegExp, code = 'service-failed') => expect.objectContaining({ name: 'Failure', code, message: expect.stringMatching(message) })

describe('a file', () => {
  test.each([
    ['its address', '/data/V%C3%A4gar%202026.GPKG', {}, 'Vägar_2026.GPKG'],
    ['Content-Disposition', '/get', { 'content-disposition': 'attachment; filename="roads.gpkg"' }, 'roads.gpkg'],
    ['its extended form', '/get', { 'content-disposition': "attachment; filename=x.gpkg; filename*=UTF-8''v%C3%A4gar.gpkg" }, 'vägar.gpkg'],
    ['Content-Disposition that leads away', '/get', { 'content-disposition': 'attachment; filename="../../etc/.x.gpkg"' }, 'x.gpkg'],
    ['its media type', '/ows', { 'content-type': 'application/geo+json; charset=utf-8' }, 'ows.geojson'],
    ['its media type, where the name tells nothing', '/export.php', { 'content-type': 'text/csv' }, 'export.csv'],
  ])('is named by %s', async (_, path, headers: Record<string, string>, name) => {
    const url = server.on(path, plain('data', headers))
    expect(await fetchFile(url)).toEqual({ open: [name] })
    expect(files()).toEqual([name])
  })

  test('is not fetched again while the server says that nothing changed', async () => {
    const url = server.on('/a.csv', (response, nth, seen) =>
      seen.headers['if-none-match'] === '"1"' ? response.writeHead(304).end() : plain('a', { etag: '"1"' })(response, nth, seen),
    )
    const first = await fetchFile(url)
    expect(first).toEqual({ open: ['a.csv'], state: { etag: '"1"' } })
    expect(await fetchFile(url, {}, first!.state)).toBeUndefined()
  })

  test.each([
    ['a page by its type', plain('Log in', { 'content-type': 'text/html; charset=utf-8' }), /web page/],
    ['a page by its text', plain('\ufeff \n<!DOCTYPE html><html>'), /web page/],
    ['a kind that is not read', plain('MZ', { 'content-type': 'application/octet-stream' }), /no kind of file/],
    ['a virtual raster', plain('<VRTDataset>', { 'content-disposition': 'attachment; filename=a.vrt' }), /no kind of file/],
  ])('is refused: %s', async (_, answerer, message) => {
    await expect(fetchFile(`${server.on('/data', answerer)}?key=hidden`)).rejects.toEqual(failure(message))
    await expect(fetchFile(`${server.on('/data', answerer)}?key=hidden`)).rejects.not.toEqual(failure(/hidden/))
  })

  test('out of an archive is not one by itself', async () => {
    await expect(fetchFile(server.on('/a.csv', plain('a')), { files: ['a.csv'] })).rejects.toEqual(failure(/no archive/))
  })
})

describe('an archive', () => {
  const entries = [
    'Data/Roads.SHP',
    'Data/roads.dbf',
    'Data/roads.shp.xml',
    'Data/roadside.dbf',
    'Data/plan.tif',
    'Data/plan.tfw',
    'readme.pdf',
    'run.exe',
    'a.vrt',
    '__MACOSX/Data/plan.tif',
    'Data/._plan.tif',
  ]

  test('gives the files that GDAL opens and what belongs to them', async () => {
    expect(await fetchFile(server.on('/x', plain(await zipOf(entries), { etag: '"z"' })))).toEqual({ open: ['Roads.SHP', 'plan.tif'], state: { etag: '"z"' } })
    expect(files()).toEqual(['Roads.SHP', 'plan.tfw', 'plan.tif', 'roads.dbf', 'roads.shp.xml'])
    expect(readFileSync(join(folder, 'roads.dbf'), 'utf8')).toBe('in Data/roads.dbf')
  })

  test('or those asked for', async () => {
    expect(await fetchFile(server.on('/x.zip', plain(await zipOf(entries))), { files: ['data/plan.tif'] })).toEqual({ open: ['plan.tif'] })
    expect(files()).toEqual(['plan.tfw', 'plan.tif'])
  })

  test.each([
    ['without what is asked for', ['a.tif'], { files: ['b.tif'] }, /without b.tif/],
    ['asked for what leads away', ['a.vrt'], { files: ['a.vrt'] }, /without a.vrt/],
    ['with nothing to read', ['a.txt'], {}, /without a file that can be read/],
    ['with nothing', [], {}, /without a file/],
  ])('is refused: %s', async (_, names, service, message) => {
    await expect(fetchFile(server.on('/x.zip', plain(await zipOf(names))), service)).rejects.toEqual(failure(message))
  })

  test('is bounded by its ratio, and by megabytes', async () => {
    const bomb = await zipOf([{ name: 'a.tif', bytes: Buffer.alloc(1.5e6) }])
    await expect(fetchFile(server.on('/x.zip', plain(bomb)))).rejects.toEqual(failure(/unpacks to more/, 'service-limit'))
    const large = await zipOf([{ name: 'a.tif', bytes: Buffer.alloc(2.5e6) }])
    await expect(fetchFile(server.on('/y.zip', plain(large)), { limits: { ...LIMITS, archiveRatio: 5000 } })).rejects.toEqual(
      failure(/more than the 2 MB/, 'service-limit'),
    )
    expect(files().filter((name) => name !== 'arrived.tmp')).toEqual([])
  })
})

test('whatever a server calls a file, its name stays in the folder', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (name) => {
      const safe = safeName(name)
      expect(safe).not.toMatch(/^\.|[/\\\0:]/)
      expect(Buffer.byteLength(safe)).toBeLessThan(400)
      const header = new Headers()
      header.set('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}.gpkg`)
      expect(fileName({ url: 'http://x/y', mediaType: '', headers: header }) ?? 'none.gpkg').toMatch(/^[^/\\.][^/\\]*\.gpkg$/)
    }),
  )
})
