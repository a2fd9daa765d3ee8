/**
 * Look at engines: whether the in-process engine's runtime loads, in what state the environments of the others are, and
 * what `auto` would choose.
 * @module
 */
import { toAppError } from '../../kernel/index.ts';
import { environmentSupport, type Graphics, inspectEnvironment } from '../../setup/index.ts';
import { chooseEngine } from '../engine-choice.ts';
import type { Wiring } from '../wiring.ts';
import type { Diagnosis, EngineReport, Problem } from './diagnosis.ts';

/** What was found. */
export interface EngineFindings {
  readonly reports: readonly EngineReport[];
  readonly auto?: NonNullable<Diagnosis['auto']>;
  readonly problems: readonly Problem[];
}

const ENVIRONMENTS = ['mlx', 'faster-whisper'] as const;

type EnvironmentEngine = (typeof ENVIRONMENTS)[number];

/** Looks at all of them. */
export async function lookAtEngines(wiring: Wiring): Promise<EngineFindings> {
  const [own, ...others] = await Promise.all([
    lookAtOnnx(wiring),
    ...ENVIRONMENTS.map(async (engine) => await lookAtEnvironment(engine, wiring)),
  ]);
  return {
    ...own,
    reports: [...own.reports, ...others],
    problems: [...own.problems, ...others.flatMap(environmentProblem)],
  };
}

/** An engine that this machine's graphics would be used by, and that is not there. */
export function missedEngine(engines: readonly EngineReport[], graphics: Graphics): readonly Problem[] {
  const best = { apple: 'mlx', nvidia: 'faster-whisper', none: undefined }[graphics.kind];
  if (!engines.some(({ name, state }) => name === best && state === 'absent')) return [];
  const what = `The ${best} engine would use the graphics of this machine, and was not made yet.`;
  return [{ what, mend: `offscribe bootstrap --engines onnx,${best}`, blocks: false }];
}

async function lookAtOnnx(wiring: Wiring): Promise<EngineFindings> {
  const { runtimeVersion } = await import('../../engines/index.ts');
  try {
    const finding = `in this process, on ONNX Runtime ${await runtimeVersion()}`;
    const { name, reason } = await chooseEngine('auto', wiring.engines);
    return {
      reports: [{ name: 'onnx', state: 'ready', finding }],
      auto: { engine: name, reason },
      problems: [],
    };
  } catch (error) {
    const { message, hint = 'npm ci' } = toAppError(error);
    return {
      reports: [{ name: 'onnx', state: 'broken', finding: message }],
      problems: [{ what: message, mend: hint, blocks: true }],
    };
  }
}

async function lookAtEnvironment(name: EnvironmentEngine, { home, env }: Wiring): Promise<EngineReport> {
  const { supported, reason } = environmentSupport(name);
  if (!supported) return { name, state: 'unsupported', finding: reason };
  const { state, finding } = await inspectEnvironment(name, { home, env });
  return { name, state, finding };
}

/** One that was never asked for is no problem; one that was made and cannot be used is. */
function environmentProblem({ name, state, finding }: EngineReport): readonly Problem[] {
  if (!['partial', 'stale', 'broken'].includes(state)) return [];
  const what = `The ${name} environment is ${state}: ${finding}`;
  return [{ what, mend: `offscribe bootstrap --engines onnx,${name}`, blocks: false }];
}
