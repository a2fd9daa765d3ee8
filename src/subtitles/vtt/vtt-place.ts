/**
 * VTT place: the settings of a WebVTT cue and of a region as places, and back.
 *
 * Source  W3C WebVTT, sections 3.1 (cue boxes), 4.3 (settings of regions), 4.4 (of cues).
 * @module
 */
import type { Place } from '../track/track.ts';

/** What the settings of a cue say. */
export interface VttPlace {
  readonly place?: Place;
  readonly region?: string;
}

type Anchor = NonNullable<Place['anchor']>;
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const COLUMNS: ReadonlyMap<string, number> = new Map([
  ['start', 0],
  ['left', 0],
  ['center', 1],
  ['end', 2],
  ['right', 2],
]);
const [BOTTOM, MIDDLE, TOP] = [0, 3, 6] as const;
const ROWS: ReadonlyMap<string, number> = new Map([
  ['start', TOP],
  ['center', MIDDLE],
  ['end', BOTTOM],
]);
const ROW_NAMES = ['end', 'center', 'start'] as const;

/** Reads the settings of a cue; those that are not valid are passed over. */
export function parseVttPlace(settings: string): VttPlace {
  if (settings === '') return {};
  const said = Object.fromEntries(pairs(settings));
  const place: Mutable<Place> = {};
  const { vertical, size = '', position = '', align = '', line = '', region } = said;
  if (vertical === 'rl' || vertical === 'lr') place.vertical = vertical;
  setPercent(place, 'width', size);
  setPercent(place, 'x', position.split(',')[0] ?? '');
  const [row, column] = [rowOf(place, line), COLUMNS.get(align)];
  if (row !== undefined || column !== undefined) place.anchor = ((row ?? 0) + (column ?? 1) + 1) as Anchor;
  return {
    ...(Object.keys(place).length === 0 ? {} : { place }),
    ...(region === undefined ? {} : { region }),
  };
}

/** The row of anchors that a line means; in percent it says where that row is, too. */
function rowOf(place: Mutable<Place>, line: string): number | undefined {
  const [first = '', align = ''] = line.split(',');
  if (setPercent(place, 'y', first)) return ROWS.get(align) ?? TOP;
  if (!/^-?\d+$/.test(first)) return undefined;
  return first.startsWith('-') ? BOTTOM : TOP;
}

/** Writes the settings of a cue; '' where nothing is to be said. */
export function formatVttPlace({ place = {}, region }: VttPlace): string {
  const { anchor, x, y, width, vertical } = place;
  const [row, column] = [Math.floor(((anchor ?? 2) - 1) / 3), ((anchor ?? 2) - 1) % 3];
  const settings: string[] = [];
  if (vertical !== undefined) settings.push(`vertical:${vertical}`);
  if (y !== undefined) settings.push(`line:${percent(y)}${row === 2 ? '' : `,${ROW_NAMES[row]}`}`);
  else if (row === 2) settings.push('line:0');
  else if (row === 1) settings.push('line:50%,center');
  if (x !== undefined) settings.push(`position:${percent(x)}`);
  if (width !== undefined) settings.push(`size:${percent(width)}`);
  if (column === 0) settings.push('align:left');
  if (column === 2) settings.push('align:right');
  if (region !== undefined) settings.push(`region:${region.replace(/\s|-->/g, '-')}`);
  return settings.join(' ');
}

/** Reads the settings of a region: its name and its box. */
export function parseVttRegion(settings: string): { readonly name: string; readonly place: Place } {
  const place: Mutable<Place> = {};
  let name = '';
  for (const [key, value] of pairs(settings)) {
    const [left = '', top = ''] = value.split(',');
    if (key === 'id') name = value;
    else if (key === 'width') setPercent(place, 'width', value);
    else if (key === 'viewportanchor') {
      if (setPercent(place, 'x', left)) setPercent(place, 'y', top);
    } else if (key === 'regionanchor') {
      const [column, row] = [ANCHOR_STEPS.indexOf(left), ANCHOR_STEPS.indexOf(top)];
      if (column >= 0 && row >= 0) place.anchor = ((2 - row) * 3 + column + 1) as Anchor;
    }
  }
  return { name, place };
}

/** Writes the settings of a region, one a line. */
export function formatVttRegion({ name, place }: { readonly name: string; readonly place: Place }): string {
  const { anchor, x, y, width } = place;
  const lines = [`id:${name.replace(/\s|-->/g, '-')}`];
  if (width !== undefined) lines.push(`width:${percent(width)}`);
  if (anchor !== undefined) {
    const [left, top] = [ANCHOR_STEPS[(anchor - 1) % 3], ANCHOR_STEPS[2 - Math.floor((anchor - 1) / 3)]];
    lines.push(`regionanchor:${left},${top}`);
  }
  if (x !== undefined || y !== undefined)
    lines.push(`viewportanchor:${percent(x ?? 0)},${percent(y ?? 100)}`);
  return lines.join('\n');
}

const ANCHOR_STEPS = ['0%', '50%', '100%'];

function pairs(settings: string): [string, string][] {
  return settings.split(/\s+/).flatMap((setting): [string, string][] => {
    const at = setting.indexOf(':');
    return at > 0 && at < setting.length - 1 ? [[setting.slice(0, at), setting.slice(at + 1)]] : [];
  });
}

function setPercent(place: Mutable<Place>, key: 'x' | 'y' | 'width', written: string): boolean {
  const [, value] = /^(\d{1,3}(?:\.\d{1,20})?)%$/.exec(written) ?? [];
  if (value === undefined || Number(value) > 100) return false;
  place[key] = Number(value);
  return true;
}

function percent(value: number): string {
  return `${Number(Math.min(100, Math.max(0, value)).toFixed(3))}%`;
}
