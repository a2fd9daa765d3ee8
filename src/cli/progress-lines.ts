/**
 * Progress lines: one state of the work as one line of text that fits a width.
 * @module
 */
import { formatBytes, formatClock, formatRtfx } from './figures.ts';

/** A download, an unpacking or a check under way. */
export interface PullState {
  readonly model: string;
  readonly phase: 'download' | 'unpack' | 'verify';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Since this phase began. */
  readonly elapsedSec: number;
  /** Bytes that were there when the phase began, so that a resumed download does not look fast. */
  readonly startBytes: number;
}

/** A transcription under way. */
export interface DecodeState {
  readonly file: string;
  readonly doneSec: number;
  readonly totalSec: number | undefined;
  readonly wallSec: number;
}

const PHASE_WORDS = { download: 'fetching', unpack: 'unpacking', verify: 'checking' } as const;

/** Narrowest and widest bar, columns. */
const BAR_MIN = 8;
const BAR_MAX = 30;

/** `fetching base  [#####-----]  52%  75.1 MB of 145.3 MB  4.1 MB/s  0:17 left`. */
export function pullLine(state: PullState, width: number): string {
  const { model, phase, doneBytes, totalBytes, startBytes, elapsedSec } = state;
  const parts = [`${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`];
  const moved = doneBytes - startBytes;
  if (phase === 'download' && elapsedSec > 0.5 && moved > 0) {
    const perSecond = moved / elapsedSec;
    parts.push(`${formatBytes(Math.round(perSecond))}/s`);
    parts.push(`${formatClock((totalBytes - doneBytes) / perSecond)} left`);
  }
  return barLine(`${PHASE_WORDS[phase]} ${model}`, doneBytes / Math.max(1, totalBytes), { parts, width });
}

/** `talk.mp4  [#####-----]  52%  7:10 of 13:47  13.7x  0:29 left`. */
export function decodeLine({ file, doneSec, totalSec, wallSec }: DecodeState, width: number): string {
  const speed = formatRtfx(doneSec, wallSec);
  if (totalSec === undefined) return clip(`${file}  ${formatClock(doneSec)}  ${speed}`, width);
  const parts = [`${formatClock(doneSec)} of ${formatClock(totalSec)}`, speed];
  if (doneSec > 0) parts.push(`${formatClock(((totalSec - doneSec) / doneSec) * wallSec)} left`);
  return barLine(file, doneSec / Math.max(1e-9, totalSec), { parts, width });
}

/** A label, a bar as wide as there is room for, a percentage and some figures; the label gives way first. */
export function barLine(
  label: string,
  share: number,
  { parts, width }: { parts: readonly string[]; width: number },
): string {
  const done = Math.min(1, Math.max(0, share));
  const percent = `${String(Math.floor(done * 100)).padStart(3)}%`;
  const tail = [percent, ...parts].join('  ');
  const roomForBar = width - label.length - tail.length - 6;
  if (roomForBar < BAR_MIN) {
    const short = shorten(label, Math.max(4, width - tail.length - 2));
    return clip(`${short}  ${tail}`, width);
  }
  const size = Math.min(BAR_MAX, roomForBar);
  const filled = Math.floor(done * size);
  return `${label}  [${'#'.repeat(filled)}${'-'.repeat(size - filled)}]  ${tail}`;
}

/** Shortened in the middle, so that both ends of a file name can be read. */
function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${text.slice(0, head)}~${text.slice(text.length - (width - 1 - head))}`;
}

function clip(line: string, width: number): string {
  return line.slice(0, width);
}
