import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planPlaces } from './plan-places.ts';

/** Outputs without their extension, relative to the folder of all. */
function places(
  paths: readonly (string | { path: string; below: string })[],
  isBeside = false,
): readonly string[] {
  const inputs = paths.map((each) => (typeof each === 'string' ? { path: each } : each));
  const placed = planPlaces(inputs, { folder: '/out', isBeside });
  return placed.map(({ place, error }) => error?.code ?? `${place?.folder}/${place?.stem}`);
}

describe('outputs', () => {
  test('of named files go into the output folder, whatever folder they are in', () => {
    expect(places(['/m/a.mp4', '/m/n/b.mp3', 'c.wav'])).toEqual(['/out/a', '/out/b', '/out/c']);
  });

  test('of files in a folder mirror the folders between', () => {
    expect(
      places([
        { path: 't/a.mp4', below: '' },
        { path: 't/d/a.mp4', below: 'd' },
      ]),
    ).toEqual(['/out/a', '/out/d/a']);
  });

  test('of one stem keep the endings of their media, whatever order they come in', () => {
    expect(places(['/m/a.mp4', '/m/a.mkv', '/m/b.mp4'])).toEqual(['/out/a.mp4', '/out/a.mkv', '/out/b']);
    expect(places(['/m/a.mkv', '/m/a.mp4'])).toEqual(['/out/a.mkv', '/out/a.mp4']);
    expect(places(['/m/a.mp4', '/m/a.mkv', '/m/a.mp4.wav'])).toEqual([
      '/out/a.mp4',
      '/out/a.mkv',
      '/out/a.mp4.wav',
    ]);
  });

  test('of one name from several folders go into these folders', () => {
    expect(places(['/m/s1/e1.mkv', '/m/s2/e1.mkv', '/m/s2/e2.mkv'])).toEqual([
      '/out/s1/e1',
      '/out/s2/e1',
      '/out/e2',
    ]);
    const found = [
      { path: '/m/s1/x/e1.mkv', below: 'x' },
      { path: '/m/s2/x/e1.mkv', below: 'x' },
    ];
    expect(places(found)).toEqual(['/out/s1/x/e1', '/out/s2/x/e1']);
  });

  test('that would be one file on some file systems alone are refused but for the first', () => {
    expect(places(['/m/a.mp4', '/m/A.mp4'])).toEqual(['/out/a.mp4', 'E_USAGE']);
  });

  test('beside the media lie where it lies', () => {
    expect(places(['/m/a.mp4', '/n/a.mp4', '/n/a.mkv'], true)).toEqual(['/m/a', '/n/a.mp4', '/n/a.mkv']);
  });

  test('never meet, and do not depend on the order of the inputs', () => {
    const name = fc.constantFrom('a', 'a.b', 'b');
    const path = fc
      .tuple(fc.constantFrom('/m', '/m/x', '/n'), name, fc.constantFrom('.mp4', '.mkv', '.b', ''))
      .map(([folder, stem, ending]) => `${folder}/${stem}${ending}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
        const planned = places(paths);
        expect(new Set(planned).size).toBe(paths.length);
        expect([...places([...paths].reverse())].reverse()).toEqual(planned);
      }),
    );
  });
});
