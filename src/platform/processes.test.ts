import { describe, expect, test } from 'vitest';
import { findProgram, runProgram, streamProgram } from './processes.ts';

const NODE = process.execPath;
const script = (code: string): string[] => ['-e', code];

async function countBytes(stdout: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of stdout) bytes += piece.length;
  return bytes;
}

describe('streamed programs', () => {
  test('a child that complains by the megabyte is not ended, and the end of its complaints is kept', async () => {
    const code = `for (let i = 0; i < 40000; i++) console.error('complaint number ' + i); console.log('done')`;
    const program = await streamProgram(NODE, script(code));
    expect(await countBytes(program.stdout)).toBe(5);
    const { exitCode, stderr } = await program.ended;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/complaint number 39999\n$/);
    expect(stderr.length).toBeLessThanOrEqual(64 * 1024);
  });

  test('stop ends a child that ignores polite requests', async () => {
    const program = await streamProgram(
      NODE,
      script(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`),
    );
    program.stop();
    expect((await program.ended).exitCode).not.toBe(0);
  });
});

describe('whole programs', () => {
  test('a non-zero exit is a result', async () => {
    const result = await runProgram(
      NODE,
      script(`console.log('out'); console.error('err'); process.exit(3)`),
    );
    expect(result).toEqual({ exitCode: 3, stdout: 'out', stderr: 'err' });
  });

  test('a program that is nowhere on PATH is undefined', async () => {
    expect(await findProgram('no-such-program', process.env)).toBeUndefined();
    expect(await findProgram('node', {})).toBeUndefined();
  });
});
