/**
 * Said spans: where the words of a segment lie that has far too little text for its time.
 *
 * Such a text may stop early, with speech behind it that has none; or somebody counts slowly. The speech is looked at
 * again; what is found there is compared with the words that lie there already (`../truth/echoes.ts`).
 * @module
 */
import { windowTimeToSource } from '../../audio/index.ts';
import type { EngineEvent } from '../engine.ts';
import { isHollow } from '../missed-speech.ts';
import { alignSegments, type DecodedWindow } from './align-segments.ts';
import type { Aligner } from './token-times.ts';
import type { WindowOutcome } from './window-events.ts';

/** Whether any segment has far too little text. */
export function hasHollow({ events }: WindowOutcome): boolean {
  return events.some(isHollowSegment);
}

/** The outcome with the places of the words of each such segment; as it was where attention cannot tell. */
export async function withSaidSpans(aligner: Aligner, decoded: DecodedWindow): Promise<WindowOutcome> {
  const { window, outcome } = decoded;
  const wordsOf = await alignSegments(aligner, decoded);
  if (wordsOf === undefined) return outcome;
  const events = outcome.events.map((event): EngineEvent => {
    if (event.type !== 'segment' || !isHollowSegment(event)) return event;
    const said = (wordsOf.get(event.segment) ?? []).map(({ text, start, end }) => ({
      text,
      start: windowTimeToSource(window, start, 'start'),
      end: windowTimeToSource(window, end, 'end'),
    }));
    return { ...event, said };
  });
  return { ...outcome, events };
}

function isHollowSegment(event: EngineEvent): boolean {
  return event.type === 'segment' && isHollow(event.segment.text, event.segment.end - event.segment.start);
}
