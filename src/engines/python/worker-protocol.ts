/**
 * Worker protocol: the number that this side and the worker must share.
 * @module
 */

/** Raised when a message changes its meaning, together with `PROTOCOL` in the worker's `channel.py`. */
export const WORKER_PROTOCOL = 2;
