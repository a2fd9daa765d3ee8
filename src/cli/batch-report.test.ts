import { describe, expect, test } from 'vitest';
import type { BatchOutcome } from '../app/index.ts';
import { CancelledError, InputError, type Transcript } from '../kernel/index.ts';
import { BatchReport } from './batch-report.ts';
import type { Terminal } from './terminal.ts';

/** A terminal that keeps both streams. */
function recorded(columns?: number): Terminal & { readonly printed: { out: string; err: string } } {
  const printed = { out: '', err: '' };
  return {
    printed,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    isInteractive: columns !== undefined,
    hasColour: false,
    columns: () => columns ?? 80,
    dataColumns: () => undefined,
  };
}

const transcript: Transcript = {
  ...{ language: 'en', duration: 90, offset: 0, segments: [], removals: [], missed: [] },
  model: { name: 'base', sha256: '0' },
  engine: { name: 'onnx', version: '1', options: {} },
};

const done = (n: number): BatchOutcome => ({
  ok: true,
  file: `talks/a rather long name of a talk ${n}.mp4`,
  transcript,
  cues: [],
  texts: { srt: 'text' },
  outputs: [{ format: 'srt', path: `/out/${n}.srt` }],
  changes: [],
  others: [],
  warnings: [],
  wallSec: 9,
});
const failed: BatchOutcome = {
  ok: false,
  file: 'talks/broken.mp4',
  error: new InputError('E_MEDIA_UNDECODABLE', 'talks/broken.mp4 cannot be decoded: it is empty.', {
    hint: 'ffprobe talks/broken.mp4',
  }),
};
const skipped: BatchOutcome = { ok: true, file: 'talks/old.mp4', skipped: 'old.srt is there already.' };

function reportOf(
  outcomes: readonly BatchOutcome[],
  terminal: Terminal,
  form: 'paths' | 'text' | 'json',
): number {
  const report = new BatchReport({ terminal, form, clear: () => {} });
  for (const outcome of outcomes) report.note(outcome);
  return report.finish();
}

describe('a batch report', () => {
  test('prints each path when its file is done, and a table with the reasons at the end', () => {
    const terminal = recorded();
    const report = new BatchReport({ terminal, form: 'paths', clear: () => {} });
    report.note(done(1));
    expect(terminal.printed).toEqual({ out: '/out/1.srt\n', err: '' });
    report.note(failed);
    expect(terminal.printed.err).toMatch(/^error\[E_MEDIA_UNDECODABLE\]: .*\nhint: .*\n$/);
    report.note(skipped);
    expect(report.finish()).toBe(3);
    expect(terminal.printed.out).toBe('/out/1.srt\n');
    expect(terminal.printed.err.split('\n\n')[1]).toBe(
      [
        `FILE${' '.repeat(36)}  RESULT   AUDIO  REASON`,
        'talks/a rather long name of a talk 1.mp4  done      1:30',
        'talks/old.mp4                             skipped         old.srt is there already.',
        'talks/broken.mp4                          FAILED          E_MEDIA_UNDECODABLE: talks/broken.mp4 cannot be decoded: it is empty.',
      ].join('\n'),
    );
    expect(terminal.printed.err).toMatch(/\n3 files: 1 done, 1 skipped, 1 failed; 1:30 of audio\.\n$/);
  });

  test.each([40, 60, 80])('fits a terminal of %i columns', (columns) => {
    const terminal = recorded(columns);
    reportOf([done(1), failed, skipped], terminal, 'paths');
    const table = terminal.printed.err.split('\n\n')[1] ?? '';
    expect(table).toContain('E_MEDIA_UNDECODABLE');
    expect(table.split('\n').filter((line) => line.length > columns)).toEqual([]);
  });

  test('of very many files names those that failed, and counts the others', () => {
    const terminal = recorded();
    const many = Array.from({ length: 500 }, (_, n) => done(n));
    expect(reportOf([...many, failed], terminal, 'paths')).toBe(3);
    const table = terminal.printed.err.split('\n\n')[1] ?? '';
    expect(table).toMatch(/broken\.mp4 +FAILED/);
    expect(table).toContain('and 500 more');
    expect(table.split('\n').length).toBeLessThan(10);
  });

  test('of one file has no table; skipped files alone are a success', () => {
    const terminal = recorded();
    expect(reportOf([done(1)], terminal, 'paths')).toBe(0);
    expect(terminal.printed.err).toBe('');
    expect(reportOf([skipped], terminal, 'paths')).toBe(0);
    expect(terminal.printed.err).toBe('talks/old.mp4: skipped. old.srt is there already.\n');
    expect(reportOf([failed], terminal, 'paths')).toBe(1);
  });

  test('as JSON is one document with every file and the counts', () => {
    const terminal = recorded();
    expect(reportOf([done(1), skipped, failed], terminal, 'json')).toBe(3);
    expect(JSON.parse(terminal.printed.out)).toMatchObject({
      ok: false,
      error: { code: 'E_MEDIA_UNDECODABLE' },
      files: [{ ok: true, duration: 90 }, { ok: true, skipped: 'old.srt is there already.' }, { ok: false }],
      summary: { files: 3, done: 1, skipped: 1, failed: 1 },
    });
    expect(terminal.printed.err).toBe('');
  });

  test('of work that was stopped says how far it came', () => {
    const terminal = recorded();
    const report = new BatchReport({ terminal, form: 'paths', clear: () => {} });
    const error = new CancelledError();
    expect(report.ended(error)).toBe(error);
    report.note(done(1));
    expect(report.ended(error)).toBe(error);
    expect(terminal.printed.err).toBe('1 file: 1 done; 1:30 of audio.\n');
  });
});
