/**
 * Choose engines: which engines a bootstrap prepares: those that were named, else those that `auto` could use here.
 *
 * Throws  UsageError E_USAGE for a name that is no engine.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import type { LoadingEngine } from '../../models/index.ts';
import type { Graphics } from '../../setup/index.ts';

/** An engine and why it is prepared. */
export interface WantedEngine {
  readonly name: LoadingEngine;
  readonly reason: string;
}

const ENGINES: readonly LoadingEngine[] = ['onnx', 'mlx', 'faster-whisper'];

/** The engines to prepare, each once. */
export function chooseEngines(
  asked: readonly string[] | undefined,
  graphics: Graphics,
): readonly WantedEngine[] {
  if (asked !== undefined) return askedEngines(asked);
  const onnx: WantedEngine = { name: 'onnx', reason: 'it runs in-process, everywhere' };
  switch (graphics.kind) {
    case 'apple':
      return [onnx, { name: 'mlx', reason: 'this is Apple silicon' }];
    case 'nvidia':
      return [onnx, { name: 'faster-whisper', reason: `there is an ${graphics.name}` }];
    default:
      return [onnx];
  }
}

function askedEngines(asked: readonly string[]): readonly WantedEngine[] {
  const names = [...new Set(asked.map((name) => name.trim()).filter((name) => name !== ''))];
  const engines = names.map((name) => {
    const engine = ENGINES.find((each) => each === name);
    if (engine !== undefined) return { name: engine, reason: 'asked for' };
    throw new UsageError('E_USAGE', `"${name}" is not an engine; there are ${ENGINES.join(', ')}.`, {
      hint: 'offscribe bootstrap --engines onnx',
    });
  });
  if (engines.length > 0) return engines;
  throw new UsageError('E_USAGE', '--engines takes names of engines.', {
    hint: 'offscribe bootstrap --engines onnx',
  });
}
