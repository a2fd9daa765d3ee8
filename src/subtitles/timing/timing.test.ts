import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { parseFrameRate, rateOf } from './frame-rates.ts';
import { retimeTrack } from './retime-cues.ts';
import { type SnapRules, snapToShots } from './snap-to-shots.ts';
import { anchorMap, mapTime, rateMap, shiftMap } from './time-map.ts';

/** Cues in order that do not overlap, with words and karaoke times inside them. */
const tracks = fc
  .array(fc.record({ gap: fc.nat(4000), length: fc.integer({ min: 50, max: 7000 }) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((items): SubtitleTrack => {
    let at = 0;
    const cues = items.map(({ gap, length }): TrackCue => {
      const startMs = at + gap;
      at = startMs + length;
      const middle = startMs + Math.floor(length / 2);
      return {
        startMs,
        endMs: at,
        lines: ['ab cd'],
        words: [
          { line: 0, from: 0, to: 2, startMs, endMs: middle },
          { line: 0, from: 3, to: 5, startMs: middle, endMs: at },
        ],
        runs: [
          [
            { text: 'ab ', startMs },
            { text: 'cd', startMs: middle },
          ],
        ],
      };
    });
    return { cues };
  });

const times = ({ cues }: SubtitleTrack): number[] => cues.flatMap(({ startMs, endMs }) => [startMs, endMs]);
const trackOf = (...cues: readonly (readonly [number, number])[]): SubtitleTrack => ({
  cues: cues.map(([startMs, endMs], index) => ({ startMs, endMs, lines: [`cue ${index + 1}`] })),
});

function expectSound({ cues }: SubtitleTrack): void {
  for (const [index, cue] of cues.entries()) {
    expect(Number.isInteger(cue.startMs) && Number.isInteger(cue.endMs)).toBe(true);
    expect(cue.endMs).toBeGreaterThan(cue.startMs);
    expect(cue.startMs).toBeGreaterThanOrEqual(cues[index - 1]?.endMs ?? 0);
    for (const { startMs, endMs } of cue.words ?? []) {
      expect(startMs).toBeGreaterThanOrEqual(cue.startMs);
      expect(endMs).toBeLessThanOrEqual(cue.endMs);
    }
  }
}

describe('shifting', () => {
  test('there and back again is nothing, words and karaoke times included', () => {
    fc.assert(
      fc.property(tracks, fc.nat(100_000), (track, ms) => {
        const { track: moved, moved: count } = retimeTrack(track, shiftMap(ms));
        expect(times(moved)).toEqual(times(track).map((at) => at + ms));
        expect(count).toBe(ms === 0 ? 0 : track.cues.length);
        expect(retimeTrack(moved, shiftMap(-ms)).track).toEqual(track);
      }),
    );
  });

  test('cuts a cue at zero and names it', () => {
    const { track, cut, largestMs } = retimeTrack(trackOf([1000, 3000], [4000, 5000]), shiftMap(-2000));
    expect(times(track)).toEqual([0, 1000, 2000, 3000]);
    expect(cut).toEqual([1]);
    expect(largestMs).toBe(-2000);
  });

  test('refuses to move a cue out of the media', () => {
    expect(() => retimeTrack(trackOf([1000, 3000]), shiftMap(-3000))).toThrow(
      expect.objectContaining({ code: 'E_RETIME_IMPOSSIBLE', details: expect.objectContaining({ cue: 1 }) }),
    );
  });
});

describe('anchors', () => {
  const anchors = fc
    .array(
      fc.record({ from: fc.integer({ min: 1, max: 600_000 }), to: fc.integer({ min: 1, max: 600_000 }) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((steps) => {
      let [fromMs, toMs] = [0, 0];
      return steps.map(({ from, to }) => {
        [fromMs, toMs] = [fromMs + from, toMs + to];
        return { fromMs, toMs };
      });
    });

  test('are met exactly, whatever their order', () => {
    fc.assert(
      fc.property(anchors, (made) => {
        const map = anchorMap([...made].reverse());
        for (const { fromMs, toMs } of made) expect(mapTime(map, fromMs)).toBe(toMs);
      }),
    );
  });

  test('keep order, whole milliseconds and the words inside their cues', () => {
    fc.assert(
      fc.property(tracks, anchors, (track, made) => {
        // Between half and twice as fast, and never before zero.
        let [before, toMs] = [0, 20_000_000];
        const late = made.map(({ fromMs, toMs: seed }) => {
          toMs += Math.ceil(((fromMs - before) * (50 + (seed % 150))) / 100);
          before = fromMs;
          return { fromMs, toMs };
        });
        expectSound(retimeTrack(track, anchorMap(late)).track);
      }),
    );
  });

  test('stretch in between, go on beyond, and shift where there is one', () => {
    const map = anchorMap([
      { fromMs: 60_000, toMs: 62_500 },
      { fromMs: 3_000_000, toMs: 3_010_000 },
    ]);
    expect(mapTime(map, 1_530_000)).toBe(1_536_250);
    expect(mapTime(map, 3_060_000)).toBe(3_070_153);
    expect(mapTime(anchorMap([{ fromMs: 5000, toMs: 4000 }]), 9000)).toBe(8000);
  });

  test.each([
    ['one moment at two times', [1000, 2000], [1000, 3000]],
    ['an order turned round', [1000, 5000], [2000, 4000]],
    ['all in one moment', [1000, 5000], [2000, 5000]],
  ])('that put %s are refused', (_, [a = 0, b = 0], [c = 0, d = 0]) => {
    const both = [
      { fromMs: a, toMs: b },
      { fromMs: c, toMs: d },
    ];
    expect(() => anchorMap(both)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });
});

describe('frame rates', () => {
  test.each([
    ['23.976', 24_000, 1001],
    ['23.98', 24_000, 1001],
    ['29.97', 30_000, 1001],
    ['59.94', 60_000, 1001],
    ['24000/1001', 24_000, 1001],
    ['24', 24, 1],
    ['25', 25, 1],
    ['12.5', 125, 10],
  ])('%s is %d/%d', (text, num, den) => {
    expect(parseFrameRate(text, '--from-fps')).toEqual({ num, den });
  });

  test.each(['', 'pal', '0', '-25', '25fps', '1/0', '23.976/1', '5000'])('"%s" is none', (text) => {
    expect(() => parseFrameRate(text, '--from-fps')).toThrow(/--from-fps takes frames a second/);
  });

  test('are exact over three hours: a frame is the same frame', () => {
    const [ntsc, pal] = [parseFrameRate('23.976', ''), parseFrameRate('25', '')];
    for (const frame of [0, 1, 1000, 123_457, 258_000]) {
      const ms = Math.round((frame * 1000) / rateOf(ntsc));
      expect(Math.abs(mapTime(rateMap(ntsc, pal), ms) - frame * 40)).toBeLessThanOrEqual(1);
    }
    expect(mapTime(rateMap(pal, ntsc), 10_800_000)).toBe(11_261_250);
  });
});

describe('a map with jumps', () => {
  test('moves each cue as a whole, and ends it where the next one begins', () => {
    const straight = { fromMs: 0, num: 1, den: 1 };
    const map = [
      { ...straight, sinceMs: 0, toMs: 0 },
      { ...straight, sinceMs: 5000, toMs: -1500 },
    ];
    const { track, shortened } = retimeTrack(trackOf([1000, 4900], [5000, 6000]), map);
    expect(times(track)).toEqual([1000, 3500, 3500, 4500]);
    expect(shortened).toEqual([1]);
  });
});

describe('snapping to shots', () => {
  const RULES: SnapRules = { frameRate: 24, minGapFrames: 2, minDurationMs: 833, shotSnapMs: 500 };
  const FRAME = 1000 / 24;
  const CUT = 10_000;
  const at = (frames: number): number => Math.round(CUT + frames * FRAME);

  test.each([
    ['0 frames behind the cut stays', 0, 0],
    ['11 frames behind goes to it', 11, 0],
    ['12 frames behind stays', 12, 12],
    ['1 frame before goes to it', -1, 0],
    ['8 frames before goes to it', -8, 0],
    ['9 frames before goes to 12 before', -9, -12],
    ['11 frames before goes to 12 before', -11, -12],
    ['12 frames before stays', -12, -12],
  ])('an in-cue %s', (_, from, to) => {
    const { track } = snapToShots(trackOf([at(from), 15_000]), [CUT], RULES);
    expect(track.cues[0]?.startMs).toBe(at(to));
  });

  test.each([
    ['1 frame before goes to 2 before', -1, -2],
    ['11 frames before goes to 2 before', -11, -2],
    ['13 frames before stays', -13, -13],
    ['on the cut goes to 2 before', 0, -2],
    ['11 frames behind goes to 2 before', 11, -2],
    ['13 frames behind stays', 13, 13],
  ])('an out-cue %s', (_, from, to) => {
    const { track } = snapToShots(trackOf([5000, at(from)]), [CUT], RULES);
    expect(track.cues[0]?.endMs).toBe(at(to));
  });

  test('moves both sides of a cut together, two frames apart', () => {
    const { track, inCues, outCues, left } = snapToShots(
      trackOf([8000, at(3)], [at(5), 13_000]),
      [CUT],
      RULES,
    );
    expect(times(track)).toEqual([8000, at(-2), CUT, 13_000]);
    expect([inCues, outCues, left]).toEqual([1, 1, []]);
  });

  test('leaves what would get too short, and names it', () => {
    const { track, left } = snapToShots(trackOf([at(-8), at(14)]), [CUT], RULES);
    expect(times(track)).toEqual([at(-8), at(14)]);
    expect(left).toEqual([1]);
  });

  test('keeps order, gaps and durations, and a second time changes nothing that was moved', () => {
    const cuts = fc.array(fc.integer({ min: 100, max: 6000 }), { maxLength: 40 }).map((steps) => {
      let at = 0;
      return steps.map((step) => {
        at += step;
        return at;
      });
    });
    fc.assert(
      fc.property(tracks, cuts, (track, made) => {
        const { track: snapped } = snapToShots(track, made, RULES);
        expectSound(snapped);
        for (const [index, cue] of snapped.cues.entries()) {
          const [old, next, oldNext] = [track.cues[index], snapped.cues[index + 1], track.cues[index + 1]];
          const length = (old?.endMs ?? 0) - (old?.startMs ?? 0);
          expect(cue.endMs - cue.startMs).toBeGreaterThanOrEqual(Math.min(833, length));
          if (next === undefined || oldNext === undefined) continue;
          const gap = oldNext.startMs - (old?.endMs ?? 0);
          expect(next.startMs - cue.endMs).toBeGreaterThanOrEqual(Math.min(83, gap));
        }
      }),
    );
  });
});
