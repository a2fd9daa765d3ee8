/**
 * Python engine name: the engines that run in a Python environment of their own.
 * @module
 */

/** A speech engine behind a worker. */
export type PythonEngineName = 'mlx' | 'faster-whisper';
