/**
 * Write ASS: a track as ASS or SSA text.
 *
 * In/out  Cues -> text with LF line ends. Times are rounded to hundredths of a second; no cue becomes shorter than one.
 * Throws  InputError E_CUE_INVALID, see `checkCues`.
 * Source  "SubStation Alpha v4.00+ script format"; rules ASS1 to ASS9 in ../SPEC.md; checked against ffmpeg and pysubs2.
 * @module
 */

import { canonicalJson } from '../../kernel/index.ts';
import { isBlank } from '../clean-text.ts';
import { checkCues } from '../cue.ts';
import { isSameText, oneLine } from '../track/styled-text.ts';
import type { SubtitleTrack, TextMarks, TrackCue, TrackStyle } from '../track/track.ts';
import { type AssInfo, newInfo, readAssInfo, withNames } from './ass-info.ts';
import { fieldText, formatAssStyle } from './ass-styles.ts';
import { type AssFlavour, formatAssTime } from './ass-values.ts';
import { parseAssText } from './read-ass-text.ts';
import { EVENT_FIELDS, STYLE_FIELDS } from './scan-ass.ts';
import { formatAssText } from './write-ass-text.ts';

const DEFAULT_STYLE: TrackStyle = { name: 'Default', marks: {} };
const SECTION: Readonly<Record<AssFlavour, string>> = { ass: '[V4+ Styles]', ssa: '[V4 Styles]' };

/** A track as ASS. */
export function writeAss(track: SubtitleTrack): string {
  return writeScript(track, 'ass');
}

/** A track as SSA. */
export function writeSsa(track: SubtitleTrack): string {
  return writeScript(track, 'ssa');
}

function writeScript(track: SubtitleTrack, flavour: AssFlavour): string {
  checkCues(track.cues);
  const { info, sections } = track.native?.[flavour] ?? {};
  const { title, language } = track;
  const head = withNames(info?.split('\n') ?? newInfo(flavour), { title, language });
  const setting = readAssInfo(head);
  const styles = track.styles ?? [DEFAULT_STYLE];
  const looks = new Map(styles.map(({ name, marks }): [string, TextMarks] => [name, marks]));
  const parts = [
    '[Script Info]',
    ...head,
    '',
    SECTION[flavour],
    `Format: ${STYLE_FIELDS[flavour].join(', ')}`,
  ];
  for (const style of styles) parts.push(formatAssStyle(style, { flavour, canvas: setting.canvas }));
  if (sections !== undefined) parts.push('', sections);
  parts.push('', '[Events]', `Format: ${EVENT_FIELDS[flavour].join(', ')}`);
  for (const event of eventsOf(track, flavour)) parts.push(eventLine(event, { ...setting, flavour, looks }));
  return `${parts.join('\n')}\n`;
}

/** In the order of the file they were read from, where all of them are; else by start. */
function eventsOf({ cues, hidden = [] }: SubtitleTrack, flavour: AssFlavour): TrackCue[] {
  const shown = cues.filter(({ lines }) => !lines.every(isBlank));
  const events = [...shown, ...hidden];
  const orders = new Map(
    events.map((event) => [event, Number(nativeOf(event, flavour)['order'] ?? Number.NaN)]),
  );
  const isOrdered = [...orders.values()].every((order) => !Number.isNaN(order));
  const keyOf = (event: TrackCue): number => (isOrdered ? (orders.get(event) ?? 0) : event.startMs);
  return events.sort((a, b) => keyOf(a) - keyOf(b));
}

/** What shows no text is written alike in both flavours. */
function nativeOf({ native, lines }: TrackCue, flavour: AssFlavour): Readonly<Record<string, string>> {
  const own = native?.[flavour];
  if (own !== undefined || lines.length > 0) return own ?? {};
  return native?.[flavour === 'ass' ? 'ssa' : 'ass'] ?? {};
}

interface EventSetting extends AssInfo {
  readonly flavour: AssFlavour;
  readonly looks: ReadonlyMap<string, TextMarks>;
}

function eventLine(event: TrackCue, setting: EventSetting): string {
  const { flavour } = setting;
  const native = nativeOf(event, flavour);
  const start = Math.round(event.startMs / 10);
  const end = event.endMs > event.startMs ? Math.max(start + 1, Math.round(event.endMs / 10)) : start;
  const kind = native['kind'] ?? 'dialogue';
  const first = flavour === 'ass' ? (native['layer'] ?? '0') : (native['marked'] ?? 'Marked=0');
  const fields = [
    first,
    formatAssTime(start),
    formatAssTime(end),
    event.style ?? DEFAULT_STYLE.name,
    event.speaker ?? '',
    native['marginl'] ?? '0',
    native['marginr'] ?? '0',
    native['marginv'] ?? '0',
    native['effect'] ?? '',
  ];
  const name = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  return `${name}: ${fields.map(fieldText).join(',')},${textOf(event, setting)}`;
}

/** The text as it was read, where it still says what the event says. */
function textOf(event: TrackCue, setting: EventSetting): string {
  const { startMs, endMs, style = DEFAULT_STYLE.name } = event;
  const textSetting = { ...setting, startMs, endMs, base: setting.looks.get(style) ?? {} };
  const read = nativeOf(event, setting.flavour)['text'];
  if (read === undefined) return formatAssText(event, textSetting);
  if (event.lines.length === 0) return oneLine(read);
  const parsed = parseAssText(read, textSetting);
  const isStillTrue =
    isSameText(parsed, event) && canonicalJson({ ...parsed.place }) === canonicalJson({ ...event.place });
  return isStillTrue ? oneLine(read) : formatAssText(event, textSetting);
}
