/** Beside a layer's features: shapes that rasters must hide, and what was done. Both private. */
export const HIDDEN_FILE = 'hidden.ndjson'
export const PROTECTED_FILE = 'protected.json'

/** What was done to a layer's features; never published. */
export interface Protected {
  dropped: number
  flattened: number
  coarsened: number
  /** Features of unknown place, of whose problems only the code is told. */
  placeless: number
  /** Problems that were not told, and those told without anything but their code. */
  problems: number
  /** Ids of features that are kept, but changed. */
  ids: string[]
}
