/**
 * Machine: the facts a figure means nothing without.
 * @module
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './options.mjs';

/**
 * @returns {Record<string, string | number>} what the run stands on: processor, memory, system and versions
 */
export function machineFacts() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    offscribe: versionIn(join(ROOT, 'package.json')),
    onnxruntimeNode: versionIn(join(ROOT, 'node_modules', 'onnxruntime-node', 'package.json')),
  };
}

/** @param {string} path */
function versionIn(path) {
  return JSON.parse(readFileSync(path, 'utf8')).version;
}
