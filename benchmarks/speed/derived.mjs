/**
 * Derived: where the graphs lie that Offscribe made of a checkpoint. Any transcription makes them.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../options.mjs';
import { CLI } from './hear-files.mjs';

/**
 * @typedef {import('../../src/weights/whisper-checkpoint.ts').WhisperDims} WhisperDims
 * @typedef {{ encoder: string, decoder: string, dims: WhisperDims }} DerivedGraphs paths of the graphs
 */

/**
 * The 8-bit graphs of the checkpoint in `folder` that this build reads on this processor; other builds may have left theirs
 * beside them.
 * @param {string} folder
 * @returns {DerivedGraphs}
 */
export function findDerived(folder) {
  const doctor = execFileSync(process.execPath, [CLI, 'doctor', '--json'], { encoding: 'utf8' });
  const { disk, machine } = JSON.parse(doctor);
  const derived = join(disk.home.path, 'derived');
  const sha256 = createHash('sha256')
    .update(readFileSync(join(folder, 'model.bin')))
    .digest('hex');
  const source = readFileSync(join(ROOT, 'src', 'weights', 'derived-folder.ts'), 'utf8');
  const generator = /GENERATOR = (\d+)/.exec(source)?.[1] ?? '';
  // As `src/engines/onnx/byte-kernels.ts` chooses.
  const { features } = machine.processor;
  const target = features.includes('VNNI') && !features.includes('AMX') ? 'onnx-int8-vnni' : 'onnx-int8';
  const found = readdirSync(derived, { recursive: true, encoding: 'utf8' })
    .filter((name) => basename(name) === `${target}-g${generator}`)
    .map((name) => join(derived, name))
    .filter((path) => existsSync(join(path, 'manifest.json')))
    .map((path) => ({ path, manifest: JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) }))
    .find(({ manifest }) =>
      manifest.source.some((/** @type {{ sha256: string }} */ file) => file.sha256 === sha256),
    );
  if (found === undefined)
    throw new Error(`No graphs of ${folder} in ${derived}: transcribe something first.`);
  const { path, manifest } = found;
  return { encoder: join(path, 'encoder.onnx'), decoder: join(path, 'decoder.onnx'), dims: manifest.dims };
}
