/**
 * The error table: every code, what a script may do about it, and what it means. Closed per release;
 * `docs/errors.md` is generated from it, and a test fails on a code that nothing throws or nothing tests.
 * @module
 */

/** One row: `kind` picks the error class, `exit` the process exit code, `http` the status a server answers with. */
interface ErrorRow {
  readonly kind: 'usage' | 'input' | 'not-ready' | 'store' | 'network' | 'engine' | 'cancelled' | 'internal';
  readonly exit: number;
  readonly http: number;
  readonly meaning: string;
}

/** All error codes. A code is API: it keeps its meaning; messages may change. */
export const ERROR_TABLE = {
  E_USAGE: {
    kind: 'usage',
    exit: 2,
    http: 400,
    meaning: 'A flag or argument is wrong, or two of them do not go together.',
  },
  E_CONFIG_INVALID: {
    kind: 'usage',
    exit: 2,
    http: 500,
    meaning: 'offscribe.toml cannot be read, or sets what it may not set.',
  },
  E_PROFILE_UNKNOWN: {
    kind: 'usage',
    exit: 2,
    http: 400,
    meaning: 'No subtitle profile has that name.',
  },
  E_PROFILE_INVALID: {
    kind: 'usage',
    exit: 2,
    http: 400,
    meaning: "A house's own profile cannot be read, or has keys or figures that cannot be.",
  },
  E_MODEL_UNKNOWN: {
    kind: 'usage',
    exit: 2,
    http: 404,
    meaning: 'No model of that name is in the catalogue.',
  },
  E_LANGUAGE_UNSUPPORTED: {
    kind: 'usage',
    exit: 2,
    http: 400,
    meaning: 'Not a language code that the model knows.',
  },
  E_TRANSLATION_UNAVAILABLE: {
    kind: 'usage',
    exit: 2,
    http: 400,
    meaning: 'Nothing on this machine translates between these languages.',
  },
  E_MEDIA_NOT_FOUND: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'There is no readable media file at that path.',
  },
  E_MEDIA_UNDECODABLE: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'The file is not media, or so damaged that no audio comes out of it.',
  },
  E_MEDIA_NO_AUDIO: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'The media has no audio track, or not the one asked for.',
  },
  E_MEDIA_NO_PICTURE: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'The media has no picture, and shot changes were to be found in it.',
  },
  E_TEXT_UNREADABLE: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'The text to align is not there, is not UTF-8, or holds no words.',
  },
  E_TEXT_MISMATCH: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'The text to align has nothing to do with the audio.',
  },
  E_CUE_INVALID: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'A cue ends before it starts, or starts before zero.',
  },
  E_SUBTITLES_UNREADABLE: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'The file is no subtitle file of a known format, or nothing in it can be read.',
  },
  E_SUBTITLES_FAULTY: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'A subtitle file breaks rules of its profile that count as errors.',
  },
  E_RETIME_IMPOSSIBLE: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'With the new times a subtitle would lie before the start of the media.',
  },
  E_SYNC_UNCERTAIN: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'Too little of a subtitle was found in the audio to trust any times.',
  },
  E_MANIFEST_INVALID: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'A line of an evaluation manifest is not what it should be.',
  },
  E_GLOSSARY_INVALID: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'A glossary cannot be read, or has lines that are wrong or would make wrong text.',
  },
  E_BUNDLE_INVALID: {
    kind: 'input',
    exit: 1,
    http: 400,
    meaning: 'A bundle is damaged, or its signature is not by the key that is trusted.',
  },
  E_OUTPUT_EXISTS: {
    kind: 'input',
    exit: 1,
    http: 409,
    meaning: 'An output file is already there and was not written by this very run.',
  },
  E_OUTPUT_UNWRITABLE: {
    kind: 'input',
    exit: 1,
    http: 500,
    meaning: 'The output folder or file cannot be written.',
  },
  E_MUX_FAILED: {
    kind: 'input',
    exit: 1,
    http: 500,
    meaning: 'Subtitles could not be put into the media, or did not come out of it again as they went in.',
  },
  E_SUBTITLE_SHIFTED: {
    kind: 'input',
    exit: 1,
    http: 500,
    meaning: 'The cues of a written file do not stand where the speech is; nothing was published.',
  },
  E_MODEL_NOT_CACHED: {
    kind: 'not-ready',
    exit: 4,
    http: 503,
    meaning: 'The model is not on this machine, and it may not or could not be fetched.',
  },
  E_RUNTIME_MISSING: {
    kind: 'not-ready',
    exit: 4,
    http: 503,
    meaning: 'A program or engine that this input needs is not installed.',
  },
  E_ENVIRONMENT_FAILED: {
    kind: 'not-ready',
    exit: 4,
    http: 503,
    meaning: "An engine's Python environment or the media add-on could not be made; the log file says why.",
  },
  E_MODEL_CORRUPT: {
    kind: 'store',
    exit: 1,
    http: 500,
    meaning: 'Model or converted weights differ from their sha256, or are not what they claim to be.',
  },
  E_MODEL_PULL_FAILED: {
    kind: 'store',
    exit: 1,
    http: 502,
    meaning: 'A model could not be fetched from any of its sources.',
  },
  E_LOCK_MISMATCH: {
    kind: 'store',
    exit: 1,
    http: 409,
    meaning: 'A model differs from what the lock file says it is.',
  },
  E_MODEL_UNSAFE: {
    kind: 'store',
    exit: 1,
    http: 502,
    meaning: 'A model file has a name or a content of a kind that is never taken.',
  },
  E_DISK_FULL: {
    kind: 'store',
    exit: 1,
    http: 500,
    meaning: 'The disk is full; what was finished stays, partial downloads can be resumed.',
  },
  E_STORE_UNWRITABLE: {
    kind: 'store',
    exit: 1,
    http: 500,
    meaning: 'The model store or OFFSCRIBE_HOME cannot be written.',
  },
  E_STATE_CORRUPT: {
    kind: 'store',
    exit: 1,
    http: 500,
    meaning: 'state.db, which remembers runs, is damaged; outputs and models are not in it.',
  },
  E_STATE_NEWER: {
    kind: 'store',
    exit: 1,
    http: 409,
    meaning: 'state.db was written by a newer Offscribe.',
  },
  E_STATE_LOCKED: {
    kind: 'store',
    exit: 1,
    http: 503,
    meaning: 'Another program keeps state.db locked.',
  },
  E_OFFLINE: {
    kind: 'network',
    exit: 1,
    http: 502,
    meaning: 'Something needed the network while --offline was in force.',
  },
  E_HTTP_STATUS: {
    kind: 'network',
    exit: 1,
    http: 502,
    meaning: 'A server answered with an error status or with something that is not the file.',
  },
  E_HTTP_FAILED: {
    kind: 'network',
    exit: 1,
    http: 504,
    meaning: 'A server could not be reached, or the link broke and stayed broken.',
  },
  E_HUB_ACCESS: {
    kind: 'network',
    exit: 1,
    http: 502,
    meaning: 'The hub refuses access: no token, a wrong one, or terms not accepted.',
  },
  E_HUB_NOT_FOUND: {
    kind: 'network',
    exit: 1,
    http: 502,
    meaning: 'The hub has no such repository, revision or file.',
  },
  E_ENGINE_FAILED: {
    kind: 'engine',
    exit: 1,
    http: 500,
    meaning: 'The engine could not load or run the model.',
  },
  E_ENGINE_CRASHED: {
    kind: 'engine',
    exit: 1,
    http: 500,
    meaning: "The engine's process ended by itself, or stopped answering.",
  },
  E_ENGINE_PROTOCOL: {
    kind: 'engine',
    exit: 1,
    http: 500,
    meaning: "The engine's process said something that this version of Offscribe does not understand.",
  },
  E_ENGINE_OOM: {
    kind: 'engine',
    exit: 1,
    http: 500,
    meaning: 'The engine ran out of memory, or the system ended its process as it does then.',
  },
  E_MODEL_UNLOADABLE: {
    kind: 'engine',
    exit: 1,
    http: 500,
    meaning:
      'The bytes are right, but the engine cannot load the model or does not understand speech with it.',
  },
  E_CANCELLED: { kind: 'cancelled', exit: 130, http: 499, meaning: 'Stopped on request (Ctrl-C).' },
  E_INTERNAL: { kind: 'internal', exit: 70, http: 500, meaning: 'A bug in Offscribe.' },
} as const satisfies Readonly<Record<string, ErrorRow>>;
