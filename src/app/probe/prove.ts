/**
 * Prove: loads a model just as a run would and lets it work on a sentence whose words are known.
 *
 * Runs in a process of its own, since the native reader may crash or hang on what is in the files.
 * Throws  what says nothing about the model: a full disk, a runtime that does not load.
 * @module
 */
import { join, sep } from 'node:path';
import {
  createOnnxEngine,
  createPythonEngine,
  DEFAULT_TRANSCRIBE_OPTIONS,
  hearAll,
  KNOWN_WORDS,
  knownSpeech,
  loadVoiceActivityDetector,
  runtimeVersion,
  type SpeechEngine,
} from '../../engines/index.ts';
import { AppError, SAMPLE_RATE_HZ } from '../../kernel/index.ts';
import { type Environment, openTrustedDigests } from '../../platform/index.ts';
import { scoreText } from '../../text/index.ts';
import { dropDamagedDerived } from '../../weights/index.ts';
import type { ProbeJob } from './probe-job.ts';

/** What a model showed. */
export interface Finding {
  readonly ok: boolean;
  /** One sentence. */
  readonly finding: string;
}

/**
 * One word of the six may be another, since the weakest models mishear one now and then. Weights that are not what
 * they should be give nothing, or words that have nothing to do with the sentence.
 */
const MOST_WORD_ERRORS = 1;

/** Longest part of what was heard that is repeated. */
const MAX_HEARD_CHARACTERS = 100;

/** What engines say when a model is at fault. */
const MODEL_FAULTS = [
  'E_MODEL_CORRUPT',
  'E_MODEL_NOT_CACHED',
  'E_MODEL_UNLOADABLE',
  'E_ENGINE_FAILED',
  'E_ENGINE_CRASHED',
  'E_ENGINE_OOM',
  'E_LANGUAGE_UNSUPPORTED',
];

/** Loads the model and lets it work. A worker of an engine sees `env`. */
export async function prove(job: ProbeJob, env: Environment): Promise<Finding> {
  // A runtime that does not load on this machine is not the model's fault.
  if (job.engine.name === 'onnx') await runtimeVersion();
  try {
    return await proveOnce(job, env);
  } catch (error) {
    if (!(error instanceof AppError) || !MODEL_FAULTS.includes(error.code)) throw error;
    if (!isAboutDerived(error, job)) return { ok: false, finding: sentenceOf(error) };
    // What an earlier run converted was damaged since; that can be made again.
    await dropDamagedDerived(job.home, job.sha256);
    return await proveOnce(job, env);
  }
}

async function proveOnce(job: ProbeJob, env: Environment): Promise<Finding> {
  return job.task === 'vad' ? await proveDetector(job) : await proveEngine(job, env);
}

async function proveEngine(job: ProbeJob, env: Environment): Promise<Finding> {
  const model = await engineOf(job, env).load(job.folder, {});
  // Without a second and a sixth try: a model that needs one for a plain sentence is no good one.
  const options = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en', temperatures: [0] };
  const heard: string[] = [];
  for await (const event of model.transcribe({ pcm: pieces(knownSpeech()) }, options, NEVER)) {
    if (event.type === 'segment') heard.push(event.segment.text);
  }
  await model.close();
  return judgeWords(heard.join('').trim());
}

function engineOf({ home, engine }: ProbeJob, env: Environment): SpeechEngine {
  const { name, version, python } = engine;
  const digests = openTrustedDigests(home);
  if (name === 'onnx' || python === undefined) return createOnnxEngine({ home, digests });
  return createPythonEngine({ engine: name, python, version, home, digests, env });
}

/** Whether what was heard is what was said. */
export function judgeWords(heard: string): Finding {
  const { errors } = scoreText(KNOWN_WORDS, heard, 'en');
  const said = `"${KNOWN_WORDS}"`;
  if (errors <= MOST_WORD_ERRORS) return { ok: true, finding: `It heard ${quoted(heard)}` };
  return {
    ok: false,
    finding: `It heard ${heard === '' ? 'nothing' : quoted(heard)} where ${said} was said.`,
  };
}

async function proveDetector({ folder }: ProbeJob): Promise<Finding> {
  const detector = await loadVoiceActivityDetector(folder);
  const speech = knownSpeech();
  const { regions: inSpeech } = await hearAll(detector, pieces(speech), NEVER);
  const { regions: inSilence } = await hearAll(detector, pieces(new Float32Array(speech.length)), NEVER);
  await detector.close();
  const found = inSpeech.reduce((sum, { start, end }) => sum + end - start, 0);
  if (found < speech.length / SAMPLE_RATE_HZ / 2)
    return { ok: false, finding: 'It found no speech in speech.' };
  if (inSilence.length > 0) return { ok: false, finding: 'It found speech in silence.' };
  return { ok: true, finding: 'It found speech in speech, and none in silence.' };
}

const NEVER = new AbortController().signal;

async function* pieces(pcm: Float32Array): AsyncGenerator<Float32Array> {
  yield pcm;
}

/** The runtime's own words end as they like, and may go on for lines. */
function sentenceOf({ message }: AppError): string {
  return `${(message.split('\n')[0] ?? '').replace(/\.$/, '')}.`;
}

function isAboutDerived(error: AppError, { home }: ProbeJob): boolean {
  const file = error.details?.['file'];
  return typeof file === 'string' && file.startsWith(join(home, 'derived') + sep);
}

/** Escaped, since a broken model may say anything; cut, since it may say much. */
function quoted(text: string): string {
  return JSON.stringify(
    text.length > MAX_HEARD_CHARACTERS ? `${text.slice(0, MAX_HEARD_CHARACTERS)}...` : text,
  );
}
