import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { makeCutVideo } from './media.ts';
import { CLIP, PACKAGE, ROOT, runEnvironment, temporaryFolder } from './offscribe.ts';
import { HAS_FFMPEG } from './tools.ts';

const run = promisify(execFile);

/** Runs a module inside the built package, where `offscribe` is found by its own name. */
async function runInPackage(
  name: string,
  source: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  });
  await mkdir(join(PACKAGE, 'scripts'), { recursive: true });
  const path = join(PACKAGE, 'scripts', `${name}.js`);
  await writeFile(path, outputText);
  return (await run(process.execPath, [path, ...args], { cwd, env: runEnvironment() })).stdout;
}

describe('the library', () => {
  test('runs the example', async () => {
    const source = await readFile(join(ROOT, 'examples', 'library.ts'), 'utf8');
    const output = await runInPackage('example', source, [CLIP, 'tiny.en'], await temporaryFolder());
    expect(output).toMatch(/^tiny\.en \(transcribe\): ready$/m);
    expect(output).toMatch(/^\d+\.\d\d to \d+\.\d\d: .*fog/im);
    expect(output).toMatch(/^The first word, "The", ends at 0\.\d\d s\.$/m);
    expect(output).toMatch(/^\d\d of 62 words of the text/m);
    expect(output).toMatch(/^00:00:\d\d,\d{3} --> /m);
    expect(output).toMatch(/^E_MEDIA_NOT_FOUND: .*Try: /m);
  });

  test.skipIf(!HAS_FFMPEG)('lays cues out by the shots of a film where that is asked for', async () => {
    const cwd = await temporaryFolder();
    await makeCutVideo(cwd, [9600]);
    const source = `
      import { transcribe } from 'offscribe';
      const options = { model: 'tiny.en', offline: true, wordTimes: true };
      const starts = async (more) =>
        (await transcribe('film.mkv', { ...options, ...more })).cues().map(({ startMs }) => startMs);
      console.log(JSON.stringify({ plain: await starts({}), cut: await starts({ shots: true }) }));
    `;
    const { plain, cut } = JSON.parse(await runInPackage('shots', source, [], cwd));
    expect(plain).not.toContain(9600);
    expect(cut).toContain(9600);
  });

  test('passes on what is asked of the search, and hands back words, removals and missed speech', async () => {
    const source = `
      import { transcribe } from 'offscribe';
      const [, , clip] = process.argv;
      const options = { model: 'tiny.en', offline: true, wordTimes: true, beamSize: 2, patience: 1.5,
        hotwords: ['gallery'], initialPrompt: 'A log.', clipTimestamps: [0, 8, 16] };
      const { transcript } = await transcribe(clip, options);
      const refused = await transcribe(clip, { ...options, beamSize: 0 }).catch((error) => error.code);
      console.log(JSON.stringify({ transcript, refused }));
    `;
    const { transcript, refused } = JSON.parse(
      await runInPackage('options', source, [CLIP], await temporaryFolder()),
    );
    expect(refused).toBe('E_USAGE');
    expect(transcript).toMatchObject({ removals: expect.any(Array), missed: expect.any(Array) });
    expect(transcript.engine.options).toMatchObject({
      beamSize: 2,
      patience: 1.5,
      hotwords: ['gallery'],
      initialPrompt: 'A log.',
    });
    const words: { text: string; start: number; end: number }[] = transcript.segments.flatMap(
      (segment: { words: object[] }) => segment.words,
    );
    expect(words.map(({ text }) => text).join('')).toMatch(/fog .* gallery.*door/is);
    expect(words.filter(({ start, end }) => start > 8 && end < 16)).toEqual([]);
  });

  test('stops when its signal fires, and finds models by path', async () => {
    const source = `
      import { models, transcribe } from 'offscribe';
      const controller = new AbortController();
      const [, , clip] = process.argv;
      const outcome = await transcribe(clip, {
        model: 'tiny.en',
        offline: true,
        signal: controller.signal,
        onProgress: () => controller.abort(),
        onSegment: () => controller.abort(),
      }).then(() => 'finished', (error) => error.code);
      console.log(JSON.stringify({ outcome, folder: await models.path('tiny.en'), again: await models.pull('tiny.en') }));
    `;
    const { outcome, folder, again } = JSON.parse(
      await runInPackage('stopping', source, [CLIP], await temporaryFolder()),
    );
    expect(outcome).toBe('E_CANCELLED');
    expect(again).toBe(folder);
  });
});
