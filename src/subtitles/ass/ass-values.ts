/**
 * ASS values: times, colours, anchors and fields as ASS and SSA write them.
 *
 * Source  "SubStation Alpha v4.00+ script format"; libass `ass.c`, `ass_parse.c`; rules ASS1 to ASS9 in ../SPEC.md.
 * @module
 */
import { clockMs } from '../read/parsed-cues.ts';
import type { Place } from '../track/track.ts';

/** Which of the two sisters a file is: SSA is version 4.00, ASS 4.00+. */
export type AssFlavour = 'ass' | 'ssa';

/** Size of the picture in the units of places. */
export interface AssCanvas {
  readonly width: number;
  readonly height: number;
}

const TIME = /^\s*(\d{1,6}):(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,3}))?\s*$/;
/** SSA counts anchors from the left, below, above (+4) and in the middle (+8). */
const SSA_ANCHORS = [1, 2, 3, 9, 10, 11, 5, 6, 7];

/** `H:MM:SS.cc` in ms; undefined where it is no time. */
export function parseAssTime(written: string): number | undefined {
  const found = TIME.exec(written);
  return found === null ? undefined : clockMs(found.slice(1, 5));
}

/** Hundredths of a second as `H:MM:SS.cc`. */
export function formatAssTime(centiseconds: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(centiseconds / 100);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours}:${pad(minutes)}:${pad(seconds % 60)}.${pad(centiseconds % 100)}`;
}

/** `&HAABBGGRR` or the same as a decimal number, as `#rrggbb` or `#rrggbbaa`; undefined where it is no colour. */
export function parseAssColor(written: string): string | undefined {
  const [, hex, decimal] = /^\s*(?:&?[Hh]([0-9a-fA-F]{1,8})&?|(-?\d{1,10}))\s*$/.exec(written) ?? [];
  if (hex === undefined && decimal === undefined) return undefined;
  const value = (hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) >>> 0;
  const colors = [0, 8, 16].map((shift) => (value >>> shift) & 255);
  const opaque = 255 - (value >>> 24);
  return `#${[...colors, ...(opaque === 255 ? [] : [opaque])].map(hexPair).join('')}`;
}

/** A colour of marks as the eight digits `AABBGGRR`. */
export function assColorDigits(color: string): string {
  const [red = '00', green = '00', blue = '00', opaque = 'ff'] = color.slice(1).match(/../g) ?? [];
  return `${hexPair(255 - Number.parseInt(opaque, 16))}${blue}${green}${red}`.toUpperCase();
}

/** A colour of marks as a style writes it. */
export function formatAssColor(color: string, flavour: AssFlavour): string {
  const digits = assColorDigits(color);
  return flavour === 'ass' ? `&H${digits}` : String(Number.parseInt(digits.slice(2), 16));
}

/** An anchor as its flavour counts it; undefined where it is none. */
export function parseAnchor(written: string, flavour: AssFlavour): Place['anchor'] {
  if (!/^\s*\d{1,2}\s*$/.test(written)) return undefined;
  const number = Number(written);
  const anchor = flavour === 'ass' ? number : SSA_ANCHORS.indexOf(number) + 1;
  return anchor >= 1 && anchor <= 9 ? (anchor as Place['anchor']) : undefined;
}

/** The number that its flavour has for an anchor. */
export function anchorNumber(anchor: NonNullable<Place['anchor']>, flavour: AssFlavour): number {
  return flavour === 'ass' ? anchor : (SSA_ANCHORS[anchor - 1] ?? 2);
}

/** At most `count` fields between commas; the last one takes the rest, commas and all. */
export function splitFields(written: string, count: number): string[] {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < count - 1) {
    const comma = written.indexOf(',', at);
    if (comma < 0) break;
    fields.push(written.slice(at, comma));
    at = comma + 1;
  }
  fields.push(written.slice(at));
  return fields;
}

function hexPair(value: number): string {
  return value.toString(16).padStart(2, '0');
}
