import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyClip, makeLateVideo } from './media.ts';
import {
  CLIP,
  expectRefusal,
  finished,
  MAIN,
  runOffscribe,
  startOffscribe,
  temporaryFolder,
} from './offscribe.ts';
import { HAS_MOUNTS } from './tools.ts';

const RUN = ['transcribe', 'clip.flac', '-m', 'tiny.en'];

async function folderWithClip(): Promise<string> {
  const cwd = await temporaryFolder();
  await copyClip(cwd);
  return cwd;
}

describe('an output that is there already', () => {
  const exists = { code: 'E_OUTPUT_EXISTS', exitCode: 1, hint: /--overwrite/ } as const;

  test('is kept when somebody else made it, and before any model is needed', async () => {
    const cwd = await folderWithClip();
    await writeFile(join(cwd, 'clip.srt'), 'mine');
    const env = { HF_HUB_CACHE: join(cwd, 'empty'), OFFSCRIBE_OFFLINE: '1' };
    await expectRefusal(RUN, { cwd, env }, exists);
    expect(await readFile(join(cwd, 'clip.srt'), 'utf8')).toBe('mine');
  });

  test('is replaced by the run that wrote it, kept from any other, and kept once it was edited', async () => {
    const cwd = await folderWithClip();
    expect((await runOffscribe(RUN, { cwd })).exitCode).toBe(0);
    const first = await readFile(join(cwd, 'clip.srt'), 'utf8');
    expect((await runOffscribe(RUN, { cwd })).exitCode).toBe(0);
    expect(await readFile(join(cwd, 'clip.srt'), 'utf8')).toBe(first);
    await expectRefusal([...RUN, '--end', '5'], { cwd }, exists);
    await writeFile(join(cwd, 'clip.srt'), `${first}edited`);
    await expectRefusal(RUN, { cwd }, exists);
    expect(await readFile(join(cwd, 'clip.srt'), 'utf8')).toBe(`${first}edited`);
    expect((await runOffscribe([...RUN, '--overwrite'], { cwd })).exitCode).toBe(0);
    expect(await readFile(join(cwd, 'clip.srt'), 'utf8')).toBe(first);
  });

  test('is never the input, whatever is asked', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd, 'clip.srt');
    const refusal = { code: 'E_USAGE', exitCode: 2, message: /input itself/ } as const;
    await expectRefusal(['transcribe', 'clip.srt', '-m', 'tiny.en', '--overwrite'], { cwd }, refusal);
  });
});

describe('a place that cannot take the output is refused before any work', () => {
  const unwritable = { code: 'E_OUTPUT_UNWRITABLE', exitCode: 1, hint: /-o/ } as const;

  test('a file where the folder should be', async () => {
    const cwd = await folderWithClip();
    await writeFile(join(cwd, 'taken'), '');
    await expectRefusal([...RUN, '-o', 'taken'], { cwd }, unwritable);
    await expectRefusal([...RUN, '-o', 'taken/below'], { cwd }, unwritable);
  });

  test('a folder without permission to write', async () => {
    const cwd = await folderWithClip();
    await mkdir(join(cwd, 'locked'));
    await chmod(join(cwd, 'locked'), 0o555);
    // Root may write everywhere, so there it runs without root's capabilities.
    const powerless = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];
    const wrapper = process.getuid?.() === 0 ? powerless : [];
    await expectRefusal([...RUN, '-o', 'locked'], { cwd, wrapper }, unwritable);
  });

  test.skipIf(!HAS_MOUNTS)('a read-only file system', async () => {
    const cwd = await folderWithClip();
    await mkdir(join(cwd, 'mounted'));
    const wrapper = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o ro tmpfs mounted && exec "$@"', 'sh'];
    await expectRefusal([...RUN, '-o', 'mounted'], { cwd, wrapper }, unwritable);
  });
});

describe.skipIf(!HAS_MOUNTS)('a full disk', () => {
  const full = { code: 'E_DISK_FULL', exitCode: 1, hint: /^df / } as const;
  // The wrapper lists what is left on the small disk, which is gone when the process ends.
  const smallDisk = (script: string): string[] => [
    ...['unshare', '-rm', 'sh', '-c'],
    `mount -t tmpfs -o size=8k tmpfs disk && ${script} "$@"; code=$?; ls -A disk > left.txt; exit $code`,
    'sh',
  ];

  test('that is full before is refused before any work', async () => {
    const cwd = await folderWithClip();
    await mkdir(join(cwd, 'disk'));
    await writeFile(join(cwd, 'left.txt'), '');
    const wrapper = smallDisk('head -c 8192 /dev/zero > disk/fill &&');
    await expectRefusal([...RUN, '-o', 'disk'], { cwd, wrapper }, full);
    expect(await readFile(join(cwd, 'left.txt'), 'utf8')).toBe('fill\n');
  });

  test('that fills while writing leaves no file at all', async () => {
    const cwd = await folderWithClip();
    await mkdir(join(cwd, 'disk'));
    await writeFile(join(cwd, 'left.txt'), '');
    const args = [...RUN, '-o', 'disk', '-f', 'srt,vtt,txt,json'];
    await expectRefusal(args, { cwd, wrapper: smallDisk('') }, full);
    expect(await readFile(join(cwd, 'left.txt'), 'utf8')).toBe('');
  });
});

