import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SAMPLE_RATE_HZ } from '../../src/kernel/index.ts';
import {
  clipSamples,
  copyClip,
  makeMuteVideo,
  makeTruncatedWav,
  makeVideo,
  makeVideoWithoutIndex,
  writeOdd,
  writeSilence,
} from './media.ts';
import { expectRefusal, runOffscribe, temporaryFolder } from './offscribe.ts';
import { HAS_FFMPEG } from './tools.ts';

const FAST = ['-m', 'tiny.en'];
const transcribe = (...args: string[]): string[] => ['transcribe', ...args, ...FAST];

describe('media that cannot be used is refused', () => {
  test('a missing file', async () => {
    const cwd = await temporaryFolder();
    const message = /nowhere\.mp3/;
    await expectRefusal(
      transcribe('nowhere.mp3'),
      { cwd },
      { code: 'E_MEDIA_NOT_FOUND', exitCode: 1, message },
    );
  });

  test('standard input, with what to do instead', async () => {
    const cwd = await temporaryFolder();
    const refusal = { code: 'E_USAGE', exitCode: 2, message: /Standard input/, hint: /clip\.mka/ } as const;
    await expectRefusal(transcribe('-'), { cwd }, refusal);
  });

  test('a folder', async () => {
    const cwd = await temporaryFolder();
    await expectRefusal(
      transcribe('.'),
      { cwd },
      { code: 'E_MEDIA_NOT_FOUND', exitCode: 1, message: /folder/ },
    );
  });

  test('an empty file', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'empty.mp3'), '');
    const message = /empty/;
    await expectRefusal(
      transcribe('empty.mp3'),
      { cwd },
      { code: 'E_MEDIA_UNDECODABLE', exitCode: 1, message },
    );
  });

  test('a text with the name of a video', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'text.mp4'), 'This is only a text.\n'.repeat(100));
    await expectRefusal(transcribe('text.mp4'), { cwd }, { code: 'E_MEDIA_UNDECODABLE', exitCode: 1 });
  });

  test.each([
    ['that holds no sample', SAMPLE_RATE_HZ, 0],
    ['whose rate is 0', 0, 100],
  ])('a WAV file %s', async (_, sampleRateHz, frames) => {
    const cwd = await temporaryFolder();
    await writeOdd(cwd, { frames, options: { sampleRateHz } }, () => 0.1);
    await expectRefusal(transcribe('odd.wav'), { cwd }, { code: 'E_MEDIA_UNDECODABLE', exitCode: 1 });
  });

  test('a URL', async () => {
    const cwd = await temporaryFolder();
    const refusal = { code: 'E_USAGE', exitCode: 2, message: /URL/ } as const;
    await expectRefusal(transcribe('https://example.org/talk.mp4'), { cwd }, refusal);
  });

  test.skipIf(!HAS_FFMPEG)('a video without sound', async () => {
    const cwd = await temporaryFolder();
    await makeMuteVideo(cwd);
    await expectRefusal(transcribe('mute.mp4'), { cwd }, { code: 'E_MEDIA_NO_AUDIO', exitCode: 1 });
  });

  test.skipIf(!HAS_FFMPEG)('an mp4 without its index', async () => {
    const cwd = await temporaryFolder();
    await makeVideoWithoutIndex(cwd);
    await expectRefusal(transcribe('cut.mp4'), { cwd }, { code: 'E_MEDIA_UNDECODABLE', exitCode: 1 });
  });

  test.skipIf(!HAS_FFMPEG)('a video where there is no ffmpeg', async () => {
    const cwd = await temporaryFolder();
    await makeVideo(cwd);
    const refusal = { code: 'E_RUNTIME_MISSING', exitCode: 4, message: /ffmpeg/, hint: /ffmpeg/ } as const;
    await expectRefusal(transcribe('video.mp4'), { cwd, env: { OFFSCRIBE_FFMPEG: 'none' } }, refusal);
  });

  test('an audio track that is not there', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    const refusal = { code: 'E_MEDIA_NO_AUDIO', exitCode: 1 } as const;
    await expectRefusal(transcribe('clip.flac', '--audio-track', '3'), { cwd }, refusal);
  });

  test('a span that begins beyond the end', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    const refusal = { code: 'E_USAGE', exitCode: 2, message: /beyond the end/ } as const;
    await expectRefusal(transcribe('clip.flac', '--start', '1:00'), { cwd }, refusal);
  });
});

