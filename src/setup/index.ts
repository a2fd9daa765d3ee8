/**
 * setup: what a machine needs before speech can be heard on it.
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
