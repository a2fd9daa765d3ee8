import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLIP, expectRefusal, ROOT, runOffscribe, temporaryFolder } from './offscribe.ts';

describe('eval', () => {
  test('decodes a manifest and scores what has a text', async () => {
    const cwd = await temporaryFolder();
    const text = await readFile(join(ROOT, 'examples', 'lighthouse-log.txt'), 'utf8');
    const items = [
      { id: 'log', file: CLIP, text, language: 'en' },
      { id: 'guide', file: join(ROOT, 'examples', 'museum-guide.mp3'), language: 'en' },
    ];
    await writeFile(join(cwd, 'set.jsonl'), items.map((item) => JSON.stringify(item)).join('\n'));
    const args = ['eval', 'set.jsonl', '-m', 'tiny.en', '--language', 'en'];
    const json = await runOffscribe([...args, '--json'], { cwd });
    expect(json.exitCode, json.stderr).toBe(0);
    const report = JSON.parse(json.stdout);
    expect(report).toMatchObject({
      ok: true,
      items: [
        { id: 'log', hyp: expect.stringMatching(/fog/i) },
        { id: 'guide', wer: null },
      ],
      normaliser: 'whisper-english',
    });
    // A clear voice: far from perfect for the smallest model, far from noise.
    expect(report.wer).toBeLessThan(25);
    expect(report.byLanguage.en).toMatchObject({ wer: report.wer, words: report.errors.words });
    const { hits, substitutions, deletions, words } = report.errors;
    expect(hits + substitutions + deletions).toBe(words);
    for (const key of ['cer', 'rtfx', 'audioSeconds', 'wallSeconds', 'peakRssMb']) {
      expect(report[key], key).toBeGreaterThan(0);
    }
    const plain = await runOffscribe([...args, '--limit', '1'], { cwd });
    expect(plain.stdout).toMatch(/^en +\d+\.\d\d % .* \d+\.\d\d %$/m);
    expect(plain.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(plain.stdout).toMatch(/^WER .* CER .*whisper-english; 1 item\)/m);
  });

  test('refuses a manifest that is none, before any model is needed', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'bad.jsonl'), '{"file":"a.wav"}\nnot json\n');
    const env = { HF_HUB_CACHE: join(cwd, 'empty'), OFFSCRIBE_OFFLINE: '1' };
    const refusal = { code: 'E_MANIFEST_INVALID', exitCode: 1, message: /line 2/ } as const;
    await expectRefusal(['eval', 'bad.jsonl'], { cwd, env }, refusal);
    await expectRefusal(['eval', 'none.jsonl'], { cwd, env }, { code: 'E_MEDIA_NOT_FOUND', exitCode: 1 });
    await writeFile(join(cwd, 'good.jsonl'), '{"file":"a.wav"}\n');
    for (const [what, message] of [
      ['--bogus', /unknown option '--bogus'/],
      ['--beam-size none', /--beam-size takes a whole number/],
      ['--lock a.json', /--lock/],
      ['', /flags or a file/],
      ['-m tiny.en stray', /too many arguments/],
    ] as const) {
      const refused = { code: 'E_USAGE', exitCode: 2, message } as const;
      await expectRefusal(['eval', 'good.jsonl', '--compare', what], { cwd, env }, refused);
    }
    const beams = {
      code: 'E_USAGE',
      exitCode: 2,
      hint: /^offscribe eval MANIFEST\.jsonl --beam-size 1$/,
    } as const;
    await expectRefusal(['eval', 'good.jsonl', '--beam-size', '0'], { cwd, env }, beams);
    // The hint must not lead to a file of the user's being written over.
    const other = { code: 'E_MANIFEST_INVALID', exitCode: 1, hint: /> before\.json$/ } as const;
    await expectRefusal(['eval', 'good.jsonl', '--compare', 'bad.jsonl'], { cwd, env }, other);
  });

  test('compares with an earlier result and with other flags, and writes a report', async () => {
    const cwd = await temporaryFolder();
    const text = await readFile(join(ROOT, 'examples', 'lighthouse-log.txt'), 'utf8');
    await writeFile(join(cwd, 'set.jsonl'), JSON.stringify({ id: 'log', file: CLIP, text, language: 'en' }));
    const args = ['eval', 'set.jsonl', '-m', 'tiny.en', '--json'];
    const first = await runOffscribe([...args, '--compare', '--precision f32'], { cwd });
    expect(first.exitCode, first.stderr).toBe(0);
    await writeFile(join(cwd, 'first.json'), first.stdout);
    const { comparison, engine } = JSON.parse(first.stdout);
    expect(engine.options.precision).toBe('int8');
    expect(comparison.other).toMatchObject({
      name: '--precision f32',
      engine: { options: { precision: 'f32' } },
    });
    const again = await runOffscribe([...args, '--compare', 'first.json', '--report', 'report.html'], {
      cwd,
    });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout).comparison).toMatchObject({ items: 1, sameErrors: 1, changed: [] });
    expect(await readFile(join(cwd, 'report.html'), 'utf8')).toContain('data:audio/wav;base64,');
    const kept = { code: 'E_OUTPUT_EXISTS', exitCode: 1 } as const;
    await expectRefusal(['eval', 'set.jsonl', '--report', 'report.html'], { cwd }, kept);
  });
});