describe('media that is odd but usable is transcribed', () => {
  test.skipIf(!HAS_FFMPEG)('a truncated file, with a warning that names the lost span', async () => {
    const cwd = await temporaryFolder();
    await makeTruncatedWav(cwd);
    const plain = await runOffscribe(transcribe('truncated.wav', '--overwrite'), { cwd });
    expect(plain.exitCode, plain.stderr).toBe(0);
    expect(plain.stderr).toMatch(/^warning: truncated\.wav: .*0:10/m);
    expect(await readFile(join(cwd, 'truncated.srt'), 'utf8')).toMatch(/fog/i);
    const json = await runOffscribe(transcribe('truncated.wav', '--overwrite', '--json'), { cwd });
    expect(JSON.parse(json.stdout).files[0].warnings).toHaveLength(1);
  });

  test.each([0.05, 5])('%f s of silence gives valid empty files', async (seconds) => {
    const cwd = await temporaryFolder();
    await writeSilence(cwd, seconds);
    const run = await runOffscribe(transcribe('silence.wav', '-f', 'srt,vtt,txt,json'), { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/^warning: .*no speech/im);
    expect(await readFile(join(cwd, 'silence.srt'), 'utf8')).toBe('');
    expect(await readFile(join(cwd, 'silence.txt'), 'utf8')).toBe('');
    expect((await readFile(join(cwd, 'silence.vtt'), 'utf8')).trim()).toBe('WEBVTT');
    const transcript = JSON.parse(await readFile(join(cwd, 'silence.json'), 'utf8'));
    expect(transcript).toMatchObject({ duration: seconds, text: '', segments: [] });
  });
});

const clip = await clipSamples();

describe('sound of an odd kind is heard', () => {
  const said = (frame: number): number => clip[frame] ?? 0;

  test.each([
    ['that is 0 where a sample is not a number', 1, (i: number) => (i % 1000 === 0 ? Number.NaN : said(i))],
    ['that is cut where a sample is infinite', 1, (i: number) => (i % 1000 === 0 ? Infinity : said(i))],
    ['of 64 channels', 64, said],
  ])('%s', async (_, channels, sample) => {
    const cwd = await temporaryFolder();
    const options = { sampleRateHz: SAMPLE_RATE_HZ, channels, encoding: 'f32' } as const;
    await writeOdd(cwd, { frames: 6 * SAMPLE_RATE_HZ, options }, sample);
    const run = await runOffscribe(transcribe('odd.wav', '-f', 'txt', '-o', '-'), { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/fog .* gallery/is);
  });

  test('of 192,000 samples a second', async () => {
    const cwd = await temporaryFolder();
    const options = { sampleRateHz: 192_000 };
    await writeOdd(cwd, { frames: 6 * options.sampleRateHz, options }, (i) => said(Math.floor(i / 12)));
    const run = await runOffscribe(transcribe('odd.wav', '-f', 'txt', '-o', '-'), { cwd });
    expect(run.stdout, run.stderr).toMatch(/fog .* gallery/is);
  });

  test('of one sample a second is refused: every byte of it would become thousands of samples', async () => {
    const cwd = await temporaryFolder();
    await writeOdd(cwd, { frames: 100, options: { sampleRateHz: 1 } }, (i) => (i % 2) / 2);
    const run = await runOffscribe(transcribe('odd.wav'), { cwd });
    expect(run.exitCode, run.stderr).toBe(1);
    expect(run.stderr).toContain('E_MEDIA_UNDECODABLE');
    expect(await readdir(cwd)).toEqual(['odd.wav']);
  });
});

describe('a model that contradicts itself is refused', () => {
  test.each([
    ['alignment heads', /alignment heads are not of this model/],
    ['words', /more tokens than the \d+ that its weights know/],
  ] as const)('in its %s', async (part, message) => {
    const cwd = await temporaryFolder();
    const env = { HF_HUB_CACHE: join(cwd, 'cache'), OFFSCRIBE_HOME: join(cwd, 'home') };
    const bent = join(cwd, 'bent');
    const fileOf = async (model: string, file: string): Promise<string> =>
      join((await runOffscribe(['models', 'path', model], { cwd })).stdout.trim(), file);
    // By copyFile, which follows links: nothing may be written through one into the cache.
    await mkdir(bent);
    for (const name of ['config.json', 'model.bin', 'tokenizer.json', 'vocabulary.txt'])
      await copyFile(
        await fileOf(part === 'words' && name === 'tokenizer.json' ? 'base' : 'tiny.en', name),
        join(bent, name),
      );
    if (part === 'alignment heads') {
      const config = JSON.parse(await readFile(join(bent, 'config.json'), 'utf8'));
      await writeFile(join(bent, 'config.json'), JSON.stringify({ ...config, alignment_heads: [[9, 0]] }));
    }
    const row = 'name = "bent"\nlicence = "MIT"\nformat = "ctranslate2"\nlanguages = ["en"]';
    const source = '[[model.source]]\nkind = "folder"\npath = "bent"';
    await writeFile(join(cwd, 'offscribe.toml'), `[[model]]\n${row}\n${source}\n`);
    await copyClip(cwd);
    const run = await runOffscribe(['transcribe', 'clip.flac', '-m', 'bent', '--no-vad'], { cwd, env });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/^error\[E_MODEL_(UNLOADABLE|CORRUPT)\]: .*\.\nhint: offscribe models /m);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect((await readdir(cwd)).filter((name) => name.startsWith('clip.'))).toEqual(['clip.flac']);
  });
});

describe('options at their limits are met, or said to be cut', () => {
  test('a prompt longer than the context, hotwords with emoji, names of special tokens', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    const prompt = `<|endoftext|> ${'the lamp of the tower '.repeat(100)}`;
    const told = ['--initial-prompt', prompt, '--hotwords', '🦊 Skerryvore, <|nospeech|>'];
    const run = await runOffscribe(transcribe('clip.flac', '--beam-size', '2', ...told), { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/^warning: .*initial prompt is \d+ tokens long.*told its last \d+ only/m);
    expect(await readFile(join(cwd, 'clip.srt'), 'utf8')).toMatch(/fog/i);
  });

  test('clips that lie outside the file, with a warning; all of them outside are refused', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    const run = await runOffscribe(transcribe('clip.flac', '--clip-timestamps', '0,3,100,200'), { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/^warning: .*from 100 s lies beyond the end/m);
    const refusal = { code: 'E_USAGE', exitCode: 2, message: /no clip lies/ } as const;
    await expectRefusal(
      transcribe('clip.flac', '--clip-timestamps', '100,200', '--overwrite'),
      { cwd },
      refusal,
    );
  });
});

describe('flags that cannot be met are refused before any work', () => {
  const cases = [
    [['-m', 'tinny.en'], { code: 'E_MODEL_UNKNOWN', exitCode: 2, message: /tiny\.en/ }],
    [['-m', 'silero-vad'], { code: 'E_USAGE', exitCode: 2, message: /silero-vad/ }],
    [['-l', 'german'], { code: 'E_LANGUAGE_UNSUPPORTED', exitCode: 2, hint: /-l de/ }],
    [['-l', 'xx-unknown'], { code: 'E_LANGUAGE_UNSUPPORTED', exitCode: 2 }],
    [['-m', 'tiny.en', '-l', 'de'], { code: 'E_USAGE', exitCode: 2, message: /English/ }],
    [['-m', 'tiny.en', '--task', 'translate'], { code: 'E_USAGE', exitCode: 2, message: /translate/ }],
    [
      ['--engine', 'mlx'],
      { code: 'E_RUNTIME_MISSING', exitCode: 4, hint: /bootstrap --engines mlx|--engine onnx/ },
    ],
    [['--engine', 'vosk'], { code: 'E_USAGE', exitCode: 2 }],
    [['--beam-size', '0'], { code: 'E_USAGE', exitCode: 2, hint: /--beam-size 1/ }],
    [['--beam-size', '33'], { code: 'E_USAGE', exitCode: 2, message: /1 to 32/ }],
    [['--patience', '-1'], { code: 'E_USAGE', exitCode: 2, message: /above 0/ }],
    [['--patience', 'much'], { code: 'E_USAGE', exitCode: 2, message: /number/ }],
    [['--no-speech-threshold', '2'], { code: 'E_USAGE', exitCode: 2, message: /0 to 1/ }],
    [['--languages', 'en,tlh'], { code: 'E_LANGUAGE_UNSUPPORTED', exitCode: 2, message: /tlh/ }],
    [['-m', 'base', '-l', 'de', '--multilingual'], { code: 'E_USAGE', exitCode: 2, hint: /-l auto/ }],
    [['--clip-timestamps', '10,5'], { code: 'E_USAGE', exitCode: 2, message: /holds nothing/ }],
    [['--clip-timestamps', '0,10,5,20'], { code: 'E_USAGE', exitCode: 2, message: /has ended/ }],
    [['--clip-timestamps', '0,soon'], { code: 'E_USAGE', exitCode: 2, message: /--clip-timestamps/ }],
    [['--threads', 'two'], { code: 'E_USAGE', exitCode: 2 }],
    [['-o', 'talk.srt'], { code: 'E_USAGE', exitCode: 2, message: /talk\.srt looks like a file/ }],
    [['-o', 'new/talk.mp4'], { code: 'E_USAGE', exitCode: 2, hint: /-o "new"/ }],
    [['-f', 'srt,docx'], { code: 'E_USAGE', exitCode: 2, message: /docx/ }],
    [['--start', '20', '--end', '10'], { code: 'E_USAGE', exitCode: 2 }],
    [['--start', 'noon'], { code: 'E_USAGE', exitCode: 2 }],
    [['--fromat', 'srt'], { code: 'E_USAGE', exitCode: 2, message: /--format/ }],
  ] as const;

  test.each(cases)('%j', async (flags, refusal) => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    // An empty cache and no network: nothing here may need a model.
    const env = { HF_HUB_CACHE: join(cwd, 'empty'), OFFSCRIBE_OFFLINE: '1' };
    await expectRefusal(['transcribe', 'clip.flac', ...flags], { cwd, env }, refusal);
    expect(await readdir(cwd)).toEqual(['clip.flac']);
  });

  test.each([
    ['-l', 'yue'],
    ['--languages', 'en,yue'],
  ])('%j, a language that the model lacks and others know', async (...flags) => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    const refusal = { code: 'E_LANGUAGE_UNSUPPORTED', exitCode: 2, message: /yue/ } as const;
    await expectRefusal(['transcribe', 'clip.flac', '-m', 'base', ...flags], { cwd }, refusal);
  });

  test('an unknown command, with the one that was meant', async () => {
    const cwd = await temporaryFolder();
    await expectRefusal(['transcirbe'], { cwd }, { code: 'E_USAGE', exitCode: 2, message: /transcribe/ });
    await expectRefusal([], { cwd }, { code: 'E_USAGE', exitCode: 2, hint: /--help/ });
  });
});
