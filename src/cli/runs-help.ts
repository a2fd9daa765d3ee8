/**
 * Runs help: what stands below the flags in the help of `offscribe runs` and its commands. At most 78 columns.
 * @module
 */

/** Below `offscribe runs --help`. */
export const RUNS_HELP = `
Finished stages are kept under OFFSCRIBE_HOME, so that the same command does
only what has changed, and an interrupted one goes on where it was.

Examples:
  $ offscribe runs list
  $ offscribe runs show 3f9a
  $ offscribe runs resume 3f9a
  $ offscribe runs prune --older-than 2w
`;

/** Below `offscribe runs show --help`. */
export const SHOW_HELP = `
A stage is "reused" when what it would make was there already.

Examples:
  $ offscribe runs show 3f9a
  $ offscribe runs show 3f9a --mermaid > run.mmd
`;

/** Below `offscribe runs why --help`. */
export const WHY_HELP = `
Each change has an id. What was removed can be put back with --restore, here or
in the command that the run was begun with.

Examples:
  $ offscribe runs why 3f9a 12
  $ offscribe runs why 3f9a                      all that was removed or changed
  $ offscribe runs resume 3f9a --restore 1c02d9e4
`;

/** Below `offscribe runs resume --help`. */
export const RESUME_HELP = `
The request is the one that the run was begun with, in its own folder.
Typing the same command again does the same.

Examples:
  $ offscribe runs resume 3f9a
`;

/** Below `offscribe runs cancel --help`. */
export const CANCEL_HELP = `
The process stops within about a second, with exit code 130. What it has
finished stays, and can be gone on with.

Examples:
  $ offscribe runs cancel 3f9a
`;

/** Below `offscribe runs prune --help`. */
export const PRUNE_RUNS_HELP = `
Subtitle files are never touched. What a running run has used stays.

Examples:
  $ offscribe runs prune --dry-run
  $ offscribe runs prune --older-than 2w
  $ offscribe runs prune --all
`;
