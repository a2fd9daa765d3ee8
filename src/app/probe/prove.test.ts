import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realModel } from '../../../tests/real-models.ts';
import { judgeWords, prove } from './prove.ts';

describe('what was heard is right', () => {
  test.each([
    ['Tomorrow I will paint the door.', true],
    [" tomorrow, i'll paint the door", true],
    ['Tomorrow I will paint the doll.', true],
    ['Tomorrow I will paint the dough or.', false],
    ['Tomorrow, tomorrow, we will paint.', false],
    ['Tomorrow I will paint the door. Tomorrow I will paint the door.', false],
    ['Thank you for watching!', false],
    ['', false],
  ])('%j: %j', (heard, ok) => {
    expect(judgeWords(heard).ok).toBe(ok);
  });

  test('a long or strange answer is cut and escaped', () => {
    const { finding } = judgeWords('\u0007\u001b[2J'.repeat(100));
    expect(finding).toMatch(
      /^It heard "\\u0007\\u001b\[2J.*\.\.\." where "Tomorrow I will paint the door\." was said\.$/,
    );
    expect(finding.length).toBeLessThan(1000);
    expect(judgeWords('').finding).toMatch(/^It heard nothing where /);
  });
});

const ONNX = { name: 'onnx', version: '1' } as const;

describe('with real models', () => {
  let home = '';
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'offscribe-prove-'));
  });
  afterAll(async () => await rm(home, { recursive: true, force: true }));

  test('converted weights that were damaged since are made again, not held against the model', async () => {
    const { folder, sha256 } = await realModel('tiny.en');
    const job = { home, engine: ONNX, folder, sha256, task: 'transcribe' } as const;
    const right = {
      ok: true,
      finding: expect.stringMatching(/^It heard "tomorrow I will paint the door\."$/i),
    };
    expect(await prove(job, {})).toEqual(right);
    const below = await readdir(join(home, 'derived'), { recursive: true });
    const weights = below.find((name) => name.endsWith('weights.bin')) ?? '';
    await truncate(join(home, 'derived', weights), 1000);
    expect(await prove(job, {})).toEqual(right);
  });

  test('a folder without the files is a finding', async () => {
    const empty = await mkdtemp(join(home, 'empty-'));
    const job = { home, engine: ONNX, folder: empty, sha256: '0'.repeat(64) };
    expect(await prove({ ...job, task: 'transcribe' }, {})).toMatchObject({ ok: false });
    expect(await prove({ ...job, task: 'vad' }, {})).toMatchObject({ ok: false });
  });

  test('a voice activity model finds the speech and no more', async () => {
    const { folder, sha256 } = await realModel('silero-vad');
    const job = { home, engine: ONNX, folder, sha256, task: 'vad' } as const;
    expect(await prove(job, {})).toEqual({
      ok: true,
      finding: 'It found speech in speech, and none in silence.',
    });
  });
});
