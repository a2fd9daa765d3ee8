/**
 * Prober: proves models by a process of its own and keeps what it found.
 *
 * Process  no network, none of the user's tokens or proxies, a time limit, no core file; ended with its whole group.
 * Failure  whatever the model does to that process is a finding, kept as a record with `ok: false`.
 * Throws   CancelledError; StoreError E_DISK_FULL, E_STORE_UNWRITABLE; EngineError E_ENGINE_FAILED when the runtime
 *          does not load at all; InternalError when the probe cannot run.
 * @module
 */
import { AppError, CancelledError, ERROR_TABLE, type ErrorCode, InternalError } from '../../kernel/index.ts';
import {
  type CachedModel,
  keepProbeRecord,
  type LoadingEngine,
  type ProbeRecord,
  type Prober,
} from '../../models/index.ts';
import { type ContainedEnd, type Environment, runContained } from '../../platform/index.ts';
import type { EngineRoster } from '../engine-roster.ts';
import { type ProbeAnswer, type ProbeEngine, type ProbeJob, parseAnswer } from './probe-job.ts';
import { findProbeProgram } from './probe-program.ts';

/** What a prober works with. */
export interface ProberOptions {
  readonly env: Environment;
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly engines: Pick<EngineRoster, 'look'>;
  /** The program that probes; default: the one in the package that this file belongs to. */
  readonly program?: string | undefined;
  /**
   * Time limit; default: two minutes in-process and ten in Python, where MLX may have no GPU, and a second for each
   * 10 MB of the model, which may have to be converted.
   */
  readonly limitMs?: number | undefined;
}

const LIMIT_MS = { onnx: 120_000, mlx: 600_000, 'faster-whisper': 600_000 } as const;
const LIMIT_BYTES_PER_MS = 10_000;

/** All that the process sees of the user's environment: where programs, libraries and temporary files are. */
const PASSED_ON =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|USERPROFILE|SYSTEMROOT|WINDIR)$/i;

/** For what reads them instead of asking us. */
const OFFLINE = { OFFSCRIBE_OFFLINE: '1', HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1' };

/** Makes a prober; nothing is loaded or started until it is asked. */
export function openProber(options: ProberOptions): Prober {
  return {
    unprovable: async ({ entry }, wanted) => {
      const found = await findEngine(entry, wanted, options.engines);
      return typeof found === 'string' ? found : undefined;
    },
    probe: async (model, { engine: wanted, signal } = {}) => {
      const engine = await findEngine(model.entry, wanted, options.engines);
      if (typeof engine === 'string') throw new InternalError(`a probe of ${model.entry.name}: ${engine}`);
      const record = await probe(model, engine, { ...options, signal });
      await keepProbeRecord(options.home, model.manifest, record);
      return record;
    },
  };
}

/** The engine that proves a model, or in words why none does. */
async function findEngine(
  { task, engines, languages }: CachedModel['entry'],
  wanted: LoadingEngine | undefined,
  roster: ProberOptions['engines'],
): Promise<ProbeEngine | string> {
  if (task !== 'transcribe' && task !== 'vad')
    return `nothing in this build uses a model for the task ${task} yet`;
  const able = engines.filter((name) => wanted === undefined || name === wanted);
  if (able.length === 0)
    return `no engine${wanted === undefined ? '' : ` ${wanted}`} can load its weights yet`;
  const knowsEnglish = task === 'vad' || languages === 'multilingual' || languages.includes('en');
  if (!knowsEnglish) return 'the sentence that a probe speaks is English, which it does not know';
  let mend = '';
  for (const name of able) {
    const found = await roster.look(name);
    if (found.isReady) return { name, version: found.version, ...(found.python && { python: found.python }) };
    mend ||= found.mend;
  }
  return `it needs the engine ${able.join(' or ')}, which is not ready here (${mend})`;
}

async function probe(
  model: CachedModel,
  engine: ProbeEngine,
  options: ProberOptions & { readonly signal: AbortSignal | undefined },
): Promise<ProbeRecord> {
  const { entry, manifest, folder, sha256 } = model;
  const task = entry.task === 'vad' ? 'vad' : 'transcribe';
  const job: ProbeJob = { home: options.home, engine, folder, task, sha256 };
  const modelBytes = manifest.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const limitMs = options.limitMs ?? LIMIT_MS[engine.name] + modelBytes / LIMIT_BYTES_PER_MS;
  const start = performance.now();
  const end = await runJob(job, { ...options, limitMs });
  const tookSec = Math.round(performance.now() - start) / 1000;
  const about = { engine: engine.name, engineVersion: engine.version };
  return { ...about, tookSec, ...outcomeOf(end, limitMs) };
}

async function runJob(
  job: ProbeJob,
  {
    program,
    env,
    limitMs,
    signal,
  }: ProberOptions & { readonly limitMs: number; readonly signal: AbortSignal | undefined },
): Promise<ContainedEnd> {
  const passedOn = Object.entries(env).filter(([name]) => PASSED_ON.test(name));
  try {
    return await runContained({
      script: program ?? (await findProbeProgram()),
      input: JSON.stringify(job),
      env: { ...Object.fromEntries(passedOn), ...OFFLINE },
      limitMs,
      signal,
    });
  } catch (error) {
    if (signal?.aborted === true) throw new CancelledError({ cause: error });
    throw error;
  }
}

type Outcome = Pick<ProbeRecord, 'ok' | 'finding'> & Partial<Pick<ProbeRecord, 'tookSec'>>;

function outcomeOf(end: ContainedEnd, limitMs: number): Outcome {
  const answer = parseAnswer(end.stdout);
  if (answer !== undefined) return findingOf(answer);
  if (end.isOutOfTime) {
    return {
      ok: false,
      finding: `It was stopped when it was not done after ${Math.ceil(limitMs / 1000)} s.`,
    };
  }
  if (end.endedBy === 'SIGKILL') {
    return { ok: false, finding: 'The system ended it (SIGKILL), as it does when memory runs out.' };
  }
  if (end.endedBy !== undefined) return { ok: false, finding: `The engine crashed on it (${end.endedBy}).` };
  // So Windows reports an access violation and its like.
  if ((end.exitCode ?? 0) > 255) return { ok: false, finding: `The engine crashed on it (${end.exitCode}).` };
  throw new InternalError(`the probe ended with the exit code ${end.exitCode} and no answer`, {
    details: { stderr: end.stderr.slice(-2000) },
  });
}

function findingOf(answer: ProbeAnswer): Outcome {
  if (!('error' in answer)) return answer;
  const { code, message, hint } = answer.error;
  if (!isErrorCode(code)) throw new InternalError(message);
  throw new AppError(code, message, hint === undefined ? {} : { hint });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_TABLE, code);
}
