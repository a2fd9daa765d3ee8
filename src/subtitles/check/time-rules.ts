/**
 * Time rules: order, overlap, gaps, durations, reading speed.
 * @module
 */
import { type Breach, breach, seconds } from './finding.ts';
import { type CheckedCue, closedGapOf, type Subject } from './subject.ts';

/** A cue that stands in the file behind one that starts later. */
export function checkOrder({ filed }: Subject): Breach[] {
  return filed.flatMap((cue, index) => {
    const before = filed[index - 1];
    if (before === undefined || before.startMs <= cue.startMs) return [];
    const measured = before.startMs - cue.startMs;
    const message = `It starts ${seconds(measured)} before the cue in front of it.`;
    return [breach('order', cue, { measured, limit: 0, message })];
  });
}

/** Cues shown at the same time in the same place, and gaps too small to be seen. */
export function checkGaps({ cues, minGapMs }: Subject): Breach[] {
  const found: Breach[] = [];
  for (const { before, cue } of neighbours(cues)) {
    const gap = cue.startMs - before.endMs;
    if (gap < 0) {
      const message = `It starts ${seconds(-gap)} before cue ${before.number} has gone.`;
      found.push(breach('overlap', cue, { measured: -gap, limit: 0, message }));
    } else if (gap < minGapMs) {
      const message = `${gap} ms behind cue ${before.number}; at least ${minGapMs} ms are needed to see the change.`;
      found.push(breach('min-gap', cue, { measured: gap, limit: minGapMs, message }));
    }
  }
  return found;
}

/** Gaps wider than the least and narrower than a pause: the picture flashes. */
export function checkChaining({ cues, limits, minGapMs }: Subject): Breach[] {
  const { chainBelowMs } = limits;
  const closed = closedGapOf(limits);
  return neighbours(cues).flatMap(({ before, cue }) => {
    const gap = cue.startMs - before.endMs;
    if (gap <= closed || gap >= chainBelowMs) return [];
    const message = `${gap} ms of nothing before cue ${cue.number}; gaps below ${seconds(chainBelowMs)} are closed to ${minGapMs} ms.`;
    return [breach('gap-to-chain', before, { measured: gap, limit: chainBelowMs, message })];
  });
}

/** Cues shown for too short or too long. */
export function checkDurations({ cues, limits }: Subject): Breach[] {
  const { minDurationMs, maxDurationMs } = limits;
  return cues.flatMap((cue) => {
    const measured = cue.endMs - cue.startMs;
    if (measured < minDurationMs) {
      const message = `Shown for ${seconds(measured)}; at least ${seconds(minDurationMs)}.`;
      return [breach('min-duration', cue, { measured, limit: minDurationMs, message })];
    }
    if (measured <= maxDurationMs) return [];
    const message = `Shown for ${seconds(measured)}; at most ${seconds(maxDurationMs)}.`;
    return [breach('max-duration', cue, { measured, limit: maxDurationMs, message })];
  });
}

/** Cues with more text than can be read while they are shown. */
export function checkSpeed({ cues, limits: { maxSpeed } }: Subject): Breach[] {
  return cues.flatMap((cue) => {
    if (!isTooFast(cue, maxSpeed)) return [];
    const measured = Math.ceil((cue.length * 10_000) / Math.max(1, cue.endMs - cue.startMs)) / 10;
    const message = `${measured} characters a second; at most ${maxSpeed}.`;
    return [breach('reading-speed', cue, { measured, limit: maxSpeed, message })];
  });
}

/** Whether a cue's text needs more time than it has; whole ms are rounded in its favour. */
export function isTooFast(
  { length, startMs, endMs }: Pick<CheckedCue, 'length' | 'startMs' | 'endMs'>,
  maxSpeed: number,
): boolean {
  return length * 1000 > maxSpeed * (endMs - startMs + 1);
}

/** Where a cue stands: cues of one place hide each other. */
export function placeOf({ region, place }: Pick<CheckedCue, 'region' | 'place'>): string {
  return `${region ?? ''} ${Math.ceil((place?.anchor ?? 2) / 3)} ${place?.y ?? ''}`;
}

/** Each cue with the one before it that is seen longest in its place. */
function neighbours(
  cues: readonly CheckedCue[],
): readonly { readonly before: CheckedCue; readonly cue: CheckedCue }[] {
  const last = new Map<string, CheckedCue>();
  const pairs: { before: CheckedCue; cue: CheckedCue }[] = [];
  for (const cue of cues) {
    const place = placeOf(cue);
    const before = last.get(place);
    if (before !== undefined) pairs.push({ before, cue });
    if (before === undefined || cue.endMs >= before.endMs) last.set(place, cue);
  }
  return pairs;
}
