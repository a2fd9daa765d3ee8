/**
 * The table of settings: everything that can be set, by which flag, variable or key, and who reads it. Flags, parsing,
 * `config show` and `docs/configuration.md` are made from it; a test fails on a row that nothing reads.
 *
 * Order  a flag beats a variable, that beats the project's offscribe.toml, that the user's own, that the default.
 * @module
 */

/** One setting. */
export interface SettingRow {
  /** What a value is: words, a path, a whole number from 1 up, any number, yes or no, one of a few words, several words. */
  readonly kind: 'text' | 'path' | 'count' | 'number' | 'switch' | 'choice' | 'list';
  /** As commander takes it. */
  readonly flag?: string;
  /** Of a switch that is on by default: what its `--no-` form means. */
  readonly contrary?: string;
  readonly variable: string;
  /** Variables of other tools that say the same, weaker ones last. */
  readonly alsoVariables?: readonly string[];
  /** Which offscribe.toml may set it: the project's and the user's own, only the user's own, or neither. */
  readonly file: 'any' | 'own' | 'never';
  readonly allowed?: readonly string[];
  readonly default?: string | number | boolean | readonly string[];
  /** Stands for the default where that is decided later. */
  readonly defaultText?: string;
  /** Heading of the help under which its flag stands; absent: with the rest. */
  readonly group?: string;
  /** Commands that read it; `*`: all. */
  readonly readBy: readonly SettingReader[];
  /** Only whether it is set may be shown. */
  readonly isSecret?: true;
  readonly meaning: string;
}

/** A command, or a group of them, that reads settings. */
export type SettingReader =
  | 'transcribe'
  | 'subtitle'
  | 'align'
  | 'check'
  | 'retime'
  | 'eval'
  | 'models'
  | 'runs'
  | 'doctor'
  | 'bootstrap'
  | 'config'
  | '*';

const DECODERS = ['transcribe', 'subtitle', 'align', 'retime', 'eval'] as const;

const SEARCH = 'Search';
const TOLD = 'What the model is told';
const LANGUAGES_SPOKEN = 'Several languages';
const DOUBT = 'When text is doubted';

