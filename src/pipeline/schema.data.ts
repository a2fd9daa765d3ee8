/**
 * Schema: the tables of `state.db`, one step of SQL for each version; the number of steps is its `user_version`.
 * A step that was released is never changed: a new one is added below it.
 * @module
 */

/** SQL from each version to the next. */
export const SCHEMA_STEPS: readonly string[] = [
  `
  -- One media file under one request. Times are ms since the epoch.
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    command TEXT NOT NULL,
    media TEXT NOT NULL,
    request TEXT NOT NULL,
    status TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    error TEXT
  ) STRICT;

  -- Processes that work on a run; a row whose process is gone says that the run was interrupted.
  CREATE TABLE holders (
    mark TEXT PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seen_ms INTEGER NOT NULL,
    cancel INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX holders_run ON holders (run);

  CREATE TABLE run_stages (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    branch TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    ms REAL,
    PRIMARY KEY (run, stage, branch)
  ) STRICT;
  CREATE INDEX run_stages_key ON run_stages (key);

  -- What a stage made: its key, and the sha256 of the artifact.
  CREATE TABLE products (
    key TEXT PRIMARY KEY,
    stage TEXT NOT NULL,
    artifact TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    used_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX products_artifact ON products (artifact);

  -- Finished parts of a product that is not there yet.
  CREATE TABLE parts (
    stage_key TEXT NOT NULL,
    part_key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (stage_key, part_key)
  ) STRICT;
  `,
];
