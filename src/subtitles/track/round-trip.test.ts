import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tracksFor } from '../../../tests/fixtures/subtitle-tracks.ts';
import { type KnownFormat, readTrack, TRACK_FORMATS } from './track-formats.ts';

const FORMATS = Object.keys(TRACK_FORMATS) as KnownFormat[];

describe.each(FORMATS)('%s', (format) => {
  const { read, write } = TRACK_FORMATS[format];

  test('[TRK4] what it can hold is written and read again without a change', () => {
    fc.assert(
      fc.property(tracksFor(format), (track) => {
        const text = write(track);
        const again = read(text);
        expect(again.problems).toEqual([]);
        expect(again.track.cues).toEqual(track.cues);
        expect(write(again.track)).toBe(text);
        if (track.cues.length > 0) expect(readTrack(new TextEncoder().encode(text)).format).toBe(format);
      }),
      { numRuns: 300 },
    );
  });
});
