import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLIP, expectRefusal, ROOT, runOffscribe, temporaryFolder } from './offscribe.ts';

const GUIDE = join(ROOT, 'examples', 'museum-guide.mp3');

describe('glossary check', () => {
  test('tells problems with their lines, and fails on errors alone', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'bad.tsv'), 'Hale\tthe\nHale\n');
    const bad = await runOffscribe(['glossary', 'check', 'bad.tsv'], { cwd });
    expect(bad.exitCode).toBe(1);
    expect(bad.stdout).toMatch(/^bad\.tsv:1: error: .* \[common-alias\]$/m);
    expect(bad.stdout).toMatch(/^bad\.tsv:2: error: .* \[duplicate-term\]$/m);
    expect(bad.stderr).toMatch(/^error\[E_GLOSSARY_INVALID\]: /);
    await writeFile(join(cwd, 'fair.toml'), '[[term]]\nterm = "Yahoo!"\n');
    const fair = await runOffscribe(['glossary', 'check', 'fair.toml', '--json'], { cwd });
    expect(fair.exitCode, fair.stderr).toBe(0);
    expect(JSON.parse(fair.stdout)).toMatchObject({
      ok: true,
      terms: 1,
      problems: [{ line: 1, severity: 'warning', rule: 'unheard-term' }],
    });
    const gone = { code: 'E_GLOSSARY_INVALID', exitCode: 1 } as const;
    await expectRefusal(['glossary', 'check', 'none.tsv'], { cwd }, gone);
  });

  test('measures on recordings what a glossary gives', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'names.tsv'), 'Eleanor Hart\nlighthouse\n');
    const text =
      'Welcome to the river museum. My name is Eleanor Hart, and I will walk with you through the first room.';
    await writeFile(
      join(cwd, 'set.jsonl'),
      JSON.stringify({ id: 'guide', file: GUIDE, text, language: 'en' }),
    );
    const args = ['glossary', 'check', 'names.tsv', '--manifest', 'set.jsonl', '-m', 'tiny.en'];
    const json = await runOffscribe([...args, '--json'], { cwd });
    expect(json.exitCode, json.stderr).toBe(0);
    const { measurement } = JSON.parse(json.stdout);
    expect(measurement.uses.map(({ use }: { use: string }) => use)).toEqual([
      'none',
      'correction',
      'bias',
      'bias+correction',
    ]);
    // A name that the decoder was told is heard.
    expect(measurement.uses[3]).toMatchObject({ said: 1, found: 1, recall: 100, falseChanges: 0 });
    const page = await runOffscribe(args, { cwd });
    expect(page.stdout).toMatch(/^told and corrected +1 +1 +100\.0 % /m);
    expect(page.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('transcribe --glossary', () => {
  test('corrects what was heard and says what it did', async () => {
    const cwd = await temporaryFolder();
    // A name so unlike what is said that the decoder, which is told it, does not write it by itself.
    await writeFile(join(cwd, 'names.tsv'), 'Brumaire\tfog\n');
    const args = ['transcribe', CLIP, '-m', 'tiny.en', '--glossary', 'names.tsv', '--end', '6'];
    const { stdout, exitCode, stderr } = await runOffscribe([...args, '-f', 'txt', '-o', '-'], { cwd });
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/Brumaire came in/);
    const json = await runOffscribe([...args, '-f', 'json', '--json'], { cwd });
    expect(JSON.parse(json.stdout).files[0].changes).toMatchObject([
      { stage: 'glossary', rule: 'alias', before: 'fog', after: 'Brumaire' },
    ]);
    await writeFile(join(cwd, 'bad.tsv'), 'Hale\t\txx\n');
    const refused = { code: 'E_GLOSSARY_INVALID', exitCode: 1, message: /line 1/ } as const;
    await expectRefusal(['transcribe', CLIP, '--glossary', 'bad.tsv'], { cwd }, refused);
  });
});
