/**
 * Read ASS: ASS and SSA text as a track.
 *
 * In/out  Text -> cues (integer ms, by start). Comments, drawings and events without a length are `hidden`.
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  "SubStation Alpha v4.00+ script format"; rules ASS1 to ASS9 in ../SPEC.md; checked against ffmpeg and pysubs2.
 * @module
 */
import { trimSpaces } from '../clean-text.ts';
import type { ReadProblem } from '../read/parsed-cues.ts';
import type { Native, SubtitleTrack, TextMarks, TrackCue, TrackStyle } from '../track/track.ts';
import type { ParsedTrack } from '../track/track-format.ts';
import { type AssInfo, readAssInfo } from './ass-info.ts';
import { readAssStyle } from './ass-styles.ts';
import { type AssFlavour, parseAssTime } from './ass-values.ts';
import { parseAssText } from './read-ass-text.ts';
import { type AssFields, type ScannedEvent, scanAss } from './scan-ass.ts';
import { formatAssText } from './write-ass-text.ts';

/** Fields of an event that are no more than their default; they need not be kept. */
const USUAL = /^\s*(?:0*|Marked=0)\s*$/;
const KEPT_FIELDS = ['layer', 'marked', 'marginl', 'marginr', 'marginv', 'effect'];

/**
 * Reads ASS or SSA text. `native` of a cue: `text`, where it says more than runs and place do; `layer`, margins, `effect`
 * where they are set; `kind` of an event that is no dialogue; `order` where the file is not in order of start. Of the
 * track: `info` (lines of the head) and `sections` (fonts, pictures and what else there is).
 */
export function readAss(text: string): ParsedTrack {
  const { flavour, info, styles: styleLines, events, sections, problems } = scanAss(text);
  const setting = readAssInfo(info);
  const styles = styleLines.map((fields) => readAssStyle(fields, { flavour, canvas: setting.canvas }));
  const looks = new Map(styles.map(({ name, marks }): [string, TextMarks] => [name, marks]));
  const read = events.flatMap((event) => readEvent(event, { ...setting, flavour, looks, problems }));
  const track = trackOf(read, flavour);
  const native = {
    ...(info.length > 0 ? { info: info.join('\n') } : {}),
    ...(sections.length > 0 ? { sections: sections.join('\n\n') } : {}),
  };
  return {
    track: {
      ...track,
      ...(setting.title === undefined ? {} : { title: setting.title }),
      ...(setting.language === undefined ? {} : { language: setting.language }),
      ...(styles.length > 0 ? { styles: dropTwins(styles) } : {}),
      ...(Object.keys(native).length > 0 ? { native: { [flavour]: native } } : {}),
    },
    problems: [...problems].sort((a, b) => a.line - b.line),
  };
}

interface EventSetting extends AssInfo {
  readonly flavour: AssFlavour;
  readonly looks: ReadonlyMap<string, TextMarks>;
  readonly problems: ReadProblem[];
}

function readEvent({ line, kind, fields }: ScannedEvent, setting: EventSetting): TrackCue[] {
  const { flavour, problems } = setting;
  const [startMs, endMs] = [parseAssTime(fields['start'] ?? ''), parseAssTime(fields['end'] ?? '')];
  if (startMs === undefined || endMs === undefined) {
    problems.push({ line, what: 'an event has no times' });
    return [];
  }
  const isShown = kind === 'dialogue';
  const hasLength = endMs > startMs;
  if (!hasLength && isShown) problems.push({ line, what: 'a cue does not end after it starts' });
  const [style, speaker] = [(fields['style'] ?? '').trim(), (fields['name'] ?? fields['actor'] ?? '').trim()];
  const source = trimSpaces(fields['text'] ?? '');
  const textSetting = { ...setting, startMs, endMs, base: setting.looks.get(style) ?? {} };
  const parsed = isShown && hasLength ? parseAssText(source, textSetting) : { lines: [] };
  const isAllSaid = formatAssText(parsed, textSetting) === source;
  const native = {
    ...(isAllSaid ? {} : { text: source }),
    ...(isShown ? {} : { kind }),
    ...keptFields(fields),
  };
  return [
    {
      startMs,
      endMs: Math.max(startMs, endMs),
      ...parsed,
      ...(style === '' ? {} : { style }),
      ...(speaker === '' ? {} : { speaker }),
      ...(Object.keys(native).length > 0 ? { native: { [flavour]: native } } : {}),
    },
  ];
}

function keptFields(fields: AssFields): Record<string, string> {
  const kept = KEPT_FIELDS.flatMap((name) => {
    const value = fields[name];
    return value === undefined || USUAL.test(value) ? [] : [[name, value.trim()]];
  });
  return Object.fromEntries(kept);
}

/** Cues and hidden events in order of start; their place in the file stays where that is another. */
function trackOf(events: readonly TrackCue[], flavour: AssFlavour): Pick<SubtitleTrack, 'cues' | 'hidden'> {
  const split = (list: readonly TrackCue[]): [TrackCue[], TrackCue[]] => [
    list.filter(({ lines }) => lines.length > 0),
    list.filter(({ lines }) => lines.length === 0),
  ];
  const byStart = (a: TrackCue, b: TrackCue): number => a.startMs - b.startMs;
  const sorted = split(events).flat().sort(byStart);
  const isInOrder = events.every((event, index) => event === sorted[index]);
  const kept = isInOrder ? events : events.map((event, index) => withOrder(event, flavour, index));
  const [cues, hidden] = split(kept).map((list) => list.sort(byStart));
  return { cues: cues ?? [], ...(hidden === undefined || hidden.length === 0 ? {} : { hidden }) };
}

function withOrder(event: TrackCue, flavour: AssFlavour, index: number): TrackCue {
  const native: Native = { [flavour]: { ...event.native?.[flavour], order: String(index) } };
  return { ...event, native };
}

/** Of styles of one name the last counts. */
function dropTwins(styles: readonly TrackStyle[]): TrackStyle[] {
  return [...new Map(styles.map((style) => [style.name, style])).values()];
}