/** Every setting, by its key in an offscribe.toml. */
export const SETTINGS = {
  // Not `model`: that is the name of the tables that add models.
  'default-model': {
    kind: 'text',
    flag: '-m, --model <name>',
    variable: 'OFFSCRIBE_MODEL',
    file: 'any',
    default: 'base',
    readBy: DECODERS,
    meaning: 'model; see: offscribe models list',
  },
  language: {
    kind: 'text',
    flag: '-l, --language <code>',
    variable: 'OFFSCRIBE_LANGUAGE',
    file: 'any',
    default: 'auto',
    readBy: ['transcribe', 'align', 'retime'],
    meaning: 'language spoken, or auto',
  },
  task: {
    kind: 'choice',
    flag: '--task <task>',
    variable: 'OFFSCRIBE_TASK',
    file: 'any',
    allowed: ['transcribe', 'translate'],
    default: 'transcribe',
    readBy: ['transcribe', 'eval'],
    meaning: 'transcribe, or translate into English',
  },
  engine: {
    kind: 'choice',
    flag: '--engine <name>',
    variable: 'OFFSCRIBE_ENGINE',
    file: 'any',
    allowed: ['auto', 'onnx', 'mlx', 'faster-whisper'],
    default: 'auto',
    readBy: DECODERS,
    meaning: 'auto, onnx, mlx or faster-whisper',
  },
  precision: {
    kind: 'choice',
    flag: '--precision <format>',
    variable: 'OFFSCRIBE_PRECISION',
    file: 'any',
    allowed: ['int8', 'f32'],
    // No default of its own: MLX has no 8 bits, and would refuse them.
    defaultText: 'int8; with mlx what its GPU does best',
    readBy: DECODERS,
    meaning: 'int8, or f32: slower, the reference',
  },
  threads: {
    kind: 'count',
    flag: '--threads <n>',
    variable: 'OFFSCRIBE_THREADS',
    file: 'any',
    defaultText: 'all cores, at most 8',
    readBy: DECODERS,
    meaning: 'threads',
  },
  jobs: {
    kind: 'count',
    flag: '--jobs <n>',
    variable: 'OFFSCRIBE_JOBS',
    file: 'any',
    default: 1,
    readBy: ['transcribe', 'subtitle'],
    meaning: 'files at once; each takes the memory of a model, and they share the cores',
  },
  mode: {
    kind: 'choice',
    flag: '--mode <mode>',
    variable: 'OFFSCRIBE_MODE',
    file: 'any',
    allowed: ['auto', 'sequential', 'batched'],
    default: 'auto',
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'windows one after another, or several at once; auto: what the engine does best',
  },
  'batch-size': {
    kind: 'count',
    flag: '--batch-size <n>',
    variable: 'OFFSCRIBE_BATCH_SIZE',
    file: 'any',
    defaultText: 'by the size of the model, at most 8',
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'windows decoded at once',
  },
  'draft-model': {
    kind: 'text',
    flag: '--draft-model <name>',
    variable: 'OFFSCRIBE_DRAFT_MODEL',
    file: 'any',
    defaultText: 'none',
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'smaller model that drafts what the model verifies, which changes no text; greedy search only',
  },
  'beam-size': {
    kind: 'count',
    flag: '--beam-size <n>',
    variable: 'OFFSCRIBE_BEAM_SIZE',
    file: 'any',
    default: 1,
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'hypotheses kept at temperature 0; 1 is greedy search, 5 slower and a little better',
  },
  patience: {
    kind: 'number',
    flag: '--patience <x>',
    variable: 'OFFSCRIBE_PATIENCE',
    file: 'any',
    default: 1,
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'a beam ends when beam size times this many texts have ended',
  },
  'length-penalty': {
    kind: 'number',
    flag: '--length-penalty <x>',
    variable: 'OFFSCRIBE_LENGTH_PENALTY',
    file: 'any',
    default: 1,
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'exponent of the length by which texts of a beam are ranked',
  },
  temperature: {
    kind: 'text',
    flag: '--temperature <list>',
    variable: 'OFFSCRIBE_TEMPERATURE',
    file: 'any',
    default: '0,0.2,0.4,0.6,0.8,1',
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'sampling temperatures, tried in order until one gives good text',
  },
  'word-timestamps': {
    kind: 'switch',
    flag: '--word-timestamps',
    variable: 'OFFSCRIBE_WORD_TIMESTAMPS',
    file: 'any',
    defaultText: 'with subtitle, but for translations',
    readBy: ['transcribe', 'subtitle', 'eval'],
    meaning: 'find when each word is said; json has them, cues follow them',
    contrary: 'do not, which is faster; cues share the times of what was heard at once',
  },
  karaoke: {
    kind: 'switch',
    flag: '--karaoke',
    variable: 'OFFSCRIBE_KARAOKE',
    file: 'any',
    default: false,
    readBy: ['transcribe', 'subtitle'],
    meaning: 'vtt, ass, lrc show each word when it is said (finds word times)',
  },
  'highlight-words': {
    kind: 'switch',
    flag: '--highlight-words',
    variable: 'OFFSCRIBE_HIGHLIGHT_WORDS',
    file: 'any',
    default: false,
    readBy: ['transcribe', 'subtitle'],
    meaning: 'srt, vtt, ass: a cue a word, which is underlined (finds word times)',
  },
  'best-of': {
    kind: 'count',
    flag: '--best-of <n>',
    variable: 'OFFSCRIBE_BEST_OF',
    file: 'any',
    default: 5,
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'texts drawn at a temperature above 0; the likeliest is kept',
  },
  'repetition-penalty': {
    kind: 'number',
    flag: '--repetition-penalty <x>',
    variable: 'OFFSCRIBE_REPETITION_PENALTY',
    file: 'any',
    default: 1,
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'above 1: what was said in a window is less likely again',
  },
  'no-repeat-ngram-size': {
    kind: 'number',
    flag: '--no-repeat-ngram-size <n>',
    variable: 'OFFSCRIBE_NO_REPEAT_NGRAM_SIZE',
    file: 'any',
    default: 0,
    group: SEARCH,
    readBy: DECODERS,
    meaning: 'runs of so many tokens come once in a window; 0: no limit',
  },
  'initial-prompt': {
    kind: 'text',
    flag: '--initial-prompt <text>',
    variable: 'OFFSCRIBE_INITIAL_PROMPT',
    file: 'any',
    defaultText: 'none',
    group: TOLD,
    readBy: DECODERS,
    meaning: 'text that every window is told came before it',
  },
  hotwords: {
    kind: 'list',
    flag: '--hotwords <list>',
    variable: 'OFFSCRIBE_HOTWORDS',
    file: 'any',
    defaultText: 'none',
    group: TOLD,
    readBy: DECODERS,
    meaning: 'names and terms to expect, separated by commas',
  },
  glossary: {
    kind: 'path',
    flag: '--glossary <file>',
    variable: 'OFFSCRIBE_GLOSSARY',
    file: 'any',
    defaultText: 'none',
    group: TOLD,
    readBy: ['transcribe', 'subtitle'],
    meaning: 'names and terms to expect, and to put right: TSV or TOML',
  },
  'condition-on-previous-text': {
    kind: 'switch',
    flag: '--condition-on-previous-text',
    variable: 'OFFSCRIBE_CONDITION_ON_PREVIOUS_TEXT',
    file: 'any',
    default: false,
    group: TOLD,
    readBy: DECODERS,
    meaning: 'tell each window the text before it; loops may spread',
  },
  multilingual: {
    kind: 'switch',
    flag: '--multilingual',
    variable: 'OFFSCRIBE_MULTILINGUAL',
    file: 'any',
    default: false,
    group: LANGUAGES_SPOKEN,
    readBy: DECODERS,
    meaning: 'detect the language of every window; needs -l auto',
  },
  languages: {
    kind: 'list',
    flag: '--languages <list>',
    variable: 'OFFSCRIBE_LANGUAGES',
    file: 'any',
    defaultText: 'all',
    group: LANGUAGES_SPOKEN,
    readBy: DECODERS,
    meaning: 'languages that may be detected, such as en,hi',
  },
  'compression-ratio-threshold': {
    kind: 'number',
    flag: '--compression-ratio-threshold <x>',
    variable: 'OFFSCRIBE_COMPRESSION_RATIO_THRESHOLD',
    file: 'any',
    default: 2.4,
    group: DOUBT,
    readBy: DECODERS,
    meaning: 'text that compresses better is a loop: try the next temperature',
  },
  'logprob-threshold': {
    kind: 'number',
    flag: '--logprob-threshold <x>',
    variable: 'OFFSCRIBE_LOGPROB_THRESHOLD',
    file: 'any',
    default: -1,
    group: DOUBT,
    readBy: DECODERS,
    meaning: 'text with a lower mean log probability: try the next temperature',
  },
  'no-speech-threshold': {
    kind: 'number',
    flag: '--no-speech-threshold <x>',
    variable: 'OFFSCRIBE_NO_SPEECH_THRESHOLD',
    file: 'any',
    default: 0.6,
    group: DOUBT,
    readBy: DECODERS,
    meaning: 'likelier silence than this, with text below the one above: drop it',
  },
  vad: {
    kind: 'switch',
    flag: '--vad',
    variable: 'OFFSCRIBE_VAD',
    file: 'any',
    default: true,
    readBy: DECODERS,
    meaning: 'decode only the parts with speech',
    contrary: 'decode everything, not only the parts with speech',
  },
  format: {
    kind: 'list',
    flag: '-f, --format <list>',
    variable: 'OFFSCRIBE_FORMAT',
    file: 'any',
    allowed: [
      'srt',
      'vtt',
      'txt',
      'json',
      'ass',
      'ttml',
      'imsc',
      'ebu-tt-d',
      'sbv',
      'lrc',
      'tsv',
      'csv',
      'md',
      'openai',
      'whispercpp',
      'whisperx',
    ],
    default: ['srt'],
    readBy: ['transcribe', 'subtitle', 'align'],
    meaning: 'formats, separated by commas',
  },
  profile: {
    kind: 'text',
    flag: '--profile <name>',
    variable: 'OFFSCRIBE_PROFILE',
    file: 'any',
    default: 'default',
    readBy: ['transcribe', 'subtitle', 'check', 'retime'],
    meaning: 'rules that cues keep to, by a name or a file of your own; see: offscribe check --profiles',
  },
  shots: {
    kind: 'switch',
    flag: '--shots',
    variable: 'OFFSCRIBE_SHOTS',
    file: 'any',
    default: false,
    readBy: ['transcribe', 'subtitle'],
    meaning: "begin and end cues with the film's shots (looks at the picture; needs ffmpeg)",
  },
  output: {
    kind: 'path',
    flag: '-o, --output <folder>',
    variable: 'OFFSCRIBE_OUTPUT',
    file: 'any',
    default: '.',
    readBy: ['transcribe', 'subtitle', 'align'],
    meaning: 'where files go, or - for stdout',
  },
  remember: {
    kind: 'switch',
    flag: '--remember',
    variable: 'OFFSCRIBE_REMEMBER',
    file: 'any',
    default: true,
    readBy: ['transcribe', 'subtitle'],
    meaning: 'keep what was found out, so that a run that was killed goes on and nothing is done twice',
    contrary: 'keep nothing of what was said, and do all anew',
  },
  offline: {
    kind: 'switch',
    flag: '--offline',
    variable: 'OFFSCRIBE_OFFLINE',
    alsoVariables: ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'],
    file: 'any',
    default: false,
    readBy: ['*'],
    meaning: 'open no socket; what is missing is an error',
  },
  lock: {
    kind: 'path',
    flag: '--lock <file>',
    variable: 'OFFSCRIBE_LOCK',
    file: 'own',
    defaultText: 'offscribe.lock.json here, else the one in OFFSCRIBE_HOME',
    readBy: ['transcribe', 'subtitle', 'align', 'retime', 'eval', 'models', 'doctor', 'bootstrap'],
    meaning: 'lock file',
  },
  home: {
    kind: 'path',
    variable: 'OFFSCRIBE_HOME',
    alsoVariables: ['XDG_DATA_HOME'],
    file: 'never',
    defaultText: '~/.local/share/offscribe',
    readBy: ['*'],
    meaning: 'converted weights, downloads under way, environments, the media add-on, logs',
  },
  ffmpeg: {
    kind: 'path',
    variable: 'OFFSCRIBE_FFMPEG',
    file: 'never',
    defaultText: 'the one on PATH',
    readBy: ['transcribe', 'subtitle', 'align', 'retime', 'eval', 'doctor', 'bootstrap'],
    meaning: 'path of ffmpeg, or none to do without',
  },
  python: {
    kind: 'path',
    variable: 'OFFSCRIBE_PYTHON',
    file: 'never',
    defaultText: 'one on PATH, 3.10 or newer',
    readBy: ['bootstrap', 'doctor'],
    meaning: 'Python that makes the environments of engines',
  },
  'token-to-mirror': {
    kind: 'switch',
    variable: 'OFFSCRIBE_TOKEN_TO_MIRROR',
    file: 'never',
    default: false,
    readBy: ['transcribe', 'subtitle', 'align', 'retime', 'eval', 'models', 'bootstrap'],
    meaning: "send the hub's token to the mirror that HF_ENDPOINT names",
  },
  debug: {
    kind: 'switch',
    variable: 'OFFSCRIBE_DEBUG',
    file: 'never',
    default: false,
    readBy: ['*'],
    meaning: 'print the stack of an error',
  },
  'hub-cache': {
    kind: 'path',
    variable: 'HF_HUB_CACHE',
    alsoVariables: ['HUGGINGFACE_HUB_CACHE', 'HF_HOME', 'XDG_CACHE_HOME'],
    file: 'never',
    defaultText: '~/.cache/huggingface/hub',
    readBy: ['*'],
    meaning: 'where models lie, shared with other tools',
  },
  'hub-endpoint': {
    kind: 'text',
    variable: 'HF_ENDPOINT',
    file: 'never',
    default: 'https://huggingface.co',
    readBy: ['transcribe', 'subtitle', 'align', 'retime', 'eval', 'models', 'doctor', 'bootstrap'],
    meaning: 'the model hub, or a mirror of it',
  },
  'hub-token': {
    kind: 'text',
    variable: 'HF_TOKEN',
    alsoVariables: ['HUGGING_FACE_HUB_TOKEN'],
    file: 'never',
    defaultText: 'the file that `hf auth login` writes, if there is one',
    readBy: ['transcribe', 'subtitle', 'align', 'retime', 'eval', 'models', 'doctor', 'bootstrap'],
    isSecret: true,
    meaning: "the hub's token; never shown",
  },
} as const satisfies Readonly<Record<string, SettingRow>>;

type Rows = typeof SETTINGS;
type ValueOf<R extends SettingRow> = R['kind'] extends 'count' | 'number'
  ? number
  : R['kind'] extends 'switch'
    ? boolean
    : R['kind'] extends 'list'
      ? readonly string[]
      : string;

/** The key of a setting. */
export type SettingKey = keyof Rows;

/** A value for each setting; undefined where the default is decided later. */
export type Settings = {
  readonly [K in SettingKey]: 'default' extends keyof Rows[K]
    ? ValueOf<Rows[K]>
    : ValueOf<Rows[K]> | undefined;
};
