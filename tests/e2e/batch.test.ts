/** Many files in one call of the built program. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatWav } from '../../src/audio/index.ts';
import { SAMPLE_RATE_HZ } from '../../src/kernel/index.ts';
import { clipSamples, copyClip, makeVideo } from './media.ts';
import {
  expectRefusal,
  finished,
  MAIN,
  runEnvironment,
  runOffscribe,
  runProgram,
  startOffscribe,
  temporaryFolder,
} from './offscribe.ts';
import { HAS_FFMPEG, HAS_PSEUDO_TERMINAL } from './tools.ts';

const MODEL = ['-m', 'tiny.en'];

/** `talks/01.wav` to `50.wav`: two with speech, five that are no media, the others silent. */
async function fiftyTalks(cwd: string): Promise<void> {
  await mkdir(join(cwd, 'talks'));
  const speech = (await clipSamples()).subarray(0, 3 * SAMPLE_RATE_HZ);
  const silence = new Float32Array(SAMPLE_RATE_HZ / 2);
  for (let n = 1; n <= 50; n += 1) {
    const samples = n === 10 || n === 40 ? speech : silence;
    const content = n % 10 === 5 ? `no audio ${n}` : formatWav(samples, { sampleRateHz: SAMPLE_RATE_HZ });
    await writeFile(join(cwd, 'talks', `${String(n).padStart(2, '0')}.wav`), content);
  }
}

describe('a folder of 50 short files, five of them broken', () => {
  test('ends with 45 results, exit 3 and a summary that names each failure', async () => {
    const cwd = await temporaryFolder();
    await fiftyTalks(cwd);
    const run = await runOffscribe(['transcribe', 'talks', ...MODEL, '-o', 'out'], { cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(await readdir(join(cwd, 'out'))).toHaveLength(45);
    expect(run.stdout.trim().split('\n')).toHaveLength(45);
    expect(await readFile(join(cwd, 'out', '10.srt'), 'utf8')).toContain('-->');
    const summary = run.stderr.slice(run.stderr.indexOf('FILE'));
    for (const n of ['05', '15', '25', '35', '45']) {
      expect(summary).toMatch(new RegExp(`talks/${n}\\.wav +FAILED .*E_MEDIA_UNDECODABLE: `));
    }
    expect(summary).toMatch(/\n50 files: 45 done, 5 failed; 0:2\d of audio\.\n$/);

    // Once more: the same run may replace its own outputs, or be told to leave them alone.
    const again = await runOffscribe(
      ['transcribe', 'talks', ...MODEL, '-o', 'out', '--skip-existing', '--json'],
      {
        cwd,
      },
    );
    expect(again.exitCode).toBe(3);
    expect(JSON.parse(again.stdout).summary).toEqual({ files: 50, done: 0, skipped: 45, failed: 5 });
  });

  test.skipIf(!HAS_PSEUDO_TERMINAL)('is summed up on a terminal of 40 columns too', async () => {
    const cwd = await temporaryFolder();
    await fiftyTalks(cwd);
    const home = runEnvironment()['OFFSCRIBE_HOME'] ?? '';
    const command = `OFFSCRIBE_HOME="${home}" "${process.execPath}" "${MAIN}" transcribe talks/4*.wav -m tiny.en`;
    await writeFile(join(cwd, 'run.sh'), `stty cols 40\n${command}\n`);
    const printed = await runProgram('script', ['-qc', 'sh run.sh', '/dev/null'], cwd);
    const lines = printed.replaceAll('\r', '').split('\n');
    const from = lines.indexOf('done    talks/40.wav');
    expect(from, printed).toBeGreaterThan(-1);
    const table = lines.slice(from, lines.indexOf('', from));
    expect(table.filter((line) => line.length > 40)).toEqual([]);
    expect(table).toContain('FAILED  talks/45.wav');
  });
});

describe('inputs', () => {
  test('come from a list on standard input', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd, 'a.flac');
    const script = `printf 'a.flac\\ngone.mp3\\n' | "$0" "$@"`;
    const wrapper = ['sh', '-c', script];
    const args = ['transcribe', '--files-from', '-', ...MODEL, '--end', '3', '--json'];
    const run = await finished(startOffscribe(args, { cwd, wrapper }));
    expect(run.exitCode, run.stderr).toBe(3);
    expect(JSON.parse(run.stdout).files).toMatchObject([
      { ok: true },
      { error: { code: 'E_MEDIA_NOT_FOUND' } },
    ]);
    expect(await readdir(cwd)).toEqual(['a.flac', 'a.srt']);
  });

  test('that do not go together, or are none, are refused', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd, 'a.flac');
    await mkdir(join(cwd, 'empty'));
    const usage = { code: 'E_USAGE', exitCode: 2 } as const;
    await expectRefusal(['transcribe', 'a.flac', '--beside', '-o', 'out'], { cwd }, usage);
    await expectRefusal(['transcribe', 'a.flac', '--overwrite', '--skip-existing'], { cwd }, usage);
    await expectRefusal(['transcribe'], { cwd }, usage);
    await expectRefusal(['transcribe', '--files-from', 'gone'], { cwd }, usage);
    await expectRefusal(
      ['transcribe', 'empty'],
      { cwd },
      { code: 'E_MEDIA_NOT_FOUND', exitCode: 1, hint: /^ls / },
    );
  });

  test.skipIf(!HAS_FFMPEG)('with subtitles in them or beside them can be left alone', async () => {
    const cwd = await temporaryFolder();
    await makeVideo(cwd, 'plain.mp4');
    await writeFile(join(cwd, 'de.srt'), '1\n00:00:01,000 --> 00:00:02,000\nHallo\n');
    const mux = [
      '-nostdin',
      '-v',
      'error',
      '-i',
      'plain.mp4',
      '-i',
      'de.srt',
      '-map',
      '0',
      '-map',
      '1',
      '-c',
      'copy',
    ];
    await runProgram('ffmpeg', [...mux, '-metadata:s:s:0', 'language=ger', 'with.mkv'], cwd);
    await copyClip(cwd, 'beside.flac');
    await writeFile(join(cwd, 'beside.eng.vtt'), '');
    const args = [
      'transcribe',
      '.',
      '--skip-existing',
      '--beside',
      ...MODEL,
      '-l',
      'en',
      '--end',
      '3',
      '--json',
    ];
    const english = JSON.parse((await runOffscribe(args, { cwd })).stdout);
    expect(english.files).toMatchObject([
      { file: 'beside.flac', skipped: 'beside.eng.vtt is beside it.' },
      { file: 'plain.mp4', ok: true, outputs: [{ path: join(cwd, 'plain.en.srt') }] },
      { file: 'with.mkv', ok: true, outputs: [{ path: join(cwd, 'with.en.srt') }] },
    ]);
    const any = [
      'transcribe',
      'with.mkv',
      '--skip-existing',
      '-o',
      'out',
      '-m',
      'base',
      '-l',
      'de',
      '--json',
    ];
    expect(JSON.parse((await runOffscribe(any, { cwd })).stdout).files).toMatchObject([
      { skipped: 'It holds subtitles (subrip, ger).' },
    ]);
  });
});
