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
      '{"file":"f.wav","expect":"no-speech"}',
      '{"file":"g.wav","words":[{"text":"up","start":0.5,"end":0.75},{"text":" we","start":1,"end":1.5}]}',
      '{"file":"h.wav","words":[{"text":"up","start":0,"end":1}],"text_trust":"model"}',
    );
    const words = [
      { text: 'up', start: 0.5, end: 0.75 },
      { text: ' we', start: 1, end: 1.5 },
    ];
    expect(await readManifest(path)).toEqual([
      { id: 'a', file: join(folder, 'audio/a.wav'), language: 'en', reference: 'one', isSilent: false },
      { id: 'b.wav', file: join(folder, 'b.wav'), reference: 'two', isSilent: false },
      { id: 'c.wav', file: join(folder, 'c.wav'), isSilent: false },
      { id: 'd.wav', file: join(folder, 'd.wav'), isSilent: false },
      { id: 'e.wav', file: join(folder, 'e.wav'), reference: '', isSilent: false },
      { id: 'f.wav', file: join(folder, 'f.wav'), isSilent: true },
      { id: 'g.wav', file: join(folder, 'g.wav'), reference: 'up we', words, isSilent: false },
      { id: 'h.wav', file: join(folder, 'h.wav'), isSilent: false },
    ]);
  });

  test.each([
    ['{"file":"a.wav"', /line 2 is not JSON/],
    ['{"text":"no file"}', /line 2: file/],
    ['[1]', /line 2/],
    ['{"file":"a.wav","text":5}', /line 2: text/],
    ['{"file":"a.wav","words":[{"text":"a","start":2,"end":1}]}', /line 2: words.0.end/],
    ['{"file":"a.wav","words":[{"text":"a","start":-1,"end":1}]}', /line 2: words.0.start/],
    ['{"file":"a.wav","words":[{"text":"a","start":1e999,"end":1}]}', /line 2: words.0.start/],
    ['{"file":"a.wav","expect":"speech"}', /line 2: expect/],
    ['{"file":"a.wav","expect":"no-speech","text":"hello"}', /line 2: expect is "no-speech"/],
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
