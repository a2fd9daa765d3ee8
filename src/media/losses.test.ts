import { describe, expect, test } from 'vitest';
import { describeLosses } from './losses.ts';

const whole = { claimedSec: 10, decodedSec: 10, fromTheEnd: true, offsetSec: 0, damagedPlaces: 0 };

describe('losses in words', () => {
  test('nothing missing, nothing said; rounding is no loss', () => {
    expect(describeLosses(whole)).toEqual([]);
    expect(describeLosses({ ...whole, decodedSec: 9.8 })).toEqual([]);
    expect(describeLosses({ ...whole, claimedSec: undefined })).toEqual([]);
  });

  test('a missing end is named on the media clock', () => {
    expect(describeLosses({ ...whole, decodedSec: 5.8 })).toEqual([
      'The file is damaged: the last 4.2 s, from 0:05.8 to 0:10.0, could not be decoded.',
    ]);
    const [late] = describeLosses({ ...whole, claimedSec: 7300, decodedSec: 7199.96, offsetSec: 1 });
    expect(late).toContain('from 2:00:01.0 to 2:01:41.0');
  });

  test('a loss in the middle of a stream without timestamps says that the rest has moved', () => {
    const [warning] = describeLosses({ ...whole, decodedSec: 9, fromTheEnd: false, damagedPlaces: 2 });
    expect(warning).toMatch(/1\.0 s of its 10\.0 s could not be decoded, and what follows .* too early/);
  });

  test('filled gaps are listed; complaints without a visible gap are counted', () => {
    const silenced = [{ startSec: 1, endSec: 2 }];
    expect(describeLosses({ ...whole, damagedPlaces: 3, silenced })).toEqual([
      'The file has gaps: its audio from 0:01.0 to 0:02.0 is damaged or missing, and was taken as silence.',
    ]);
    expect(describeLosses({ ...whole, damagedPlaces: 1 })[0]).toContain('in one place');
    expect(describeLosses({ ...whole, damagedPlaces: 3 })[0]).toContain('in 3 places');
  });

  test('what overlaps is told by its length, and is not missing at the end too', () => {
    expect(describeLosses({ ...whole, decodedSec: 7, droppedSec: 3 })).toEqual([
      "The file's timestamps jump back: 3.0 s of its audio overlaps what came before, and was left out.",
    ]);
    expect(describeLosses({ ...whole, droppedSec: 0.1 })).toEqual([]);
  });

  test('an end that is missing by an unknown length is said all the same', () => {
    const span = { ...whole, claimedSec: undefined, decodedSec: 3, isCutOff: true };
    expect(describeLosses(span)).toEqual(['The file is cut off at 0:03.0: what came after it is missing.']);
  });
});
