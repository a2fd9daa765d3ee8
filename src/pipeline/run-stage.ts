/**
 * Run stage: a stage's product, taken from where it was kept or else made, once, whoever asks.
 *
 * Reused   if the product of the step's key is there and sound.
 * Once     else a lock of that key is taken; whoever comes second waits, then finds the product.
 * Resumed  finished parts are kept while the stage works, and dropped when the product is there.
 * Alike    what the next stage sees is what was read back, never what was made: a product that was kept and one that is
 *          fresh cannot differ.
 * Nested   a stage's work must not run other stages: two processes could wait for each other for ever. What comes about
 *          beside it is kept with `keepMade`.
 * Throws   what the work throws, CancelledError; troubles of the state are told, not thrown.
 * @module
 */
import { join } from 'node:path';
import { InternalError, systemCode, throwIfCancelled } from '../kernel/index.ts';
import { acquireLock, type FileLock, sha256, tryLock } from '../platform/index.ts';
import { type Course, remember } from './course.ts';
import { openParts, type Parts } from './parts.ts';
import { keepProduct, recallProduct, recordStage } from './products.ts';
import { keyOf } from './stage-key.ts';
import type { Contents, Keyed, Made, ProductMap, StageName, Step } from './stage-types.ts';
import type { State } from './state.ts';

/** What a stage's work is given. */
export interface StageContext<P extends ProductMap, S extends StageName> {
  readonly key: string;
  /** What the step takes: products and digests. */
  readonly inputs: Contents<P, S>;
  readonly signal: AbortSignal;
  /** Finished parts of this product, from a run that did not come to its end. */
  readonly parts: Parts;
  /**
   * Says that the product was made otherwise than its key tells, for example by another engine. It is not kept, and what
   * is made from it does not count as made from the real one.
   */
  deviate(): void;
}

/** The step's product, from where it was kept or by `work`. */
export async function runStage<P extends ProductMap, S extends StageName>(
  course: Course<P>,
  step: Step<P, S>,
  work: (context: StageContext<P, S>) => Promise<P[S]>,
): Promise<Made<P, S>> {
  throwIfCancelled(course.signal);
  const found = await findMade(course, step);
  if (found !== undefined) return found;
  const lock = await lockStage(course, keyOf(step));
  try {
    return (await findMade(course, step)) ?? (await make(course, step, work));
  } finally {
    await lock?.release();
  }
}

/** The step's product if it is there; it then counts as used by this run. */
export async function findMade<P extends ProductMap, S extends StageName>(
  course: Course<P>,
  step: Step<P, S>,
): Promise<Made<P, S> | undefined> {
  const { state } = course;
  if (state === undefined) return undefined;
  const { stage, key } = keyOf(step);
  const text = await remember(course, async () => await recallProduct(state, key));
  if (text === undefined) return undefined;
  await record(course, step, { key, state: 'reused' });
  return { stage, key, product: JSON.parse(text), isReused: true };
}

/** Keeps a product that came about beside the work of another stage, and in that time. */
export async function keepMade<P extends ProductMap, S extends StageName>(
  course: Course<P>,
  step: Step<P, S>,
  product: P[S],
): Promise<Made<P, S>> {
  const { stage, key } = keyOf(step);
  const text = textOf(stage, product);
  const { state } = course;
  if (state !== undefined) await remember(course, async () => await keepProduct(state, { stage, key }, text));
  await record(course, step, { key, state: 'ran' });
  return { stage, key, product: JSON.parse(text), isReused: false };
}

async function make<P extends ProductMap, S extends StageName>(
  course: Course<P>,
  step: Step<P, S>,
  work: (context: StageContext<P, S>) => Promise<P[S]>,
): Promise<Made<P, S>> {
  const { state, signal } = course;
  const { stage, key } = keyOf(step);
  const since = performance.now();
  let hasDeviated = false;
  await record(course, step, { key, state: 'running' });
  try {
    const product = await work({
      ...{ key, signal, inputs: contentsOf(step), parts: openParts(course, key) },
      deviate: () => {
        hasDeviated = true;
      },
    });
    const text = textOf(stage, product);
    if (state !== undefined && !hasDeviated)
      await remember(course, async () => await keepProduct(state, { stage, key }, text));
    await record(course, step, { key, state: 'ran', ms: performance.now() - since });
    const told = hasDeviated ? sha256(`${key} ${sha256(text)}`) : key;
    return { stage, key: told, product: JSON.parse(text), isReused: false };
  } catch (error) {
    const ended = signal.aborted ? 'cancelled' : 'failed';
    await record(course, step, { key, state: ended, ms: performance.now() - since });
    throw error;
  }
}

/** Waits for its turn; undefined where no lock can be had, and the work may be done twice. */
async function lockStage<P extends ProductMap>(
  { state, signal, report }: Course<P>,
  { stage, key }: Keyed<StageName>,
): Promise<FileLock | undefined> {
  if (state === undefined) return undefined;
  const onWait = (owner: string): void =>
    report({ type: 'note', message: `waiting for ${owner}, which does the same (${stage})` });
  try {
    // The lock of a process that was killed is taken without a word about it.
    const path = lockPath(state, key);
    return (await tryLock(path)) ?? (await acquireLock(path, { signal, onWait }));
  } catch (error) {
    if (!UNLOCKABLE.includes(systemCode(error) ?? '')) throw error;
    return undefined;
  }
}

/** What a place answers where no file can be made. */
const UNLOCKABLE = ['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

function lockPath({ home }: State, key: string): string {
  return join(home, 'locks', `${key}.lock`);
}

async function record<P extends ProductMap, S extends StageName>(
  course: Course<P>,
  { stage, branch = '' }: Step<P, S>,
  reached: Parameters<typeof recordStage>[2],
): Promise<void> {
  const { state } = course;
  if (state !== undefined)
    await remember(course, () => recordStage(state, { run: course.id, stage, branch }, reached));
  const { state: now, ms } = reached;
  course.report({ type: 'stage', stage, branch, state: now, ...(ms === undefined ? {} : { ms }) });
}

function contentsOf<P extends ProductMap, S extends StageName>({ inputs }: Step<P, S>): Contents<P, S> {
  const contents: Record<string, unknown> = {};
  for (const [name, input] of Object.entries<unknown>(inputs)) {
    if (typeof input === 'string') contents[name] = input;
    else if (typeof input === 'object' && input !== null && 'product' in input)
      contents[name] = input.product;
  }
  return contents as Contents<P, S>;
}

function textOf(stage: StageName, product: unknown): string {
  const text: string | undefined = JSON.stringify(product);
  if (text === undefined) throw new InternalError(`the stage ${stage} made nothing that JSON can hold`);
  return text;
}
