/**
 * Models help: what stands below the flags in the help of the `models` commands. At most 78 columns.
 * @module
 */

/** Below `offscribe models --help`. */
export const MODELS_HELP = `
Examples:
  $ offscribe models list                   what there is, and what is here
  $ offscribe models pull base silero-vad   fetch, check, prove
  $ offscribe models verify                 hash everything that is here
  $ offscribe models path base              the folder with its files
  $ offscribe models export base -o b.tar   for a machine without a network
  $ offscribe models import b.tar
`;

/** Below `offscribe models list --help`. */
export const LIST_HELP = `
States, each meaning the one before it and more:
  absent      nothing is here
  partial     some bytes are here; pull goes on with them
  downloaded  all files, right sizes, not hashed since they last changed
  verified    every digest is right
  ready       an engine loaded exactly these bytes and understood speech
and two that say what is wrong:
  corrupt     a digest is wrong; pull mends it
  unloadable  the bytes are right, and the engine fails on them

A size with ~ is about right: its hub has not been asked yet. Marks beside
the licence: NON-COMMERCIAL use only; gated: its hub asks for an account
that has accepted the terms; pickle: could run code when read, never fetched.

Examples:
  $ offscribe models list
  $ offscribe models list --cached
  $ offscribe models list --engine mlx --json
`;

/** Below `offscribe models pull --help`. */
export const PULL_HELP = `
Every file is checked against its digest while it arrives. What an earlier
run fetched is used. A model that is there already is hashed again, and
mended where it is damaged. Then its engine must understand a spoken second:
only then the model is ready, and only ready is called SUCCESS.

One failure does not stop the others: exit 3 when some failed.
Sources: the hub (HF_ENDPOINT, HF_TOKEN), the package index (PIP_INDEX_URL),
a folder, a bundle; in the catalogue's order.

Examples:
  $ offscribe models pull base silero-vad
  $ offscribe models pull large-v3 --dry-run
  $ offscribe models pull large-v3 --engine mlx
  $ offscribe models pull large-v3 --revision main --update-lock
  $ PIP_INDEX_URL=https://mirror.example/simple offscribe models pull tiny.en
`;

/** Below `offscribe models verify --help`. */
export const VERIFY_HELP = `
Exit 1 when a model is corrupt, 3 when some are and others are not.

Examples:
  $ offscribe models verify
  $ offscribe models verify base --json
`;

/** Below `offscribe models probe --help`. */
export const PROBE_HELP = `
The probe runs in a process of its own, without a network and with a time
limit, through the code that a transcription takes. It must hear the words
of a bundled recording.

Examples:
  $ offscribe models probe
  $ offscribe models probe base
`;

/** Below `offscribe models path --help`. */
export const PATH_HELP = `
Asks no server. A model that is not here, or is damaged, is an error.

Examples:
  $ offscribe models path base
  $ ls "$(offscribe models path base)"
`;

/** Below `offscribe models prune --help`. */
export const PRUNE_HELP = `
Removes parts of downloads that nobody is filling, what killed runs left,
older versions of models, and converted weights of models that are gone.
The hub cache is shared: what other tools pulled stays, and so does what
somebody is using just now.

Examples:
  $ offscribe models prune --dry-run
  $ offscribe models prune --unused-for 90d
`;

/** Below `offscribe models export --help`. */
export const EXPORT_HELP = `
The bundle is one uncompressed tar with the files, their sha256, the licences
and the lock. The same models give the same bytes. Nothing of this machine is
in it: no path, no name, no token.

A key:  openssl genpkey -algorithm ed25519 -out key.pem
        openssl pkey -in key.pem -pubout -out key.pub

Examples:
  $ offscribe models export base silero-vad -o models.tar
  $ offscribe models export base silero-vad -o models.tar --key key.pem
`;

/** Below `offscribe models import --help`. */
export const IMPORT_HELP = `
Needs no network. The whole bundle is checked before anything is published;
a bundle that is not exactly what export writes is refused. Without --trust
any bundle is taken on its own sums, and it is said who signed it, if anybody.

Examples:
  $ offscribe models import models.tar
  $ offscribe models import models.tar --trust key.pub
  $ offscribe models import models.tar --dry-run
`;
