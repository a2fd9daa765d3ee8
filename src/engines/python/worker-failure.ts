/**
 * Worker failure: what became of an engine's process, as an error with a code.
 * @module
 */
import {
  type AppError,
  CancelledError,
  EngineError,
  type JsonValue,
  StoreError,
  UsageError,
} from '../../kernel/index.ts';
import type { GroupEnd } from '../../platform/index.ts';
import type { PythonEngineName } from './python-engine-name.ts';

/** The process that failed: its engine, and the end of what it complained about. */
export interface FailedWorker {
  readonly engine: PythonEngineName;
  readonly stderr: string;
}

const STDERR_LINES = 20;
const STDERR_CHARACTERS = 4000;
const OTHER_ENGINE = 'offscribe transcribe MEDIA --engine onnx';

/** It ended while something was wanted of it. */
export function endedFailure(worker: FailedWorker, end: GroupEnd): EngineError {
  const { engine } = worker;
  const facts = detailsOf(worker, {
    ...(end.exitCode === undefined ? {} : { exitCode: end.exitCode }),
    ...(end.endedBy === undefined ? {} : { signal: end.endedBy }),
  });
  if (end.failure !== undefined) {
    return new EngineError('E_ENGINE_CRASHED', `The Python of the ${engine} engine cannot be started.`, {
      hint: 'offscribe bootstrap --force',
      cause: end.failure,
      ...facts,
    });
  }
  if (end.endedBy === 'SIGKILL') {
    return new EngineError(
      'E_ENGINE_OOM',
      `The system ended the ${engine} engine (SIGKILL), as it does when memory runs out.`,
      { hint: `${OTHER_ENGINE} -m tiny.en   (or close other programs)`, ...facts },
    );
  }
  const how = end.endedBy === undefined ? `exit code ${end.exitCode ?? 'unknown'}` : end.endedBy;
  return new EngineError(
    'E_ENGINE_CRASHED',
    `The ${engine} engine ended in the middle of its work (${how}).`,
    {
      hint: OTHER_ENGINE,
      ...facts,
    },
  );
}

/** It lives, but says nothing, or gets nowhere. */
export function hungFailure(worker: FailedWorker, what: string): EngineError {
  return new EngineError('E_ENGINE_CRASHED', `The ${worker.engine} engine ${what}; it was stopped.`, {
    hint: OTHER_ENGINE,
    ...detailsOf(worker, {}),
  });
}

/** It said what is not in the protocol. */
export function protocolFailure(worker: FailedWorker, what: string): EngineError {
  return new EngineError('E_ENGINE_PROTOCOL', `The ${worker.engine} engine ${what}.`, {
    hint: 'offscribe bootstrap --force',
    ...detailsOf(worker, {}),
  });
}

/** The error that it reported itself. */
export function reportedFailure(
  worker: FailedWorker,
  { code, message }: { readonly code: string; readonly message: string },
): AppError {
  const context = { hint: OTHER_ENGINE, ...detailsOf(worker, {}) };
  const sentence = `The ${worker.engine} engine: ${message}`;
  switch (code) {
    case 'E_CANCELLED':
      return new CancelledError();
    case 'E_MODEL_CORRUPT':
      return new StoreError(code, sentence, { ...context, hint: 'offscribe models verify' });
    case 'E_LANGUAGE_UNSUPPORTED':
    case 'E_USAGE':
      return new UsageError(code, sentence, context);
    case 'E_ENGINE_OOM':
      return new EngineError(code, sentence, { ...context, hint: `${OTHER_ENGINE} -m tiny.en` });
    case 'E_ENGINE_FAILED':
    case 'E_ENGINE_PROTOCOL':
      return new EngineError(code, sentence, context);
    default:
      return protocolFailure(worker, `reported an error that is in no table, ${JSON.stringify(code)}`);
  }
}

function detailsOf(
  { engine, stderr }: FailedWorker,
  facts: Readonly<Record<string, JsonValue>>,
): { readonly details: Readonly<Record<string, JsonValue>> } {
  const lines = stderr.slice(-STDERR_CHARACTERS).trimEnd().split('\n').slice(-STDERR_LINES);
  return { details: { engine, ...facts, stderr: lines } };
}
