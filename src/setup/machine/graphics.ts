/**
 * Graphics: what a speech engine could compute on beside the processor.
 *
 * Total  a driver that does not answer in time counts as none, and says so.
 * @module
 */
import { arch } from 'node:os';
import type { Environment } from '../../platform/index.ts';
import { askProgram } from './program-version.ts';

/** What there is. `apple`: the processor's own, with memory in common. */
export type Graphics =
  | { readonly kind: 'apple' }
  | { readonly kind: 'nvidia'; readonly name: string; readonly memoryBytes: number; readonly driver: string }
  | { readonly kind: 'none'; readonly finding?: string };

const QUESTION = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];

/** Asks the system, and NVIDIA's own program where that is installed. */
export async function readGraphics(env: Environment): Promise<Graphics> {
  if (process.platform === 'darwin' && arch() === 'arm64') return { kind: 'apple' };
  const answer = await askProgram('nvidia-smi', QUESTION, env);
  return answer === undefined ? { kind: 'none' } : parseNvidia(answer.text);
}

/** `NVIDIA H100, 81559, 550.54.15`: the first of several; memory in MiB. */
export function parseNvidia(text: string): Graphics {
  const [name, mebibytes, driver] = (text.split('\n')[0] ?? '').split(',').map((part) => part.trim());
  if (name === undefined || driver === undefined || !(Number(mebibytes) > 0))
    return { kind: 'none', finding: 'nvidia-smi is installed, but names no GPU' };
  return { kind: 'nvidia', name, memoryBytes: Number(mebibytes) * 2 ** 20, driver };
}
