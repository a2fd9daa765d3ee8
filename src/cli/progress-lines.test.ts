import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barLine, decodeState, plainLine, pullFileState, pullState } from './progress-lines.ts';

const MB = 1_000_000;

describe('a progress line', () => {
  test('of a download shows share, sizes, speed and time left', () => {
    const pull = {
      model: 'base',
      file: 'model.bin',
      phase: 'download',
      fileDoneBytes: 15 * MB,
      fileTotalBytes: 60 * MB,
      doneBytes: 75 * MB,
      totalBytes: 150 * MB,
      bytesPerSec: 5 * MB,
    } as const;
    const state = pullState(pull);
    const file = pullFileState(pull);
    expect(barLine(state, 100)).toBe(
      'fetching base  [###############---------------]   50%  75.0 MB of 150.0 MB  5.0 MB/s  0:15 left',
    );
    expect(plainLine(state)).toBe('fetching base: 75.0 MB of 150.0 MB, 5.0 MB/s, 0:15 left');
    expect(file && barLine(file, 60)).toBe('  model.bin  [####---------------]   25%  15.0 MB of 60.0 MB');
    expect(pullFileState({ ...pull, totalBytes: 60 * MB })).toBeUndefined();
  });

  test('of a transcription shows share of audio, speed and time left', () => {
    const state = decodeState({ file: 'talk.mp4', doneSec: 60, totalSec: 240, wallSec: 6 });
    expect(plainLine(state)).toBe('talk.mp4: 1:00 of 4:00, 10.0x, 0:18 left');
    expect(barLine(state, 80)).toMatch(/^talk\.mp4 {2}\[#+-+\] {3}25% {2}1:00 of 4:00/);
  });

  test('has no bar where the end is not known', () => {
    const state = decodeState({ file: 'talk', doneSec: 61, totalSec: undefined, wallSec: 2 });
    expect(barLine(state, 80)).toBe('talk  1:01  30.5x');
  });

  test('fits any width, whatever it shows', () => {
    const label = fc.string({ maxLength: 300 });
    const width = fc.integer({ min: 0, max: 300 });
    const share = fc.option(fc.double({ min: -1, max: 2, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(label, share, width, fc.array(fc.string()), (name, done, columns, figures) => {
        const state = { label: name, figures, ...(done === undefined ? {} : { share: done }) };
        expect(barLine(state, columns).length).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test('in a narrow place says how far it is and how long it takes, and no more', () => {
    const state = decodeState({ file: 'long-talk.mp4', doneSec: 380, totalSec: 722, wallSec: 62 });
    expect(barLine(state, 40)).toBe('long~mp4   52%  6:20 of 12:02  0:56 left');
    expect(barLine(state, 24)).toMatch(/ 52% {2}0:56 left$/);
  });

  test('in a narrow place shortens the name, and not what is done with it', () => {
    const state = { label: 'My Film (2024).mkv', figures: ['comparing with the speech'] };
    expect(barLine(state, 40)).toBe('My Fil~4).mkv  comparing with the speech');
  });

  test('keeps both ends of a long name', () => {
    const state = { label: `start-${'x'.repeat(100)}-end.mp4`, share: 0.5, figures: ['0:10 of 0:20'] };
    expect(barLine(state, 60)).toMatch(/^start-x+~x+-end\.mp4 {3}50% {2}0:10 of 0:20$/);
  });
});