describe('what is written', () => {
  test('is named after the media, in a folder that is made, and listed on stdout', async () => {
    const cwd = await folderWithClip();
    const run = await runOffscribe([...RUN, '-f', 'srt,vtt,txt,json', '-o', 'a/b'], { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    const names = ['clip.json', 'clip.srt', 'clip.txt', 'clip.vtt'];
    expect((await readdir(join(cwd, 'a/b'))).sort()).toEqual(names);
    expect(run.stdout.trim().split('\n').sort()).toEqual(names.map((name) => join(cwd, 'a/b', name)));
    const transcript = JSON.parse(await readFile(join(cwd, 'a/b/clip.json'), 'utf8'));
    expect(transcript).toMatchObject({ schema: 'offscribe.transcript/1', language: 'en', offset: 0 });
    expect(JSON.stringify(transcript)).not.toContain(cwd);
  });

  test('goes to stdout alone with -o -', async () => {
    const cwd = await folderWithClip();
    const run = await runOffscribe([...RUN, '-f', 'txt', '-o', '-'], { cwd });
    expect(run.stdout).toMatch(/fog/i);
    expect(await readdir(cwd)).toEqual(['clip.flac']);
    const usage = { code: 'E_USAGE', exitCode: 2 } as const;
    await expectRefusal([...RUN, '-f', 'txt,srt', '-o', '-'], { cwd }, usage);
  });

  test('covers exactly the span asked for, on the media clock', async () => {
    const cwd = await folderWithClip();
    const args = [...RUN, '--start', '0:05', '--end', '15', '-f', 'json', '-o', '-'];
    const transcript = JSON.parse((await runOffscribe(args, { cwd })).stdout);
    expect(transcript.duration).toBe(10);
    expect(transcript.segments.length).toBeGreaterThan(0);
    for (const { start, end } of transcript.segments) {
      expect(start).toBeGreaterThanOrEqual(5);
      expect(end).toBeLessThanOrEqual(15);
    }
  });

  test('of sound that starts later than the picture lies where it is spoken', async () => {
    const cwd = await folderWithClip();
    await makeLateVideo(cwd, 3.2);
    const spoken = async (file: string, span: readonly string[], lateSec: number) => {
      const args = ['transcribe', file, '-m', 'tiny.en', ...span, '-f', 'json', '-o', '-'];
      const run = await runOffscribe(args, { cwd });
      expect(run.exitCode, run.stderr).toBe(0);
      const { duration, offset, segments } = JSON.parse(run.stdout);
      expect([duration, offset]).toEqual([10, lateSec]);
      return segments.map((segment: { start: number; end: number; text: string }) => {
        return [segment.text, (segment.start - lateSec).toFixed(3), (segment.end - lateSec).toFixed(3)];
      });
    };
    const plain = await spoken('clip.flac', ['--start', '5', '--end', '15'], 0);
    expect(plain.length).toBeGreaterThan(0);
    expect(await spoken('late.mkv', ['--start', '8.2', '--end', '18.2'], 3.2)).toEqual(plain);
  });

  test('of a batch is everything but the bad file, and the exit code says so', async () => {
    const cwd = await folderWithClip();
    await writeFile(join(cwd, 'bad.mp3'), '');
    const args = ['transcribe', 'bad.mp3', 'clip.flac', '-m', 'tiny.en', '--json'];
    const run = await runOffscribe(args, { cwd });
    expect(run.exitCode).toBe(3);
    const document = JSON.parse(run.stdout);
    expect(document).toMatchObject({ ok: false, error: { code: 'E_MEDIA_UNDECODABLE' } });
    expect(document.files.map(({ ok }: { ok: boolean }) => ok)).toEqual([false, true]);
    expect((await readdir(cwd)).sort()).toEqual(['bad.mp3', 'clip.flac', 'clip.srt']);
  });

  test('may be read by a program that stops early', async () => {
    const cwd = await temporaryFolder();
    const script = `"$0" "${MAIN}" transcribe "${CLIP}" -m tiny.en -f json -o - | head -c 1`;
    const wrapper = ['sh', '-c', script, process.execPath];
    const run = await finished(startOffscribe([], { cwd, wrapper }));
    expect(run.stdout).toBe('{');
    expect(run.stderr).not.toMatch(/EPIPE|error|^\s+at /m);
  });
});
