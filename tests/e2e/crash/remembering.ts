/**
 * Remembering: homes whose runs are remembered, a long recording, and a process that notes or dies at what it keeps.
 * @module
 */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { concatPcm, formatWav } from '../../../src/audio/index.ts';
import { SAMPLE_RATE_HZ } from '../../../src/kernel/index.ts';
import { clipSamples } from '../media.ts';
import { PACKAGE, type RunEnvironment, temporaryFolder } from '../offscribe.ts';

/** What a run of these tests writes. */
export const OUTPUTS = ['long.srt', 'long.json'] as const;

/** The command line of all runs here. */
export const LINE = ['transcribe', 'long.wav', '-m', 'tiny.en', '-f', 'srt,json', '--offline'] as const;

/**
 * Loaded into the process before anything else: counts what it makes lasting (rows written, files renamed into place), tells
 * each in a file, and kills the process with no warning in front of the one whose number it is told.
 */
const WATCHER = `
import { appendFileSync, promises } from 'node:fs';
import { register, syncBuiltinESMExports } from 'node:module';
const { STEPS_FILE, DIE_AT } = process.env;
let number = 0;
globalThis.lastingStep = (what, act) => {
  number += 1;
  if (number === Number(DIE_AT)) process.kill(process.pid, 'SIGKILL');
  const result = act();
  appendFileSync(STEPS_FILE, what + '\\n');
  return result;
};
const { rename } = promises;
promises.rename = async (from, to) =>
  await globalThis.lastingStep('rename ' + String(to).split('/').slice(-3)[0], () => rename(from, to));
syncBuiltinESMExports();
register('./watch-hooks.mjs', import.meta.url);
`;

/** The library's own classes cannot be changed, so that the program is given another module in its place. */
const HOOKS = `
export async function resolve(specifier, context, next) {
  const isWatched = specifier === '@photostructure/sqlite' && !context.parentURL?.endsWith('watch-sqlite.mjs');
  if (!isWatched) return await next(specifier, context);
  return { url: new URL('./watch-sqlite.mjs', import.meta.url).href, shortCircuit: true };
}
`;

const SQLITE = `
import { DatabaseSync as Real } from '@photostructure/sqlite';
export class DatabaseSync extends Real {
  prepare(sql) {
    const statement = super.prepare(sql);
    const words = sql.trim().split(/\\s+/).slice(0, 5).join(' ');
    const what = (values) => (/^INSERT.* parts$/.test(words) ? 'part ' + values[1] : words);
    const isWrite = /^(INSERT|UPDATE|DELETE)/i.test(words);
    return {
      get: (...values) => statement.get(...values),
      all: (...values) => statement.all(...values),
      run: (...values) =>
        isWrite
          ? globalThis.lastingStep(what(values), () => statement.run(...values))
          : statement.run(...values),
    };
  }
}
`;

/** A place for one run and its repetitions. */
export interface RememberingPlace {
  readonly cwd: string;
  readonly env: RunEnvironment;
  /** Everything that was made lasting in it, in order. */
  steps(): Promise<readonly string[]>;
  /** The bytes of the outputs. */
  outputs(): Promise<readonly string[]>;
}

/** A fresh home, in which the weights are converted already, and a folder with `media` in it. */
export async function openPlace(media: Uint8Array): Promise<RememberingPlace> {
  const folder = await temporaryFolder();
  const [home, cwd, steps] = [join(folder, 'home'), join(folder, 'cwd'), join(folder, 'steps')];
  await mkdir(home);
  await mkdir(cwd);
  await symlink(join(inject('offscribeHome'), 'derived'), join(home, 'derived'), 'junction');
  await writeFile(join(cwd, 'long.wav'), media);
  await writeFile(steps, '');
  return {
    cwd,
    env: {
      OFFSCRIBE_HOME: home,
      OFFSCRIBE_REMEMBER: 'true',
      STEPS_FILE: steps,
      NODE_OPTIONS: `--import ${await watcher()}`,
    },
    steps: async () => (await readFile(steps, 'utf8')).split('\n').filter((line) => line !== ''),
    outputs: async () => await Promise.all(OUTPUTS.map((name) => readFile(join(cwd, name), 'utf8'))),
  };
}

/** In the package, so that it finds the very library that the program does. */
async function watcher(): Promise<string> {
  const folder = join(PACKAGE, 'scripts');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'watch-hooks.mjs'), HOOKS);
  await writeFile(join(folder, 'watch-sqlite.mjs'), SQLITE);
  const path = join(folder, 'watch-steps.mjs');
  await writeFile(path, WATCHER);
  return path;
}

/** The example recording, so many times, as the bytes of a WAV. */
export async function recording(times: number): Promise<Uint8Array> {
  const clip = await clipSamples();
  return formatWav(concatPcm(Array.from({ length: times }, () => clip)), { sampleRateHz: SAMPLE_RATE_HZ });
}

/** Keys of the windows that were kept. */
export function windowsIn(steps: readonly string[]): readonly string[] {
  return steps.filter((step) => step.startsWith('part '));
}
