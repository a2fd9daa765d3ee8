/**
 * Receipt: which files a run wrote, and with which bytes; so that the same run may replace its own work, and
 * nothing else ever is.
 *
 * On disk  `<OFFSCRIBE_HOME>/runs/<run key>.json`: `{ "outputs": { "<absolute path>": "<sha256>" } }`.
 * Run key  sha256 of the canonical JSON of everything that decides the output's bytes.
 * @module
 */
import { join } from 'node:path';
import { canonicalJson, systemCode } from '../kernel/index.ts';
import {
  makeFolder,
  readTextIfPresent,
  sha256,
  sha256OfFile,
  statIfPresent,
  writeFileAtomic,
} from '../platform/index.ts';

/** Everything that decides a run's output. Only values that survive JSON; an absent one is left out. */
export type RunFacts = Readonly<Record<string, unknown>>;

/** A run's name: the same facts give the same key, whatever the order they are listed in. */
export function runKey(facts: RunFacts): string {
  return sha256(canonicalJson(facts));
}

/** Whether the file at `path` is exactly what the run of this key wrote there; one edited since is not. */
export async function isOwnOutput(home: string, key: string, path: string): Promise<boolean> {
  const recorded = (await readReceipt(home, key))[path];
  if (recorded === undefined || (await statIfPresent(path)) === undefined) return false;
  return (await sha256OfFile(path)) === recorded;
}

/**
 * Records what a run is about to publish: the sha256 of each file, by its absolute path. Written before the files appear: a crash in between leaves a receipt for
 * bytes that are not there, which allows nothing, while the other order would make the user's rerun fail.
 * A home that cannot be written costs only the permission to replace.
 */
export async function recordOutputs(
  home: string,
  key: string,
  digests: Readonly<Record<string, string>>,
): Promise<void> {
  const outputs = { ...(await readReceipt(home, key)), ...digests };
  try {
    await makeFolder(join(home, 'runs'));
    await writeFileAtomic(receiptPath(home, key), `${JSON.stringify({ outputs })}\n`);
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'].includes(code)) throw error;
  }
}

function receiptPath(home: string, key: string): string {
  return join(home, 'runs', `${key}.json`);
}

async function readReceipt(home: string, key: string): Promise<Record<string, string>> {
  const text = await readTextIfPresent(receiptPath(home, key));
  if (text === undefined) return {};
  try {
    const { outputs } = JSON.parse(text) as { outputs?: unknown };
    if (outputs === null || typeof outputs !== 'object') return {};
    return Object.fromEntries(Object.entries(outputs).filter(([, digest]) => typeof digest === 'string'));
  } catch (error) {
    // A torn receipt allows nothing.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
