/**
 * Machine: what a speech engine can count on here, measured now. Nothing is written and nothing remembered: a file with
 * these facts would one day describe another machine.
 * @module
 */
import { type Environment, freeBytes } from '../../platform/index.ts';
import { findPython } from '../environments/find-python.ts';
import { type Graphics, readGraphics } from './graphics.ts';
import { type Memory, readMemory } from './memory.ts';
import { readOperatingSystem } from './operating-system.ts';
import { type Processor, readProcessor } from './processor.ts';
import { type FoundProgram, findVersion } from './program-version.ts';

/** Free space where something is kept. */
export interface DiskSpace {
  readonly path: string;
  readonly freeBytes: number;
}

/** A machine. */
export interface Machine {
  readonly system: string;
  readonly processor: Processor;
  readonly memory: Memory;
  readonly graphics: Graphics;
  readonly python?: FoundProgram;
  readonly uv?: FoundProgram;
}

/** Looks at everything at once. */
export async function readMachine(env: Environment): Promise<Machine> {
  const [system, processor, memory, graphics, python, uv] = await Promise.all([
    readOperatingSystem(env),
    readProcessor(env),
    readMemory(),
    readGraphics(env),
    // The one that environments would be made with; that there is none is a finding, and no failure.
    findPython(env).catch(() => undefined),
    findVersion(['uv'], '--version', env),
  ]);
  return {
    ...{ system, processor, memory, graphics },
    ...(python === undefined ? {} : { python }),
    ...(uv === undefined ? {} : { uv }),
  };
}

/** Free space where these folders lie, or will lie. */
export async function readDiskSpace(paths: readonly string[]): Promise<readonly DiskSpace[]> {
  return await Promise.all(paths.map(async (path) => ({ path, freeBytes: await freeBytes(path) })));
}
