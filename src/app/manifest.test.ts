import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readManifest } from './manifest.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-manifest-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

async function manifest(...lines: readonly string[]): Promise<string> {
  const path = join(folder, 'set.jsonl');
  await writeFile(path, lines.join('\n'));
  return path;
}

describe('a manifest', () => {
  test('names files relative to itself, and texts that may be scored', async () => {
    const path = await manifest(
      '\uFEFF{"file":"audio/a.wav","text":"one","language":"en","id":"a","extra":[1]}',
      '',
      '{"file":"b.wav","text":"two","text_trust":"book"}',
      '{"file":"c.wav","text":"three","text_trust":"model"}\r',
      '{"file":"d.wav","text":null,"language":null}',
      '{"file":"e.wav","text":"","text_trust":"gold"}',
    );
    expect(await readManifest(path)).toEqual([
      { id: 'a', file: join(folder, 'audio/a.wav'), language: 'en', reference: 'one' },
      { id: 'b.wav', file: join(folder, 'b.wav'), reference: 'two' },
      { id: 'c.wav', file: join(folder, 'c.wav') },
      { id: 'd.wav', file: join(folder, 'd.wav') },
      { id: 'e.wav', file: join(folder, 'e.wav'), reference: '' },
    ]);
  });

  test.each([
    ['{"file":"a.wav"', /line 2 is not JSON/],
    ['{"text":"no file"}', /line 2: file/],
    ['[1]', /line 2/],
    ['{"file":"a.wav","text":5}', /line 2: text/],
  ])('with a line like %s is refused with its place', async (line, message) => {
    const path = await manifest('{"file":"ok.wav"}', line);
    const refused = { code: 'E_MANIFEST_INVALID', message: expect.stringMatching(message) };
    await expect(readManifest(path)).rejects.toMatchObject(refused);
  });

  test('that is empty or not there is refused', async () => {
    await expect(readManifest(await manifest(''))).rejects.toMatchObject({ code: 'E_MANIFEST_INVALID' });
    await expect(readManifest(join(folder, 'none'))).rejects.toMatchObject({ code: 'E_MEDIA_NOT_FOUND' });
    await expect(readManifest(folder)).rejects.toMatchObject({ code: 'E_MEDIA_NOT_FOUND' });
  });
});
