/**
 * Write regions: the boxes of a TTML document, from the track's own and from where its cues stand.
 * Source  IMSC 1.1: a region lies within the picture, and no two that show at once overlap; EBU Tech 3380: origin and
 *         extent are percentages, and are always there.
 * @module
 */
import type { Place, TrackRegion } from '../track/track.ts';
import { anchorOf, rounded } from './lengths.ts';

/** Attributes of a region by their names. */
export type RegionAttributes = Readonly<Record<string, string | undefined>>;

/** Below, in the middle and above, 10 % from the edges of the picture; they do not overlap. */
export const DEFAULT_REGIONS = {
  bottom: { name: 'bottom', place: { anchor: 2, x: 50, y: 90, width: 80 }, height: 30 },
  middle: { name: 'middle', place: { anchor: 5, x: 50, y: 50, width: 80 }, height: 20 },
  top: { name: 'top', place: { anchor: 8, x: 50, y: 10, width: 80 }, height: 30 },
} as const satisfies Readonly<Record<string, { name: string; place: Place; height: number }>>;

/** The default region of a place that names only a row. */
export function defaultRegion(
  place: Place | undefined,
): (typeof DEFAULT_REGIONS)[keyof typeof DEFAULT_REGIONS] {
  const row = rowOf(place?.anchor ?? 2);
  return row === 0 ? DEFAULT_REGIONS.bottom : row === 1 ? DEFAULT_REGIONS.middle : DEFAULT_REGIONS.top;
}

/** Whether a place is told by its row and column alone. */
export function isSimple({ x, y, width, vertical }: Place): boolean {
  return x === undefined && y === undefined && width === undefined && vertical === undefined;
}

/** 0 left, 1 middle, 2 right. */
export function columnOfAnchor(anchor: NonNullable<Place['anchor']>): 0 | 1 | 2 {
  const column = (anchor - 1) % 3;
  return column === 0 ? 0 : column === 1 ? 1 : 2;
}

function rowOf(anchor: NonNullable<Place['anchor']>): 0 | 1 | 2 {
  return anchor <= 3 ? 0 : anchor <= 6 ? 1 : 2;
}

const DISPLAY_ALIGN = ['after', 'center', 'before'] as const;

/** A region's box and writing. Without a box a region is the whole picture; `mustHaveBox` writes that too. */
export function regionAttributes(
  { place, native }: Pick<TrackRegion, 'place' | 'native'>,
  mustHaveBox: boolean,
): RegionAttributes {
  const anchor = place.anchor ?? anchorOf(2);
  const height = Number(native?.ttml?.['height']);
  const hasBox = place.x !== undefined || place.y !== undefined || place.width !== undefined;
  return {
    ...(hasBox || mustHaveBox
      ? boxAttributes(place, Number.isFinite(height) && height > 0 ? height : undefined)
      : {}),
    'tts:displayAlign': DISPLAY_ALIGN[rowOf(anchor)],
    'tts:writingMode': place.vertical === undefined ? undefined : place.vertical === 'rl' ? 'tbrl' : 'tblr',
  };
}

function boxAttributes(place: Place, height: number | undefined): RegionAttributes {
  const anchor = place.anchor ?? anchorOf(2);
  const [column, row] = [columnOfAnchor(anchor), rowOf(anchor)];
  const { width = 80, x = [10, 50, 90][column] ?? 50, y = [90, 50, 10][row] ?? 90 } = place;
  const across = along(x, width, column / 2);
  // Row 0 is below: the box ends at its anchor; in row 2 it begins there.
  const down = along(y, height ?? [30, 20, 30][row] ?? 30, (2 - row) / 2);
  return {
    'tts:origin': `${across.from}% ${down.from}%`,
    'tts:extent': `${across.length}% ${down.length}%`,
  };
}

/** A side of a box whose point `share` of the way along lies at `at`, kept within the picture. */
function along(
  at: number,
  length: number,
  share: number,
): { readonly from: number; readonly length: number } {
  const start = clamp(at - length * share);
  const end = clamp(at - length * share + length);
  // A box outside of the picture is brought to its edge.
  return end - start < 0.001
    ? { from: start >= 100 ? 90 : 0, length: 10 }
    : { from: rounded(start), length: rounded(rounded(end) - rounded(start)) };
}

function clamp(value: number): number {
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0;
}
