/** `offscribe watch` as a process of its own. */
import type { ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyClip } from './media.ts';
import {
  expectRefusal,
  finished,
  MAIN,
  runEnvironment,
  runProgram,
  startOffscribe,
  temporaryFolder,
} from './offscribe.ts';
import { HAS_MOUNTS } from './tools.ts';

const FLAGS = ['-o', 'out', '-m', 'tiny.en', '--end', '3', '--settle', '0.3'];

/** Resolves when the process has printed this. */
async function printed(child: ChildProcess, stream: 'stdout' | 'stderr', wanted: RegExp): Promise<void> {
  let text = '';
  await new Promise<void>((resolve) => {
    child[stream]?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (wanted.test(text)) resolve();
    });
    child.on('close', () => resolve());
  });
}

describe('watch', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'prints the path of each output, and by %s ends with %i and leaves nothing half done',
    async (signal, code) => {
      const cwd = await temporaryFolder();
      await mkdir(join(cwd, 'in'));
      await copyClip(join(cwd, 'in'), 'a.flac');
      const child = startOffscribe(['watch', 'in', ...FLAGS], { cwd });
      const result = finished(child);
      await printed(child, 'stdout', /a\.srt\n/);
      await copyClip(cwd, 'b.flac');
      await rename(join(cwd, 'b.flac'), join(cwd, 'in', 'b.flac'));
      await printed(child, 'stdout', /b\.srt\n/);
      child.kill(signal);
      const run = await result;
      expect(run.exitCode, run.stderr).toBe(code);
      expect(run.stdout).toBe(['a', 'b'].map((name) => `${join(cwd, 'out', name)}.srt\n`).join(''));
      expect(run.stderr).toMatch(/in\/b\.flac: new; taken when it has been left alone for 0\.3 s\.\n/);
      expect(run.stderr).toMatch(/2 files: 2 done; 0:06 of audio\.\nerror\[E_CANCELLED\]: Cancelled\.\n/);
      expect(run.stderr).not.toMatch(/^\s+at /m);
      expect(await readdir(join(cwd, 'out'))).toEqual(['a.srt', 'b.srt']);
    },
  );

  test('refuses what makes no sense before it watches', async () => {
    const cwd = await temporaryFolder();
    const usage = { code: 'E_USAGE', exitCode: 2 } as const;
    await expectRefusal(['watch', '.', '-o', '-'], { cwd }, usage);
    await expectRefusal(['watch', '.', '--settle', '-1'], { cwd }, usage);
    await expectRefusal(
      ['watch', 'gone', '-m', 'tiny.en'],
      { cwd },
      { code: 'E_MEDIA_NOT_FOUND', exitCode: 1 },
    );
  });
});

/** Leaves 8 kB of the small disk free, waits until the watch complains, then makes room. */
const SCRIPT = `
mount -t tmpfs -o size=4m tmpfs disk
head -c 4186112 /dev/zero > disk/fill
node "$MAIN" watch in -o disk -m tiny.en -f srt,vtt,txt,json --settle 0.2 > stdout 2> stderr &
until grep -q 'Waiting for room' stderr || ! kill -0 $!; do sleep 0.1; done
ls -A disk > during
rm disk/fill
until [ -e disk/clip.json ] || ! kill -0 $!; do sleep 0.1; done
kill -TERM $!
wait $!
echo $? > code
ls -A disk > after
`;

test.skipIf(!HAS_MOUNTS)('a watch whose disk is full waits for room, and then goes on', async () => {
  const cwd = await temporaryFolder();
  for (const name of ['in', 'disk']) await mkdir(join(cwd, name));
  await copyClip(join(cwd, 'in'));
  await writeFile(join(cwd, 'script.sh'), SCRIPT);
  const assignments = Object.entries(runEnvironment({ MAIN })).map(([name, value]) => `${name}=${value}`);
  await runProgram('env', ['-i', ...assignments, 'unshare', '-rm', 'sh', 'script.sh'], cwd);
  const read = async (name: string): Promise<string> => await readFile(join(cwd, name), 'utf8');
  expect(await read('stderr')).toMatch(
    /warning: in\/clip\.flac: The disk that holds .+ is full; .+ Waiting for room/,
  );
  expect(await read('during')).toBe('fill\n');
  expect((await read('after')).trim().split('\n')).toEqual(['clip.json', 'clip.srt', 'clip.txt', 'clip.vtt']);
  expect(await read('code')).toBe('143\n');
});
