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
  /** Places where the decoder complained. */
  readonly damagedPlaces: number;
  /** Stretches of the audio that the decoder replaced by silence. */
  readonly silenced?: readonly { readonly startSec: number; readonly endSec: number }[];
}

/** Warnings for damaged media; empty when nothing is missing. */
export function describeLosses(span: DecodedSpan): string[] {
  const warnings: string[] = [];
  const { claimedSec, decodedSec, offsetSec } = span;
  const missing = claimedSec === undefined ? 0 : claimedSec - decodedSec;
  if (claimedSec !== undefined && missing > TOLERANCE_SEC) {
    const from = formatClock(decodedSec + offsetSec);
    const to = formatClock(claimedSec + offsetSec);
    warnings.push(
      span.fromTheEnd
        ? `The file is damaged: the last ${missing.toFixed(1)} s, from ${from} to ${to}, could not be decoded.`
        : `The file is damaged: ${missing.toFixed(1)} s of its ${claimedSec.toFixed(1)} s could not be decoded, ` +
            'and what follows the damage comes that much too early.',
    );
  }
  const silenced = (span.silenced ?? []).map(
    ({ startSec, endSec }) =>
      `from ${formatClock(startSec + offsetSec)} to ${formatClock(endSec + offsetSec)}`,
  );
  if (silenced.length > 0) {
    warnings.push(
      `The file is damaged: the audio ${silenced.join(', ')} could not be decoded and is silent.`,
    );
  } else if (span.damagedPlaces > 0 && warnings.length === 0) {
    const places = span.damagedPlaces === 1 ? 'one place' : `${span.damagedPlaces} places`;
    warnings.push(
      `The file is damaged: its audio could not be decoded cleanly in ${places}; words may be missing.`,
    );
  }
  return warnings;
}

/** Seconds as `0:05.8` or `1:02:03.0`. */
function formatClock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  const minutes = Math.floor(tenths / 600);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
