import { describe, expect, test } from 'vitest';
import { createProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** A terminal that keeps what it is sent. */
function recordedTerminal(isInteractive: boolean): Terminal & { readonly sent: string[] } {
  const sent: string[] = [];
  const err = (text: string): void => void sent.push(text);
  return {
    sent,
    err,
    out: () => {},
    isInteractive,
    hasColour: false,
    columns: () => 60,
    dataColumns: () => undefined,
  };
}

const pull = (doneBytes: number, phase: 'download' | 'unpack' = 'download', fileTotalBytes = 1000) =>
  ({
    type: 'pull',
    progress: {
      ...{ model: 'base', file: 'base.whl', phase, doneBytes, totalBytes: 1000 },
      ...{ fileDoneBytes: doneBytes % 500, fileTotalBytes },
    },
  }) as const;

describe('progress', () => {
  test('in a log is a line when work begins, then every few seconds, and none for short work', () => {
    const terminal = recordedTerminal(false);
    let now = 0;
    const { report, clear } = createProgress(terminal, () => now);
    for (let step = 0; step <= 40; step++) {
      report(pull(step * 25));
      now += 200;
    }
    for (let step = 0; step <= 10; step++) report(pull(step * 100, 'unpack'));
    report({ type: 'pulled', model: 'base', sizeBytes: 1000 });
    clear();
    expect(terminal.sent).toEqual([
      'fetching base: 0 B of 1.0 kB\n',
      'fetching base: 625 B of 1.0 kB, 125 B/s, 0:03 left\n',
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

  test('on a terminal names the stage at work, and in a log keeps silent about it', () => {
    for (const [isInteractive, sent] of [
      [true, ['\rfilm.mkv (de)  putting subtitles into a copy\x1b[K', '\r\x1b[K']],
      [false, []],
    ] as const) {
      const terminal = recordedTerminal(isInteractive);
      const { report, clear } = createProgress(terminal, () => 0);
      report({ type: 'stage', file: 'film.mkv', stage: 'mux', branch: 'de' });
      clear();
      expect(terminal.sent).toEqual(sent);
    }
  });

  test('of a stage that tells how far it is has a bar, and in a log a line every half minute', () => {
    const told = (isInteractive: boolean): readonly string[] => {
      const terminal = recordedTerminal(isInteractive);
      let now = 0;
      const { report } = createProgress(terminal, () => now);
      for (let doneSec = 0; doneSec <= 120; doneSec += 60) {
        report({ type: 'stage', file: 'film.mkv', stage: 'shots', doneSec, totalSec: 240 });
        now += 30_000;
      }
      return terminal.sent;
    };
    expect(told(false)).toEqual([
      'film.mkv: looking for shots, 1:00 of 4:00\n',
      'film.mkv: looking for shots, 2:00 of 4:00\n',
    ]);
    expect(told(true).at(-1)).toMatch(/^\rfilm\.mkv.* 50% {2}looking for shots {2}2:00 of 4:00/);
  });

  test('of a model of several files is two lines, one for the file and one for all of it', () => {
    const terminal = recordedTerminal(true);
    let now = 0;
    const { report, clear } = createProgress(terminal, () => now);
    report(pull(100, 'download', 500));
    now += 1000;
    report(pull(600, 'download', 500));
    now += 1000;
    report(pull(0, 'unpack'));
    now += 1000;
    report(pull(600, 'download', 500));
    clear();
    const [first, second, third, , cleared] = terminal.sent.map((text) => text.replaceAll('\x1b', '<esc>'));
    expect(first).toMatch(/^\r {2}base\.whl .* 20% .*<esc>\[K\nfetching base .* 10% .*<esc>\[K$/);
    expect(second).toMatch(/^\r<esc>\[1A {2}base\.whl .*\nfetching base .* 60% .*500 B\/s.*<esc>\[K$/);
    expect(third).toMatch(/^\r<esc>\[1Aunpacking base .*<esc>\[K<esc>\[J$/);
    expect(cleared).toBe('\r<esc>[1A<esc>[J');
  });

  test('shows every wait with its host and its length', () => {
    const terminal = recordedTerminal(false);
    const { report } = createProgress(terminal);
    const wait = { host: 'huggingface.co', reason: 'asks for a pause (status 429)' };
    for (const waitMs of [250, 54_000, 300_000]) report({ type: 'wait', wait: { ...wait, waitMs } });
    expect(terminal.sent).toEqual([
      'huggingface.co asks for a pause (status 429): waiting 0.3 s.\n',
      'huggingface.co asks for a pause (status 429): waiting 54 s.\n',
      'huggingface.co asks for a pause (status 429): waiting 5:00 min.\n',
    ]);
  });

  test('says that a model is ready when its engine has understood it, and nothing when not', () => {
    const terminal = recordedTerminal(false);
    const { report } = createProgress(terminal);
    const record = {
      engine: 'onnx',
      engineVersion: '1',
      finding: 'It heard the words.',
      tookSec: 2,
    } as const;
    report({ type: 'probed', model: 'base', record: { ...record, ok: true } });
    report({ type: 'probed', model: 'tiny.en', record: { ...record, ok: false } });
    expect(terminal.sent).toEqual(['base: ready in 2.0 s. It heard the words.\n']);
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
