import { describe, expect, test } from 'vitest';
import { InternalError, UsageError } from '../kernel/index.ts';
import { batchExitCode } from './command-context.ts';
import { printError, printStack } from './error-report.ts';
import { asksForJson } from './json-document.ts';
import { runCommandLine } from './run.ts';
import type { Terminal } from './terminal.ts';

/** Runs a command line that needs no app, and keeps what it prints. */
async function run(...args: string[]): Promise<{ out: string; err: string; exitCode: number }> {
  const printed = { out: '', err: '' };
  const exitCode = await runCommandLine(args, {
    terminal: recorder(printed),
    env: {},
    signal: new AbortController().signal,
  });
  return { ...printed, exitCode };
}

function recorder(printed: { out: string; err: string }, hasColour = false): Terminal {
  return {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    isInteractive: false,
    hasColour,
    columns: () => 80,
    dataColumns: () => undefined,
  };
}

describe('a wrong command line', () => {
  test.each([
    [
      ['transcribe', 'a.mp3', '--fromat', 'srt'],
      /Unknown option '--fromat'; did you mean --format\?/,
      'transcribe',
    ],
    [['transcribe'], /No media file was named\./, 'transcribe'],
    [['watch'], /Missing required argument 'folder'\./, 'watch'],
    [['transcribe', 'a.mp3', '-f'], /Option '-f, --format <list>' argument missing\./, 'transcribe'],
    [['models', 'pul'], /Unknown command 'pul'; did you mean pull\?/, 'models pull'],
    [['models'], /No command was given\./, 'models'],
    [['models', 'path', 'a', 'b'], /Too many arguments .* but got 2\.$/m, 'models path'],
    [['models', 'pull'], /Missing required argument 'name'\./, 'models pull'],
    [['eval', 'a.jsonl', '--limit', 'many'], /--limit takes a whole number/, 'eval'],
  ])('%j is told in one sentence, with a hint', async (args, message, hint) => {
    const { out, err, exitCode } = await run(...args);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^error\[E_USAGE\]: [^\n]+\nhint: offscribe [^\n]+\n$/);
    expect(err).toMatch(message);
    expect(err).toContain(`hint: offscribe ${hint}`);
  });

  test('is one JSON document when JSON was asked for, wherever it was', async () => {
    for (const args of [
      ['--json', 'nonsense'],
      ['transcribe', '--json'],
    ]) {
      const { out, err, exitCode } = await run(...args);
      expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: 'E_USAGE' } });
      expect({ err, exitCode }).toEqual({ err: '', exitCode: 2 });
    }
    expect(asksForJson(['transcribe', '--', '--json'])).toBe(false);
  });
});

describe('help and version', () => {
  test('go to stdout and are a success', async () => {
    expect(await run('--version')).toMatchObject({
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      exitCode: 0,
    });
    expect(await run('models', 'pull', '--help')).toMatchObject({ err: '', exitCode: 0 });
  });
});

describe('an error', () => {
  test('is coloured only where colours are wanted, and names its file once', () => {
    const printed = { out: '', err: '' };
    printError(new UsageError('E_USAGE', 'No.'), recorder(printed, true), 'a.wav');
    expect(printed.err).toBe('\x1b[31merror[E_USAGE]:\x1b[39m a.wav: No.\n');
    printed.err = '';
    printError(new UsageError('E_USAGE', 'a.wav is bad.', { hint: 'offscribe' }), recorder(printed), 'a.wav');
    expect(printed.err).toBe('error[E_USAGE]: a.wav is bad.\nhint: offscribe\n');
  });

  test('shows its stack and its causes only when asked for', () => {
    const printed = { out: '', err: '' };
    printStack(new InternalError('outer', { cause: new Error('inner') }), recorder(printed));
    expect(printed.err).toMatch(/outer[\s\S]+inner/);
  });
});

describe('the exit code of a batch', () => {
  const ok = { ok: true };
  const failed = { ok: false, error: new UsageError('E_MODEL_UNKNOWN', 'x') };
  test('tells all, some and none apart', () => {
    expect(batchExitCode([ok, ok])).toBe(0);
    expect(batchExitCode([ok, failed])).toBe(3);
    expect(batchExitCode([failed])).toBe(2);
    expect(batchExitCode([failed, failed])).toBe(2);
  });
});
