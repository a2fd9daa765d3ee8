import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Removal, Segment, Transcript } from '../../kernel/index.ts';
import { changeId } from '../../pipeline/index.ts';
import { changeOf, restoreRemovals } from './restore.ts';

const FIGURES = { avgLogprob: -0.2, compressionRatio: 1.2, noSpeechProb: 0.1, temperature: 0, tokens: [1] };

function segment(start: number, end: number, text: string): Segment {
  return { start, end, text, ...FIGURES };
}

function removal(start: number, end: number, text: string): Removal {
  return { start, end, text, tokens: [7, 8], rule: 'invention', scores: { avgLogprob: -1.5 } };
}

function transcript(segments: readonly Segment[], removals: readonly Removal[]): Transcript {
  return {
    language: 'en',
    duration: 60,
    offset: 0,
    model: { name: 'm', sha256: '' },
    engine: { name: 'e', version: '1', options: {} },
    missed: [],
    segments,
    removals,
  };
}

const idOf = (gone: Removal): string => changeId(changeOf(gone));

test('a removal comes back as a segment in its place, with the figures it had', () => {
  const gone = removal(2, 3, ' thank you.');
  const other = removal(5, 6, ' bye.');
  const heard = transcript([segment(0, 2, ' one'), segment(4, 5, ' two')], [gone, other]);
  const { segments, removals } = restoreRemovals(heard, [idOf(gone)]);
  expect(segments.map(({ text }) => text)).toEqual([' one', ' thank you.', ' two']);
  expect(segments[1]).toMatchObject({ start: 2, end: 3, tokens: [7, 8], avgLogprob: -1.5 });
  expect(removals).toEqual([other]);
});

test('it takes only the room that its neighbours leave', () => {
  const gone = removal(1, 5, ' wide');
  const heard = transcript([segment(0, 2, ' one'), segment(4, 5, ' two')], [gone]);
  expect(restoreRemovals(heard, [idOf(gone)]).segments[1]).toMatchObject({ start: 2, end: 4 });
});

test.each(['', '00000000', 'nonsense'])('an id that names nothing (%j) is refused', (id) => {
  const heard = transcript([], [removal(0, 1, ' a')]);
  expect(() => restoreRemovals(heard, [id])).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
});

test('nothing asked for changes nothing', () => {
  const heard = transcript([segment(0, 2, ' one')], [removal(3, 4, ' a')]);
  expect(restoreRemovals(heard, [])).toEqual(heard);
});

test('every word is in a segment or in a removal, whatever is put back, and segments stay in order', () => {
  const spans = fc.array(fc.tuple(fc.nat(50), fc.nat(8), fc.boolean(), fc.boolean()), { maxLength: 12 });
  fc.assert(
    fc.property(spans, (drawn) => {
      let at = 0;
      const segments: Segment[] = [];
      const removals: Removal[] = [];
      const wanted: string[] = [];
      for (const [index, [gap, length, isGone, isWanted]] of drawn.entries()) {
        at += gap;
        const text = ` word${index}`;
        if (isGone) removals.push(removal(at, at + length, text));
        else segments.push(segment(at, at + length, text));
        at += length;
        const last = removals.at(-1);
        if (isGone && isWanted && last !== undefined) wanted.push(idOf(last));
      }
      const after = restoreRemovals(transcript(segments, removals), wanted);
      const words = [...after.segments, ...after.removals].map(({ text }) => text).sort();
      expect(words).toEqual([...segments, ...removals].map(({ text }) => text).sort());
      for (const [index, each] of after.segments.entries()) {
        expect(each.end).toBeGreaterThanOrEqual(each.start);
        expect(each.start).toBeGreaterThanOrEqual(after.segments[index - 1]?.end ?? 0);
      }
    }),
  );
});
