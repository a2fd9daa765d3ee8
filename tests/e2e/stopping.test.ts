import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { makeLong } from './media.ts';
import { finished, startOffscribe, temporaryFolder } from './offscribe.ts';
import { HAS_FFMPEG } from './tools.ts';

/** Resolves when the transcription is under way. */
async function underWay(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (bytes: Buffer) => {
      if (bytes.toString().includes('long.wav: ')) resolve();
    });
    child.on('close', () => resolve());
  });
}

describe.skipIf(!HAS_FFMPEG)('a transcription that is stopped', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s leaves nothing and exits with %i', async (signal, exitCode) => {
    const cwd = await temporaryFolder();
    await makeLong(cwd, 30);
    const args = ['transcribe', 'long.wav', '-m', 'tiny.en', '-f', 'srt,json', '--json'];
    const child = startOffscribe(args, { cwd });
    const result = finished(child);
    await underWay(child);
    child.kill(signal);
    const run = await result;
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, error: { code: 'E_CANCELLED' } });
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(await readdir(cwd)).toEqual(['long.wav']);
  });

  test('a second time ends at once', async () => {
    const cwd = await temporaryFolder();
    await makeLong(cwd, 30);
    const child = startOffscribe(['transcribe', 'long.wav', '-m', 'tiny.en'], { cwd });
    const result = finished(child);
    await underWay(child);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await result).exitCode).toBe(130);
    expect(await readdir(cwd)).toEqual(['long.wav']);
  });
});
