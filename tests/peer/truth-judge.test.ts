import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { peerPython } from './peer-python.ts';

const BENCHMARKS = new URL('../../benchmarks/', import.meta.url);
const JUDGE = fileURLToPath(new URL('peer/judge.py', BENCHMARKS));
const SOUNDS = fileURLToPath(new URL('truth/sounds-set.mjs', BENCHMARKS));
const python = peerPython();
const scratch = mkdtempSync(join(tmpdir(), 'offscribe-judge-'));

interface SpokenAt {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function judge(
  reference: string | null,
  text: string,
  timed?: { said: SpokenAt[]; heard: SpokenAt[] },
): unknown {
  const heard = { text, words: timed?.heard ?? [] };
  const input = JSON.stringify({ items: [{ language: 'en', reference, words: timed?.said ?? null, heard }] });
  return JSON.parse(execFileSync(python ?? '', [JUDGE], { input, encoding: 'utf8' })).items[0];
}

function makeSounds(name: string, seed: number): string {
  const folder = join(scratch, name);
  const call = `import(${JSON.stringify(pathToFileURL(SOUNDS).href)}).then((m) => m.makeSoundsSet(${JSON.stringify(folder)}, { seed: ${seed}, quick: true }))`;
  execFileSync(process.execPath, ['-e', call]);
  return folder;
}

function digestsIn(folder: string): string[] {
  return readdirSync(folder).map((name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  );
}

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(python === undefined)('the judge of the truth benchmark', () => {
  it('calls speech missed where four or more words in a row are gone, and not where fewer are', () => {
    expect(judge('we all go home now after dark', 'we dark')).toMatchObject({ deletions: 5, missed: 5 });
    expect(judge('we all go home now', 'we now')).toMatchObject({ deletions: 3, missed: 0 });
  });

  it('counts words where nobody speaks, in brackets too, and no signs', () => {
    expect(judge(null, '[Music] ♪ ♪ Thank you. ...')).toMatchObject({ spoken: 3 });
    expect(judge(null, '')).toMatchObject({ spoken: 0, loop: { repeats: 0 } });
  });

  it('finds the longest loop of words or of letters', () => {
    expect(judge(null, 'so yes, sir. Yes sir! yes sir and on')).toMatchObject({
      loop: { repeats: 3, text: 'yes sir' },
    });
    expect(judge(null, 'a hahahahaha b b')).toMatchObject({ loop: { repeats: 5, text: 'ha' } });
  });

  it('takes the times of words that were heard right, whatever their writing, and of no others', () => {
    const said = [
      { text: "don't", start: 1, end: 1.5 },
      { text: 'wait', start: 2, end: 2.5 },
      { text: 'seven', start: 3, end: 3.5 },
    ];
    const heard = [
      { text: ' Do', start: 1.1, end: 1.2 },
      { text: ' weight', start: 2, end: 2.5 },
      { text: ' 7.', start: 2.9, end: 3.75 },
    ];
    expect(judge("don't wait seven", 'Do weight 7.', { said, heard })).toMatchObject({
      timed: { words: 3, starts: [-0.1], ends: [0.25] },
    });
  });
});

describe('the made sounds', () => {
  it('are the same bytes for the same seed, and others for another', () => {
    const [one, again, other] = [makeSounds('one', 1), makeSounds('again', 1), makeSounds('other', 2)].map(
      digestsIn,
    );
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });
});
