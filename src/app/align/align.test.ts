import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Word } from '../../kernel/index.ts';
import { anchorWords } from './anchor-words.ts';
import { type Find, type PlacedWord, placeWords } from './place-words.ts';
import { splitScript } from './script.ts';

/** Words of half a second each, one after another. */
function heardAs(text: string, probability = 0.9): Word[] {
  return text.split(' ').map((word, i) => ({
    text: ` ${word}`,
    start: i / 2,
    end: (i + 1) / 2,
    probability,
    timeSource: 'attention',
  }));
}

const CANNOT: Find = async () => undefined;

async function place(
  text: string,
  heard: readonly Word[],
  find: Find = CANNOT,
): Promise<readonly PlacedWord[]> {
  const script = splitScript(text, 'en').flat();
  const anchoring = anchorWords(script, heard, 'en');
  return await placeWords({ script, heard, anchoring, audio: { start: 0, end: 60 }, find });
}

describe('a text and what was recognised', () => {
  it('agree word by word whatever the spelling, contractions and marks', async () => {
    const places = await place("I'll colour it, at last!", heardAs('I will color it at last'));
    expect(places.map(({ start, end, isMissing }) => [start, end, isMissing])).toEqual([
      [0, 1, false],
      [1, 1.5, false],
      [1.5, 2, false],
      [2, 2.5, false],
      [2.5, 3, false],
    ]);
  });

  it('words of the text that are one recognised word share its time', async () => {
    const heard = heardAs("we don't go there");
    const [, second, third] = await place('we do not go there', heard);
    expect([second?.start, second?.end, third?.start, third?.end]).toEqual([0.5, 0.75, 0.75, 1]);
  });

  it('words without room in the audio are missing', async () => {
    const places = await place('we go out there now', heardAs('we go there now'));
    expect(places.map(({ isMissing }) => isMissing)).toEqual([false, false, true, false, false]);
  });

  it('a word where another one was heard takes its time', async () => {
    const places = await place('we saw the bird fly', heardAs('we saw the bert fly'));
    expect(places[3]).toMatchObject({ start: 1.5, end: 2, isMissing: false, timeSource: 'spread' });
  });

  it('is missing when the model does not believe it and was sure of the other', async () => {
    const unbelieved: Find = async (words, { start }) =>
      words.map((_, i) => ({ start: start + i / 10, end: start + (i + 1) / 10, probability: 1e-4 }));
    const isMissing = async (surety: number): Promise<boolean | undefined> =>
      (await place('we saw the horse fly', heardAs('we saw the bird fly', surety), unbelieved))[3]?.isMissing;
    expect(await isMissing(0.95)).toBe(true);
    expect(await isMissing(0.4)).toBe(false);
  });

  it('that have nothing to do with each other are E_TEXT_MISMATCH', () => {
    const script = splitScript('the cat sat on the mat and the dog lay at the door', 'en').flat();
    const heard = heardAs('one of the things that a man on the moon must know is at hand');
    const attempt = (): unknown => anchorWords(script, heard, 'en');
    expect(attempt).toThrow(expect.objectContaining({ code: 'E_TEXT_MISMATCH' }));
    expect(() => anchorWords(script, [], 'en')).toThrow(/nothing to do with/);
  });

  it('every word has one place, in order, inside the audio', async () => {
    const vocabulary = ['red', 'blue', 'green', 'do', "don't", 'not', '-'];
    const text = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, text, async (written, heard) => {
        const common = 'it was a dark and stormy night';
        const words = [common, ...written].join(' ');
        const places = await place(words, heardAs([common, ...heard].join(' ')));
        expect(places).toHaveLength(splitScript(words, 'en').flat().length);
        let latest = 0;
        for (const { start, end } of places) {
          expect(start).toBeGreaterThanOrEqual(latest);
          expect(end).toBeGreaterThanOrEqual(start);
          latest = end;
        }
        expect(latest).toBeLessThanOrEqual(60);
      }),
    );
  });
});
