import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256OfFile } from '../../src/platform/index.ts';
import { type CheckpointTarget, deriveCheckpoint, deriveWhisper } from '../../src/weights/index.ts';
import { DIGESTS, EXAMPLES, realModel } from '../real-models.ts';
import { peerPython } from './peer-python.ts';

const SCRIPT = fileURLToPath(new URL('checkpoints.py', import.meta.url));
/** The peer must ask no network for a tokenizer. */
const OFFLINE = { ...process.env, HF_HUB_OFFLINE: '1' };
/** An empty home, so that every conversion here really starts from the weights. */
const home = mkdtempSync(join(tmpdir(), 'offscribe-formats-'));
const python = peerPython();
const [huggingFace, mlx] = [join(home, 'hugging-face'), join(home, 'mlx')];
let source: string;

function ask(...args: readonly string[]): Record<string, unknown> {
  return JSON.parse(
    execFileSync(python ?? '', [SCRIPT, ...args], { encoding: 'utf8', env: OFFLINE }) || '{}',
  );
}

async function derive(folder: string, target: CheckpointTarget): Promise<string> {
  return (await deriveCheckpoint(folder, { target, home, digests: DIGESTS })).folder;
}

describe.skipIf(python === undefined)('tiny.en', () => {
  beforeAll(async () => {
    source = (await realModel('tiny.en')).folder;
    ask('split', source, huggingFace, mlx);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('as MLX has the shapes, number formats and values that numpy splits out of model.bin', async () => {
    const found = ask('compare', source, await derive(source, 'mlx-f16'));
    expect(found).toEqual({ tensors: 168, wrong: [] });
  });

  it('is the same model.bin, byte for byte, out of MLX’s, Hugging Face’s and numpy’s files', async () => {
    const digest = await sha256OfFile(join(source, 'model.bin'));
    for (const folder of [await derive(source, 'mlx-f16'), huggingFace, mlx])
      expect(await sha256OfFile(join(await derive(folder, 'ctranslate2-f16'), 'model.bin')), folder).toBe(
        digest,
      );
  });

  it.each(['f32', 'int8'] as const)(
    'gives the same %s graphs and weights from all of them, alignment apart: not all name the heads for it',
    async (precision) => {
      const found: string[] = [];
      for (const folder of [source, await derive(source, 'mlx-f16'), huggingFace, mlx]) {
        const { folder: derived } = await deriveWhisper(folder, { precision, home, digests: DIGESTS });
        const names = readdirSync(derived).filter(
          (name) => !['manifest.json', 'alignment.onnx'].includes(name),
        );
        found.push(
          (await Promise.all(names.map(async (name) => await sha256OfFile(join(derived, name))))).join(),
        );
      }
      expect(new Set(found).size).toBe(1);
    },
  );

  it('as CTranslate2 says the same words at the same times in faster-whisper, asking no network', async () => {
    const written = await derive(await derive(source, 'mlx-f16'), 'ctranslate2-f16');
    const tokens = readFileSync(join(source, 'vocabulary.txt'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(readFileSync(join(written, 'vocabulary.json'), 'utf8'))).toEqual(tokens);
    const audio = join(EXAMPLES, 'lighthouse-log.flac');
    const spoken = ask('transcribe', written, audio);
    expect(spoken['text']).toMatch(/^The fog came in before dawn/);
    expect(spoken).toEqual(ask('transcribe', source, audio));
  });
});
