/**
 * Lengths: TTML's lengths and boxes in percent of the picture.
 * Source  TTML1 sections 8.2 (extent, origin, displayAlign, textAlign, writingMode) and 8.3 (length); TTML2 (rw, rh).
 * @module
 */
import type { Place } from '../track/track.ts';
import type { StyleValues } from './styles.ts';

/** What lengths are measured by. */
export interface Picture {
  readonly columns: number;
  readonly rows: number;
  /** In pixels, where the document says. */
  readonly width?: number;
  readonly height?: number;
}

/** Rows of cells in a picture where nothing is said; one of them is as high as text of 100 %. */
export const DEFAULT_ROWS = 15;
const DEFAULT_COLUMNS = 32;

const LENGTH = /^([+-]?\d{1,9}(?:\.\d{1,12})?)(%|px|c|em|rw|rh)$/;

/** The picture that the root element describes. */
export function readPicture(root: ReadonlyMap<string, string>): Picture {
  const [columns, rows] = numbers(root.get('ttp:cellResolution'), /^(\d{1,5})\s+(\d{1,5})$/);
  const [width, height] = numbers(root.get('tts:extent'), /^(\d{1,6}(?:\.\d+)?)px\s+(\d{1,6}(?:\.\d+)?)px$/);
  return {
    columns: columns ?? DEFAULT_COLUMNS,
    rows: rows ?? DEFAULT_ROWS,
    ...(width !== undefined && height !== undefined ? { width, height } : {}),
  };
}

function numbers(text: string | undefined, shape: RegExp): readonly number[] {
  const found = shape.exec(text?.trim() ?? '');
  const values = found === null ? [] : found.slice(1).map(Number);
  return values.every((value) => value > 0) ? values : [];
}

/** A length along one side, in percent of that side. */
function percent(text: string | undefined, side: 'x' | 'y', picture: Picture): number | undefined {
  const [, digits, unit] = LENGTH.exec(text ?? '') ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  if (unit === '%' || (unit === 'rw' && side === 'x') || (unit === 'rh' && side === 'y'))
    return rounded(value);
  const whole = side === 'x' ? picture.width : picture.height;
  if (unit === 'px') return whole === undefined ? undefined : rounded((value / whole) * 100);
  if (unit === 'c') return rounded((value / (side === 'x' ? picture.columns : picture.rows)) * 100);
  return undefined;
}

/** A size of text in percent of the picture's height; percents and em are of one cell. */
export function sizeOf(text: string | undefined, picture: Picture): number | undefined {
  const word = text?.trim().split(/\s+/).at(-1);
  const [, digits, unit] = LENGTH.exec(word ?? '') ?? [];
  if (digits === undefined) return undefined;
  const cell = 100 / picture.rows;
  if (unit === '%') return (Number(digits) / 100) * cell;
  if (unit === 'em') return Number(digits) * cell;
  return percent(word, 'y', picture);
}

/** A box in percent of the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The box of a region; undefined where the values give none. */
export function boxOf(values: StyleValues, picture: Picture): Box | undefined {
  const origin = pair(values.get('tts:origin'), picture);
  const extent = pair(values.get('tts:extent'), picture);
  if (origin === undefined || extent === undefined) return undefined;
  return { x: origin[0], y: origin[1], width: extent[0], height: extent[1] };
}

function pair(text: string | undefined, picture: Picture): readonly [number, number] | undefined {
  const [first, second] = text?.trim().split(/\s+/) ?? [];
  const x = percent(first, 'x', picture);
  const y = percent(second, 'y', picture);
  return x === undefined || y === undefined ? undefined : [x, y];
}

/** Where text in a region stands. */
export function placeOf(values: StyleValues, picture: Picture): Place {
  const box = boxOf(values, picture);
  const row = values.get('tts:displayAlign') ?? 'before';
  const column = columnOf(values) ?? 0;
  const [base, y] = row === 'after' ? [1, 1] : row === 'center' ? [4, 0.5] : [7, 0];
  const mode = values.get('tts:writingMode');
  const vertical = mode === 'tbrl' || mode === 'tb' ? 'rl' : mode === 'tblr' ? 'lr' : undefined;
  return {
    anchor: anchorOf(base + column),
    ...(box === undefined
      ? {}
      : {
          x: rounded(box.x + (box.width * column) / 2),
          y: rounded(box.y + box.height * y),
          width: box.width,
        }),
    ...(vertical === undefined ? {} : { vertical }),
  };
}

/** 0 left, 1 middle, 2 right; undefined where nothing is said. Writing from right to left starts on the right. */
export function columnOf(values: StyleValues): 0 | 1 | 2 | undefined {
  const align = values.get('tts:textAlign');
  const isRightToLeft =
    values.get('tts:direction') === 'rtl' || /^rl(?:tb)?$/.test(values.get('tts:writingMode') ?? '');
  if (align === 'center') return 1;
  if (align === 'left' || align === 'start') return align === 'start' && isRightToLeft ? 2 : 0;
  if (align === 'right' || align === 'end') return align === 'end' && isRightToLeft ? 0 : 2;
  return undefined;
}

/** A number of the pad. */
export function anchorOf(key: number): NonNullable<Place['anchor']> {
  const keys = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
  return keys[Math.min(9, Math.max(1, key)) - 1] ?? 2;
}

/** Three decimals: a thousandth of a percent is no pixel. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
