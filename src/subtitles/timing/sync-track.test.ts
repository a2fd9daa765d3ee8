import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { quantile } from '../sync/robust-line.ts';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import type { HeardWord } from './heard-points.ts';
import { syncTrack } from './sync-track.ts';

interface Talk {
  readonly heard: readonly HeardWord[];
  /** As they belong. */
  readonly cues: readonly TrackCue[];
}

const NAMES = Array.from({ length: 400 }, (_, index) => `w${index}`);

/** Talk of `count` cues, of which words are misheard, and in which common words are more common than others. */
function talk(count: number, misheard = 0.15, seed = 1): Talk {
  const random = seededRandom(seed);
  const heard: HeardWord[] = [];
  const cues: TrackCue[] = [];
  let at = 3000;
  for (let cue = 0; cue < count; cue++) {
    at += 100 + 2000 * random() ** 2;
    const startMs = Math.round(at);
    const words = Array.from({ length: 4 + Math.floor(6 * random()) }, () => {
      const text = NAMES[Math.floor(NAMES.length * random() ** 2)] ?? '';
      heard.push({ text: ` ${random() < misheard ? 'odd' : text}`, startMs: at + 40 * (random() - 0.5) });
      at += 180 + 200 * random();
      return text;
    });
    cues.push({ startMs, endMs: Math.round(at), lines: [words.join(' ')] });
  }
  return { heard, cues };
}

const moved = (cues: readonly TrackCue[], to: (ms: number, index: number) => number): SubtitleTrack => ({
  cues: cues.map((cue, index) => ({
    ...cue,
    startMs: Math.round(to(cue.startMs, index)),
    endMs: Math.round(to(cue.endMs, index)),
  })),
});

/** 95 of 100 starts lie no further than this from where they belong. */
function errorOf({ cues }: SubtitleTrack, right: readonly TrackCue[]): number {
  const byText = new Map(right.map((cue) => [cue.lines[0], cue.startMs]));
  const errors = cues.map((cue) => Math.abs(cue.startMs - (byText.get(cue.lines[0]) ?? 0)));
  return quantile(errors, 0.95) ?? 0;
}

