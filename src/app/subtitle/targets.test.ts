import { expect, test } from 'vitest';
import { BUILT_IN_CATALOGUE } from '../../models/index.ts';
import { chooseTargets } from './targets.ts';

const base = BUILT_IN_CATALOGUE.find('base');
const tinyEnglish = BUILT_IN_CATALOGUE.find('tiny.en');

test.each([
  ['nothing said', {}, [{ language: 'auto', task: 'transcribe' }]],
  ['only the language spoken', { source: 'de' }, [{ language: 'de', task: 'transcribe' }]],
  ['English for whatever is spoken', { targets: ['en'] }, [{ language: 'en', task: 'translate' }]],
  [
    'the language spoken and English, twice',
    { source: 'DE', targets: ['de', 'en', 'en', 'auto'] },
    [
      { language: 'de', task: 'transcribe' },
      { language: 'en', task: 'translate' },
    ],
  ],
  ['English spoken and wanted', { source: 'en', targets: ['en'] }, [{ language: 'en', task: 'transcribe' }]],
])('%s', (_, wishes, targets) => {
  expect(chooseTargets(wishes, base)).toEqual(targets);
});

test('a model for English alone says what is spoken', () => {
  expect(chooseTargets({}, tinyEnglish)).toEqual([{ language: 'en', task: 'transcribe' }]);
  expect(chooseTargets({ targets: ['en'] }, tinyEnglish)).toEqual([{ language: 'en', task: 'transcribe' }]);
});

test.each([
  ['de', ['fr'], base, 'offscribe subtitle MEDIA -s de -t de,en'],
  ['en', ['de'], base, 'offscribe subtitle MEDIA -s en -t en'],
  ['auto', ['de'], base, 'offscribe subtitle MEDIA -s de   (if German is what is spoken)'],
  ['de', ['en'], tinyEnglish, 'offscribe subtitle MEDIA -m base -s de -t en'],
])('from %s to %s there is no way, and it says which there is', (source, targets, entry, hint) => {
  const refused = expect.objectContaining({ code: 'E_TRANSLATION_UNAVAILABLE', hint });
  expect(() => chooseTargets({ source, targets }, entry)).toThrow(refused);
});

test('a code that nobody knows is refused as such', () => {
  const refused = expect.objectContaining({ code: 'E_LANGUAGE_UNSUPPORTED' });
  expect(() => chooseTargets({ targets: ['tlh'] }, base)).toThrow(refused);
});
