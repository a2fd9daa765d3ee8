/**
 * setup: what this machine is, and what is installed on it for the engines.
 * @module
 */
export { type Graphics, readGraphics } from './machine/graphics.ts';
export { type DiskSpace, type Machine, readDiskSpace, readMachine } from './machine/machine.ts';
export type { Memory } from './machine/memory.ts';
export type { Processor } from './machine/processor.ts';
export { askProgram, type FoundProgram, findVersion } from './machine/program-version.ts';
export { type Reachability, type ReachOptions, reach } from './machine/reachability.ts';
