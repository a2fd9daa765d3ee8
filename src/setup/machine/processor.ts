/**
 * Processor: its name, what of it matters to a speech engine, and how many there are.
 *
 * Total  what the system does not tell is left out.
 * Source Linux `platform/processor-flags.ts`; macOS `sysctl hw.optional machdep.cpu`.
 * @module
 */
import { arch, availableParallelism, cpus } from 'node:os';
import {
  type Environment,
  findProgram,
  processorFlags,
  readGroupLimits,
  runProgram,
} from '../../platform/index.ts';

/** A processor. */
export interface Processor {
  /** As it calls itself. */
  readonly model: string;
  /** `x64`, `arm64` ... */
  readonly architecture: string;
  /** Of FEATURES, those it has. */
  readonly features: readonly string[];
  /** That this process may run on. */
  readonly cores: number;
  /** What a control group leaves of them, for example 1.5; absent where none does. */
  readonly coreLimit?: number;
}

/** A feature by its name here, and what systems call it, lower-case. */
const FEATURES: readonly (readonly [string, readonly string[]])[] = [
  ['AVX2', ['avx2', 'avx2_0']],
  ['AVX-512', ['avx512f']],
  ['VNNI', ['avx512_vnni', 'avx_vnni', 'avx512vnni']],
  ['AMX', ['amx_int8']],
  ['NEON', ['asimd', 'neon', 'advsimd']],
  ['dot products', ['asimddp', 'feat_dotprod']],
  ['i8mm', ['i8mm', 'feat_i8mm']],
  ['SVE', ['sve']],
];

/** Asks the system. */
export async function readProcessor(env: Environment): Promise<Processor> {
  const { cpus: coreLimit } = await readGroupLimits();
  const told = await featureText(env);
  return {
    model: cpus()[0]?.model.trim().replace(/\s+/g, ' ') || 'unknown',
    architecture: arch(),
    features: featuresIn(arch() === 'arm64' ? `${told} neon` : told),
    cores: availableParallelism(),
    ...(coreLimit === undefined ? {} : { coreLimit: Math.round(coreLimit * 100) / 100 }),
  };
}

/** Features named in what a system tells of its processors. */
export function featuresIn(text: string): readonly string[] {
  const words = new Set(text.toLowerCase().split(/[^a-z0-9_]+/));
  return FEATURES.filter(([, names]) => names.some((name) => words.has(name))).map(([feature]) => feature);
}

async function featureText(env: Environment): Promise<string> {
  if (process.platform === 'linux') return (await processorFlags()).join(' ');
  const sysctl = process.platform === 'darwin' ? await findProgram('sysctl', env) : undefined;
  if (sysctl === undefined) return '';
  const { stdout } = await runProgram(sysctl, ['-a', 'hw.optional', 'machdep.cpu']);
  // `hw.optional.arm.FEAT_DotProd: 1`: only what is on counts.
  return stdout
    .split('\n')
    .filter((line) => !line.trim().endsWith(': 0'))
    .join('\n');
}
