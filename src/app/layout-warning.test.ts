import { expect, test } from 'vitest';
import { findProfile, type SubtitleProfile } from '../subtitles/index.ts';
import { layoutWarnings } from './layout-warning.ts';

const profile = findProfile('default') as SubtitleProfile;
const cue = (startMs: number, endMs: number, line: string) => ({ startMs, endMs, lines: [line] });

test('cues that keep to their rules are not spoken of', () => {
  expect(layoutWarnings([cue(0, 2000, 'All is well.')], profile)).toEqual([]);
});

test('cues that cannot be read are counted, and the first one is named with its cause', () => {
  const fast = 'far too many words for one second';
  const cues = [
    cue(0, 2000, 'All is well.'),
    cue(2084, 3084, fast),
    cue(3168, 4168, fast),
    cue(4252, 4700, 'Ah.'),
  ];
  expect(layoutWarnings(cues, profile)).toEqual([
    '2 of 4 cues are too fast to read at 20 characters a second; cue 2: the next cue follows at once.',
    '1 of 4 cues is shown for less than 833 ms; cue 4: the media ends.',
  ]);
});
