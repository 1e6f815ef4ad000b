/** What the page of a run tells: the run's record, read as it is. */
export interface RunFacts {
  run: string
  /** Times as ISO 8601 in UTC. */
  started: string
  seconds: number
  outcome: 'done' | 'stale' | 'held' | 'failed' | 'interrupted'
  worlds: readonly WorldFacts[]
}

export interface WorldFacts {
  world: string
  outcome: 'published' | 'unchanged' | 'held' | 'failed' | 'interrupted'
  release?: string | undefined
  failure?: { code: string; message: string; hint: string } | undefined
  seconds: number
  stages: readonly { stage: string; seconds: number }[]
  sources: readonly SourceFacts[]
  /** By layer; `before` is last time's count, where there was one. */
  problems: readonly { layer: string; count: number; before?: number | undefined }[]
}

export interface SourceFacts {
  layer: string
  date?: string | undefined
  fetched?: string | undefined
  /** Since when old bytes stand in for new ones, and why. */
  staleSince?: string | undefined
  why?: string | undefined
}
