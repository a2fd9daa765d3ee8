import { describe, expect, test } from 'vitest';
import { createProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** A terminal that keeps what it is sent. */
function recordedTerminal(isInteractive: boolean): Terminal & { readonly sent: string[] } {
  const sent: string[] = [];
  const err = (text: string): void => void sent.push(text);
  return { sent, err, out: () => {}, isInteractive, hasColour: false, columns: () => 60 };
}

const pull = (doneBytes: number, phase: 'download' | 'unpack' = 'download') =>
  ({
    type: 'pull',
    progress: { model: 'base', file: 'base.whl', phase, doneBytes, totalBytes: 1000 },
  }) as const;

describe('progress', () => {
  test('in a log is a line when work begins, then seldom, and none for short work', () => {
    const terminal = recordedTerminal(false);
    let now = 0;
    const { report, clear } = createProgress(terminal, () => now);
    for (let step = 0; step <= 40; step++) {
      report(pull(step * 25));
      now += 1000;
    }
    for (let step = 0; step <= 10; step++) report(pull(step * 100, 'unpack'));
    report({ type: 'pulled', model: 'base', sizeBytes: 1000 });
    clear();
    expect(terminal.sent).toEqual([
      'fetching base: 0 B of 1.0 kB\n',
      expect.stringMatching(/^fetching base: 750 B of 1\.0 kB, 25 B\/s, 0:10 left\n$/),
      'base: verified, 1.0 kB.\n',
    ]);
  });

  test('on a terminal rewrites one line that fits, and takes it away for a message', () => {
    const terminal = recordedTerminal(true);
    let now = 0;
    const { report, clear } = createProgress(terminal, () => now);
    for (let step = 0; step < 100; step++) {
      report({ type: 'progress', file: 'talk.mp4', doneSec: step, totalSec: 100, wallSec: step / 10 });
      now += 10;
    }
    expect(terminal.sent.length).toBeLessThan(20);
    for (const text of terminal.sent) {
      expect(text.startsWith('\r') && text.endsWith('\x1b[K')).toBe(true);
      expect(text.length - '\r\x1b[K'.length).toBeLessThan(60);
    }
    report({ type: 'warning', file: 'talk.mp4', message: 'Something is lost.' });
    expect(terminal.sent.slice(-2)).toEqual(['\r\x1b[K', 'warning: talk.mp4: Something is lost.\n']);
    clear();
    expect(terminal.sent.at(-1)).toBe('warning: talk.mp4: Something is lost.\n');
  });

  test('never passes control characters of a file name on to the terminal', () => {
    const terminal = recordedTerminal(true);
    const { report } = createProgress(terminal);
    report({ type: 'start', file: 'a\x1b]0;title\x07\nb.wav' });
    report({ type: 'warning', file: 'a\x1b[2Jb.wav', message: 'x' });
    expect(terminal.sent[0]).toBe('\ra?]0;title??b.wav  0:00\x1b[K');
    expect(terminal.sent.at(-1)).toBe('warning: a?[2Jb.wav: x\n');
  });
});