describe('a subtitle is brought to the words that are heard', () => {
  const { heard, cues } = talk(200);

  test.each([
    ['late', (ms: number) => ms + 12_345, -12_345, 0],
    ['too fast by 24 to 25 frames', (ms: number) => (ms * 24) / 25, undefined, 2500],
    ['too slow by 25 to 23.976 frames', (ms: number) => (ms * 25_025) / 24_000, undefined, -2457.54],
    ['drifting by 0.3 %', (ms: number) => ms * 1.003 + 700, undefined, -179.5],
  ])('that is %s', (_, to, offsetMs, drift) => {
    const synced = syncTrack(moved(cues, to), heard, 'en');
    expect(errorOf(synced.track, cues)).toBeLessThan(100);
    expect(synced.jumps).toEqual([]);
    expect(Math.abs(synced.driftMsPerMinute - drift)).toBeLessThan(5);
    if (offsetMs !== undefined) expect(Math.abs(synced.offsetMs - offsetMs)).toBeLessThan(60);
    expect(synced.matchedShare).toBeGreaterThan(0.5);
    expect(synced.p95Ms).toBeLessThan(150);
    expect(synced.leftOut).toEqual([]);
  });

  test('whose edit lacks what the audio has, twice', () => {
    const later = [60, 140].map((index) => (cues[index]?.startMs ?? 0) - 30);
    const longer = (ms: number): number =>
      ms + (ms < (later[0] ?? 0) ? 0 : 8000) + (ms < (later[1] ?? 0) ? 0 : 15_000);
    const audio = heard.map((word) => ({ ...word, startMs: longer(word.startMs) }));
    const file = moved(cues, (ms) => ms + 3000);
    const { track, jumps, offsetMs } = syncTrack(file, audio, 'en');
    expect(errorOf(track, moved(cues, longer).cues)).toBeLessThan(100);
    expect(track.cues).toHaveLength(200);
    expect(jumps.map(({ byMs }) => Math.round(byMs / 100))).toEqual([80, 150]);
    expect(jumps[0]?.atMs).toBe(file.cues[60]?.startMs);
    expect(Math.abs(offsetMs + 3000)).toBeLessThan(60);
  });

  test('that has a part that the audio lacks: its cues are left out and named', () => {
    const [fromMs, toMs] = [(cues[80]?.startMs ?? 0) - 50, (cues[100]?.startMs ?? 0) - 50];
    const cutMs = toMs - fromMs;
    const rest = heard.flatMap((word) => {
      if (word.startMs < fromMs) return [word];
      return word.startMs < toMs ? [] : [{ ...word, startMs: word.startMs - cutMs }];
    });
    const { track, leftOut, jumps } = syncTrack({ cues }, rest, 'en');
    expect(leftOut).toEqual(Array.from({ length: 20 }, (_, index) => 81 + index));
    expect(jumps).toHaveLength(1);
    const right = cues.map((cue, index) => (index < 100 ? cue : { ...cue, startMs: cue.startMs - cutMs }));
    expect(errorOf(track, right)).toBeLessThan(100);
  });

  test('of which half is worded otherwise, and some says what nobody says', () => {
    const file = moved(cues, (ms) => ms + 5000);
    const worded = file.cues.map((cue, index) => {
      if (index % 2 === 0) return cue;
      return {
        ...cue,
        lines: [index % 3 === 0 ? '[music]' : `so ${cue.lines[0]?.split(' ').reverse().join(' ')}`],
      };
    });
    const { track } = syncTrack({ cues: worded }, heard, 'en');
    const errors = track.cues.map((cue, index) => Math.abs(cue.startMs - (cues[index]?.startMs ?? 0)));
    expect(quantile(errors, 0.95)).toBeLessThan(100);
  });

  test('whose own times scatter: no jump is invented', () => {
    const random = seededRandom(9);
    const file = moved(cues, (ms) => ms + 2000);
    const loose = file.cues.map((cue) => {
      const byMs = Math.round(400 * (random() - 0.5));
      return { ...cue, startMs: cue.startMs + byMs, endMs: cue.endMs + byMs };
    });
    const synced = syncTrack({ cues: loose.sort((a, b) => a.startMs - b.startMs) }, heard, 'en');
    expect(synced.jumps).toEqual([]);
    expect(Math.abs(synced.offsetMs + 2000)).toBeLessThan(100);
  });
});

describe('a subtitle is refused', () => {
  test.each([
    [
      'that belongs to another film',
      talk(200, 0.15, 7).cues.map((cue) => ({ ...cue, lines: ['quite another story is told here'] })),
    ],
    ['that has no words', talk(20).cues.map((cue) => ({ ...cue, lines: ['♪'] }))],
    ['that has no cues', []],
    ['of two cues', talk(200).cues.slice(0, 2)],
  ])('%s', (_, cues) => {
    expect(() => syncTrack({ cues }, talk(200).heard, 'en')).toThrow(
      expect.objectContaining({ code: 'E_SYNC_UNCERTAIN', hint: expect.stringContaining('offscribe ') }),
    );
  });

  test('whose words were heard, but in no order of time', () => {
    const { heard, cues } = talk(60);
    const random = seededRandom(4);
    const starts = cues.map(() => Math.round(600_000 * random())).sort((a, b) => a - b);
    const strewn = cues.map((cue, index) => ({
      ...cue,
      startMs: starts[index] ?? 0,
      endMs: (starts[index] ?? 0) + 1,
    }));
    expect(() => syncTrack({ cues: strewn }, heard, 'en')).toThrow(/agree on where they belong/);
  });

  test('for nothing that was heard', () => {
    expect(() => syncTrack({ cues: talk(20).cues }, [], 'en')).toThrow(/0 % of its words/);
  });
});
