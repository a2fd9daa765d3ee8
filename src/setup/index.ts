/**
 * setup: what this machine is, and what it needs before speech can be heard on it.
 * @module
 */
export { environmentSupport } from './environments/environment-support.ts';
export { type FoundPython, findPython } from './environments/find-python.ts';
export {
  type EngineEnvironment,
  type EnvironmentState,
  inspectEnvironment,
} from './environments/inspect-environment.ts';
export {
  type EnvironmentStep,
  type MakeOptions,
  makeEnvironment,
} from './environments/make-environment.ts';
export { type Graphics, readGraphics } from './machine/graphics.ts';
export { type DiskSpace, type Machine, readDiskSpace, readMachine } from './machine/machine.ts';
export type { Memory } from './machine/memory.ts';
export type { Processor } from './machine/processor.ts';
export { askProgram, type FoundProgram, findVersion } from './machine/program-version.ts';
export { type Reachability, type ReachOptions, reach } from './machine/reachability.ts';
export { type MakeAddonOptions, makeAddon } from './media/make-addon.ts';
