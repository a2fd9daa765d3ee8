import { describe, expect, it } from 'vitest';
import { acousticsOf, isInvention, repeatsThatFit, type SpanEvidence, structureVotes } from './judge.ts';

/** Ordinary speech: nothing speaks against it. */
const SPEECH: SpanEvidence = {
  text: 'Forty characters of quite ordinary speech.',
  seconds: 3,
  avgLogprob: -0.3,
  compressionRatio: 1.2,
  noSpeechProb: 0.02,
  repeats: 1,
  likelySec: 2.5,
  riseDb: 30,
};
const { likelySec: _, ...UNHEARD_BY_DETECTOR } = SPEECH;

describe('isInvention', () => {
  it('keeps speech, whatever its text looks like', () => {
    expect(isInvention(SPEECH)).toBe(false);
    expect(isInvention({ ...SPEECH, text: 'Thank you.', avgLogprob: -1.5, repeats: 9 })).toBe(false);
    expect(isInvention(UNHEARD_BY_DETECTOR)).toBe(false);
  });

  it('does not keep a loop that there was no time to say', () => {
    for (const likelySec of [0.4, 0.12, 0])
      expect(isInvention({ ...SPEECH, seconds: 0.6, likelySec, repeats: 5 })).toBe(true);
  });

  it('keeps a song that the detector does not hear, as long as its text is sound', () => {
    expect(isInvention({ ...SPEECH, likelySec: 0 })).toBe(false);
    expect(isInvention({ ...SPEECH, likelySec: 0, repeats: 3 })).toBe(false);
  });

  it('takes unsure, looping, hollow or stock text for an invention where nobody speaks', () => {
    const silent = { ...SPEECH, likelySec: 0 };
    for (const doubt of [{ avgLogprob: -1.2 }, { repeats: 8 }, { compressionRatio: 5 }, { seconds: 29 }])
      expect(isInvention({ ...silent, ...doubt })).toBe(true);
    for (const text of [
      'Thank you.',
      'ご視聴ありがとうございました。',
      'Altyazı M.K.',
      '시청해 주셔서 감사합니다.',
    ])
      expect(isInvention({ ...silent, text })).toBe(true);
  });

  it('wants two votes, one of them doubt of the model, where hardly anything is heard', () => {
    const faint = { ...SPEECH, text: 'Yes.', seconds: 7, likelySec: 0.3 };
    expect(isInvention(faint)).toBe(false);
    expect(isInvention({ ...faint, avgLogprob: -0.9 })).toBe(true);
    expect(isInvention({ ...faint, text: SPEECH.text, avgLogprob: -0.9 })).toBe(false);
  });

  it("takes text that failed by Whisper's own rule for doubted twice", () => {
    const faint = { ...SPEECH, seconds: 2, likelySec: 0.4, avgLogprob: -1.7 };
    expect(isInvention(faint)).toBe(true);
    expect(isInvention({ ...faint, likelySec: 1 })).toBe(false);
  });

  it('goes by levels and by the model itself where nobody listened', () => {
    const unsure = { ...UNHEARD_BY_DETECTOR, avgLogprob: -1.7 };
    expect(isInvention({ ...unsure, riseDb: 2 })).toBe(true);
    expect(isInvention(unsure)).toBe(false);
    expect(isInvention({ ...unsure, noSpeechProb: 0.5, text: 'Thank you.' })).toBe(true);
  });
});

describe('votes', () => {
  it('name what nobody can say in the time, and words that all stand at one instant', () => {
    expect(structureVotes({ ...SPEECH, seconds: 0.4 })).toEqual(['rushed']);
    const words = [1, 1, 1, 2].map((start) => ({ start, end: start }));
    expect(structureVotes({ ...SPEECH, words })).toEqual(['stalled']);
  });

  it('tell no speech from hardly any', () => {
    expect(acousticsOf({ ...SPEECH, likelySec: 0.05 })).toBe('none');
    expect(acousticsOf({ ...SPEECH, likelySec: 0.2 })).toBe('faint');
    expect(acousticsOf(SPEECH)).toBe('heard');
  });
});

describe('repeatsThatFit', () => {
  it('lets "no no no no" be said in a second, and no sentence ten times in one', () => {
    expect(repeatsThatFit('no'.length, 1)).toBeGreaterThanOrEqual(4);
    expect(repeatsThatFit(40, 1)).toBe(1);
  });
});
