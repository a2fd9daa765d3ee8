import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLIP, expectRefusal, ROOT, runOffscribe, temporaryFolder } from './offscribe.ts';

const GIVEN = `The fog came in before dawn, and by six o'clock I could not see the rail of the gallery.
I lit the lamp again and wound the clockwork for the horn.
Towards noon a small purple elephant boat called out from the east.
I answered with the bell until she found the channel.
Now the wind has turned. Tomorrow the door.
`;

const ALIGN = ['align', CLIP, 'text.txt', '-m', 'tiny.en'];

describe('align', () => {
  test('gives every word of a text its time, and tells what is only in the text or only in the audio', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'text.txt'), GIVEN);
    const run = await runOffscribe([...ALIGN, '-f', 'json,srt,txt', '--json'], { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    const report = JSON.parse(run.stdout);
    expect(report.missing.map(({ text }: { text: string }) => text)).toEqual(['purple', 'elephant']);
    expect(report.extra).toEqual([
      { start: expect.any(Number), end: expect.any(Number), text: 'I will paint' },
    ]);
    expect(report.extra[0].start).toBeGreaterThan(17.7);
    expect(report.extra[0].end).toBeLessThan(19.5);

    const document = JSON.parse(await readFile(join(cwd, 'lighthouse-log.json'), 'utf8'));
    const words = document.segments.flatMap(({ words }: { words: { text: string }[] }) => words);
    expect(words.map(({ text }: { text: string }) => text.trim())).toEqual(GIVEN.trim().split(/\s+/));
    let latest = 0;
    for (const { start, end } of words) {
      expect(start).toBeGreaterThanOrEqual(latest);
      expect(end).toBeGreaterThanOrEqual(start);
      latest = end;
    }
    expect(document.removals).toContainEqual(
      expect.objectContaining({ rule: 'not-in-text', text: 'I will paint' }),
    );
    // The recording has silence from 8 to 9.7 s: no word is there.
    for (const { start, end } of words) expect(start > 8.3 && end < 9.5).toBe(false);
    expect(await readFile(join(cwd, 'lighthouse-log.srt'), 'utf8')).toContain('Towards noon');

    const plain = await runOffscribe([...ALIGN, '-f', 'srt', '-o', '-'], { cwd });
    expect(plain.stderr).toMatch(/^not in the audio: "purple elephant" \(near 0:1\d\)$/m);
    expect(plain.stderr).toMatch(/^not in the text: "I will paint" \(0:18 to 0:19\)$/m);
  });

  test('refuses a text that has nothing to do with the audio, and writes nothing', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'text.txt'), await readFile(join(ROOT, 'examples', 'museum-guide.txt')));
    await expectRefusal(ALIGN, { cwd }, { code: 'E_TEXT_MISMATCH', exitCode: 1 });
    expect(await readdir(cwd)).toEqual(['text.txt']);
  });

  test.each([
    ['nothing', ''],
    ['marks alone', '... — 🦊 !\n'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x41])],
  ])('refuses a file of %s', async (_, content) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'text.txt'), content);
    await expectRefusal(
      ALIGN,
      { cwd },
      { code: 'E_TEXT_UNREADABLE', exitCode: 1, hint: /^offscribe align / },
    );
  });

  test('takes a text as Windows writes it, and obeys no setting that it has no flag for', async () => {
    const cwd = await temporaryFolder();
    const text = await readFile(join(ROOT, 'examples', 'lighthouse-log.txt'), 'utf8');
    await writeFile(join(cwd, 'text.txt'), `\uFEFF${text.replaceAll('\n', '\r\n')}`);
    const env = { OFFSCRIBE_TASK: 'translate' };
    const run = await runOffscribe([...ALIGN, '-f', 'txt', '-o', '-'], { cwd, env });
    expect(run.exitCode, run.stderr).toBe(0);
    const words = (some: string): readonly string[] => some.trim().split(/\s+/);
    expect(words(run.stdout)).toEqual(words(text));
  });

  test('refuses what cannot work before any model is needed', async () => {
    const cwd = await temporaryFolder();
    const env = { HF_HUB_CACHE: join(cwd, 'empty'), OFFSCRIBE_OFFLINE: '1' };
    await expectRefusal(ALIGN, { cwd, env }, { code: 'E_TEXT_UNREADABLE', exitCode: 1 });
    await writeFile(join(cwd, 'text.txt'), GIVEN);
    await writeFile(join(cwd, 'lighthouse-log.srt'), 'mine');
    const kept = { code: 'E_OUTPUT_EXISTS', exitCode: 1, hint: /^offscribe align "/ } as const;
    await expectRefusal(ALIGN, { cwd, env }, kept);
    const beams = [...ALIGN, '--beam-size', '0'];
    const hint = /^offscribe align MEDIA TEXT --beam-size 1$/;
    await expectRefusal(beams, { cwd, env }, { code: 'E_USAGE', exitCode: 2, hint });
    const task = [...ALIGN, '--task', 'translate'];
    await expectRefusal(task, { cwd, env }, { code: 'E_USAGE', exitCode: 2, message: /--task/ });
    const both = [...ALIGN, '-o', '-', '-f', 'srt,vtt'];
    await expectRefusal(both, { cwd, env }, { code: 'E_USAGE', exitCode: 2 });
  });
});
