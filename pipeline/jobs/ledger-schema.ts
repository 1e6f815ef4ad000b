/**
 * The ledger's tables, one text a version; a text that was released is never changed. Times are milliseconds since 1970 and only told:
 * order is by `seq`, which no clock moves back. Kinds and stages are open. Nothing in it may be about a person.
 */
export const LEDGER_MIGRATIONS: readonly string[] = [
  `CREATE TABLE runs (
     seq INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     started INTEGER NOT NULL,
     ended INTEGER,
     outcome TEXT,
     pid INTEGER NOT NULL,
     born TEXT NOT NULL,
     summary TEXT CHECK (json_valid(summary)),
     CHECK ((ended IS NULL) = (outcome IS NULL))
   ) STRICT;
   CREATE INDEX runs_by_kind ON runs (kind, seq);
   CREATE INDEX runs_open ON runs (seq) WHERE ended IS NULL;
   CREATE TABLE tasks (
     seq INTEGER PRIMARY KEY,
     run INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
     world TEXT NOT NULL,
     stage TEXT NOT NULL,
     subject TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'held', 'skipped', 'interrupted')),
     attempts INTEGER NOT NULL DEFAULT 0,
     started INTEGER,
     ended INTEGER,
     detail TEXT CHECK (json_valid(detail)),
     UNIQUE (run, world, stage, subject)
   ) STRICT`,
]
