/**
 * Losses: says in words what part of damaged media could not be decoded.
 * @module
 */

/** A shortage below this is rounding by containers and codecs, seconds. */
const TOLERANCE_SEC = 0.25;

/** What was promised and what came. All times in seconds from the first sample of the track. */
export interface DecodedSpan {
  /** Length that the file claims; absent when nothing in it can be trusted on that. */
  readonly claimedSec?: number | undefined;
  readonly decodedSec: number;
  /** Whether a shortage must be at the end: true where timestamps or sizes prove it. */
  readonly fromTheEnd: boolean;
  /** Added to times to reach the media clock. */
  readonly offsetSec: number;
  /** Whether the file lacks its end, though nothing says how long that was. */
  readonly isCutOff?: boolean | undefined;
  /** Places where the decoder complained. */
  readonly damagedPlaces: number;
  /** Stretches of the audio that the decoder filled with silence. */
  readonly silenced?: readonly { readonly startSec: number; readonly endSec: number }[];
  /** Seconds that the decoder left out because their timestamps lie before the end of what came earlier. */
  readonly droppedSec?: number;
}

/** Warnings for damaged media; empty when nothing is missing. */
export function describeLosses(span: DecodedSpan): string[] {
  const shortage = describeShortage(span);
  const silenced = (span.silenced ?? []).map((gap) => spanInWords(gap.startSec, gap.endSec, span.offsetSec));
  const gaps =
    silenced.length === 0
      ? []
      : [
          `The file has gaps: its audio ${silenced.join(', ')} is damaged or missing, and was taken as silence.`,
        ];
  const { droppedSec = 0 } = span;
  const overlaps =
    droppedSec <= TOLERANCE_SEC
      ? []
      : [
          `The file's timestamps jump back: ${droppedSec.toFixed(1)} s of its audio overlaps what came before, and was left out.`,
        ];
  const warnings = [...shortage, ...gaps, ...overlaps];
  if (warnings.length > 0 || span.damagedPlaces === 0) return warnings;
  const places = span.damagedPlaces === 1 ? 'one place' : `${span.damagedPlaces} places`;
  return [`The file is damaged: its audio could not be decoded cleanly in ${places}; words may be missing.`];
}

function describeShortage({
  claimedSec,
  decodedSec,
  fromTheEnd,
  isCutOff,
  offsetSec,
  droppedSec = 0,
}: DecodedSpan): string[] {
  const missing = claimedSec === undefined ? 0 : claimedSec - decodedSec - droppedSec;
  if (claimedSec === undefined || missing <= TOLERANCE_SEC) {
    if (isCutOff !== true) return [];
    return [`The file is cut off at ${formatClock(decodedSec + offsetSec)}: what came after it is missing.`];
  }
  const lost = missing.toFixed(1);
  if (!fromTheEnd) {
    const rest = 'and what follows the damage comes that much too early';
    return [
      `The file is damaged: ${lost} s of its ${claimedSec.toFixed(1)} s could not be decoded, ${rest}.`,
    ];
  }
  const where = spanInWords(decodedSec, decodedSec + missing, offsetSec);
  return [`The file is damaged: the last ${lost} s, ${where}, could not be decoded.`];
}

function spanInWords(startSec: number, endSec: number, offsetSec: number): string {
  return `from ${formatClock(startSec + offsetSec)} to ${formatClock(endSec + offsetSec)}`;
}

/** Seconds as `0:05.8` or `1:02:03.0`. */
function formatClock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  const minutes = Math.floor(tenths / 600);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
