/**
 * Progress lines: one state of the work as one line of text, with a bar that fits the terminal or plain for a log.
 * @module
 */
import type { PullProgress } from '../app/index.ts';
import { formatBytes, formatClock, formatRtfx, printable } from './figures.ts';

/** A download, an unpacking, a check or the making of a bundle under way. */
export interface PullState extends Omit<PullProgress, 'phase'> {
  readonly phase: keyof typeof PHASE_WORDS;
  /** Of late; absent while there is too little to tell. */
  readonly bytesPerSec?: number;
}

/** A transcription under way. */
export interface DecodeState {
  readonly file: string;
  readonly doneSec: number;
  readonly totalSec: number | undefined;
  readonly wallSec: number;
}

/** What a line shows. */
export interface LineState {
  readonly label: string;
  /** In [0, 1]; absent when the end is not known, then there is no bar. */
  readonly share?: number;
  readonly figures: readonly string[];
}

const PHASE_WORDS = {
  download: 'fetching',
  unpack: 'unpacking',
  verify: 'checking',
  pack: 'packing',
  check: 'checking',
} as const;

/** Narrowest and widest bar, columns. */
const BAR_MIN = 8;
const BAR_MAX = 30;

/** Fewest columns of a label, as long as there are figures that can go. */
const LABEL_MIN = 6;

/** `fetching base`, 52 %, `75.1 MB of 145.3 MB`, `4.1 MB/s`, `0:17 left`. */
export function pullState(state: PullState): LineState {
  const { model, phase, doneBytes, totalBytes, bytesPerSec } = state;
  const figures = [`${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`];
  if (bytesPerSec !== undefined && bytesPerSec > 0) {
    figures.push(`${formatBytes(Math.round(bytesPerSec))}/s`);
    figures.push(`${formatClock((totalBytes - doneBytes) / bytesPerSec)} left`);
  }
  return { label: `${PHASE_WORDS[phase]} ${model}`, share: doneBytes / Math.max(1, totalBytes), figures };
}

/** The file that a pull is at: `model.bin`, 40 %, `58.1 MB of 145.2 MB`; undefined when it is all there is. */
export function pullFileState(state: PullState): LineState | undefined {
  const { file, fileDoneBytes, fileTotalBytes, totalBytes } = state;
  if (fileTotalBytes >= totalBytes) return undefined;
  return {
    label: `  ${printable(file)}`,
    share: fileDoneBytes / Math.max(1, fileTotalBytes),
    figures: [`${formatBytes(fileDoneBytes)} of ${formatBytes(fileTotalBytes)}`],
  };
}

/** `talk.mp4`, 52 %, `7:10 of 13:47`, `13.7x`, `0:29 left`. */
export function decodeState({ file, doneSec, totalSec, wallSec }: DecodeState): LineState {
  const speed = doneSec > 0 ? [formatRtfx(doneSec, wallSec)] : [];
  if (totalSec === undefined) return { label: printable(file), figures: [formatClock(doneSec), ...speed] };
  const left = doneSec > 0 ? [`${formatClock(((totalSec - doneSec) / doneSec) * wallSec)} left`] : [];
  const share = doneSec / Math.max(1e-9, totalSec);
  return {
    label: printable(file),
    share,
    figures: [`${formatClock(doneSec)} of ${formatClock(totalSec)}`, ...speed, ...left],
  };
}

/** A stage at work; how far it is where it tells. */
export interface StageProgress {
  readonly file: string;
  readonly work: string;
  readonly doneSec?: number;
  readonly totalSec?: number;
}

/** `talk.mp4`, 52 %, `looking for shots`, `7:10 of 13:47`. */
export function stageState({ file, work, doneSec, totalSec }: StageProgress): LineState {
  const label = printable(file);
  if (doneSec === undefined) return { label, figures: [work] };
  const done = formatClock(doneSec);
  if (totalSec === undefined) return { label, figures: [work, done] };
  const share = doneSec / Math.max(1e-9, totalSec);
  return { label, share, figures: [work, `${done} of ${formatClock(totalSec)}`] };
}

/**
 * At most `width` columns: a label, a bar as wide as there is room for, a percentage, figures. The bar gives way first,
 * then the label, then figures in the middle: how far it is and how long it takes are what somebody waits for.
 */
export function barLine({ label, share, figures }: LineState, width: number): string {
  if (share === undefined) {
    const words = figures.map((figure) => `  ${figure}`).join('');
    const room = Math.max(LABEL_MIN, width - words.length);
    return clip(`${shorten(label, room)}${words}`, width);
  }
  const done = Math.min(1, Math.max(0, share));
  const tail = [`${String(Math.floor(done * 100)).padStart(3)}%`, ...figures].join('  ');
  if (width - tail.length - 2 < Math.min(LABEL_MIN, label.length) && figures.length > 1) {
    return barLine({ label, share, figures: figures.toSpliced(-2, 1) }, width);
  }
  const roomForBar = width - label.length - tail.length - 6;
  if (roomForBar < BAR_MIN) {
    return clip(`${shorten(label, Math.max(4, width - tail.length - 2))}  ${tail}`, width);
  }
  const size = Math.min(BAR_MAX, roomForBar);
  const filled = Math.floor(done * size);
  return `${label}  [${'#'.repeat(filled)}${'-'.repeat(size - filled)}]  ${tail}`;
}

/** For logs: `talk.mp4: 7:10 of 13:47, 13.7x, 0:29 left`. */
export function plainLine({ label, figures }: LineState): string {
  return figures.length === 0 ? label : `${label}: ${figures.join(', ')}`;
}

/** Shortened in the middle, so that both ends of a file name can be read. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${text.slice(0, head)}~${text.slice(text.length - (width - 1 - head))}`;
}

function clip(line: string, width: number): string {
  return line.slice(0, Math.max(0, width));
}
