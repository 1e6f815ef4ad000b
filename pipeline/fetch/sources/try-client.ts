import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FetchContext } from '../fetcher.ts'
import { createHttpClient } from '../http/client.ts'

const limits = { megabytes: 100, seconds: 600, retries: 0, redirects: 2, archiveRatio: 10, archiveEntries: 10 }

/** A context with a folder of its own, which the test disposes of, and a client that tries nothing twice. */
export async function tryContext(more: Partial<FetchContext> = {}): Promise<FetchContext & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'kvarter-sources-'))
  const http = createHttpClient({ service: { limits }, layer: more.layer ?? 'a', env: {} })
  return { layer: 'a', http, env: {}, folder, ...more, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
