/**
 * Engine roster: the engines of this build, and which of them this machine can run.
 *
 * Lazy   runtimes are heavy and most commands do without: nothing is loaded, and no program started, until it is asked for.
 * @module
 */
import type { PythonEngineName, SpeechEngine } from '../engines/index.ts';
import { NotReadyError } from '../kernel/index.ts';
import type { LoadingEngine } from '../models/index.ts';
import type { Environment, TrustedDigests } from '../platform/index.ts';
import type { Graphics } from '../setup/index.ts';

/** How an engine can be had here, or why it cannot. */
export type EngineReadiness =
  | { readonly isReady: true; readonly version: string; readonly python?: string }
  | { readonly isReady: false; readonly finding: string; readonly mend: string };

/** The engines. */
export interface EngineRoster {
  /** Looks without starting anything. */
  look(name: LoadingEngine): Promise<EngineReadiness>;
  /** Throws NotReadyError E_RUNTIME_MISSING with the command that mends it when it is not ready. */
  require(name: LoadingEngine): Promise<void>;
  /** Its version; undefined while it is not ready. */
  versionOf(name: LoadingEngine): Promise<string | undefined>;
  /** Throws NotReadyError E_RUNTIME_MISSING when it is not ready. */
  create(name: LoadingEngine): Promise<SpeechEngine>;
  /** Loads what an engine needs whatever its model is, so that loading one is quicker. Throws as loading one does. */
  prepare?(name: LoadingEngine): Promise<void>;
  /** What there is to compute on beside the processor. */
  graphics(): Promise<Graphics>;
}

/** What a roster is made from. */
export interface RosterOptions {
  readonly env: Environment;
  /** OFFSCRIBE_HOME, which holds the environments. */
  readonly home: string;
  readonly digests: TrustedDigests;
}

/** The real engines of this machine. */
export function openEngineRoster(options: RosterOptions): EngineRoster {
  const roster: EngineRoster = {
    look: async (name) => (name === 'onnx' ? await lookAtOnnx() : await lookAtEnvironment(name, options)),
    versionOf: async (name) => {
      const found = await roster.look(name);
      return found.isReady ? found.version : undefined;
    },
    require: async (name) => void (await readyOrThrow(name)),
    create: async (name) => await createEngine(name, await readyOrThrow(name), options),
    prepare: async (name) => {
      if (name === 'onnx') await (await import('../engines/index.ts')).prepareOnnxRuntime();
    },
    graphics: async () => await (await import('../setup/index.ts')).readGraphics(options.env),
  };
  return roster;

  async function readyOrThrow(name: LoadingEngine): Promise<Extract<EngineReadiness, { isReady: true }>> {
    const found = await roster.look(name);
    if (!found.isReady) throw await notReady(name, found);
    return found;
  }
}

/** The error for an engine that cannot be had. */
async function notReady(
  name: LoadingEngine,
  { finding, mend }: Extract<EngineReadiness, { isReady: false }>,
): Promise<NotReadyError> {
  const { environmentSupport } = await import('../setup/index.ts');
  const { supported, reason } = name === 'onnx' ? { supported: true, reason: '' } : environmentSupport(name);
  const message = `The engine ${name} is not ready: ${supported ? finding : reason}`;
  const hint = supported ? mend : 'offscribe transcribe MEDIA --engine onnx';
  return new NotReadyError('E_RUNTIME_MISSING', message, { hint });
}

async function lookAtOnnx(): Promise<EngineReadiness> {
  const { onnxEngineVersion } = await import('../engines/index.ts');
  return { isReady: true, version: await onnxEngineVersion() };
}

async function lookAtEnvironment(
  name: PythonEngineName,
  { env, home }: RosterOptions,
): Promise<EngineReadiness> {
  const { inspectEnvironment } = await import('../setup/index.ts');
  const { state, python, version, finding } = await inspectEnvironment(name, { home, env });
  if (state === 'ready' && python !== undefined && version !== undefined)
    return { isReady: true, version, python };
  return { isReady: false, finding, mend: `offscribe bootstrap --engines ${name}` };
}

async function createEngine(
  name: LoadingEngine,
  { version, python }: Extract<EngineReadiness, { isReady: true }>,
  { env, home, digests }: RosterOptions,
): Promise<SpeechEngine> {
  const engines = await import('../engines/index.ts');
  if (name === 'onnx' || python === undefined) return engines.createOnnxEngine({ home, digests });
  return engines.createPythonEngine({ engine: name, python, version, home, digests, env });
}
