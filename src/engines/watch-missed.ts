/**
 * Watch missed: tells which likely speech an engine has left without text, whatever engine it is.
 *
 * It only listens: nothing is decoded again.
 * @module
 */
import type { SpeechRegion } from '../kernel/index.ts';
import type { EngineEvent } from './engine.ts';
import { Turn } from './turn.ts';

/** No matter here: the turn only looks at times. */
const ANY_LANGUAGE = { code: 'en', probability: 0 };

/** Passes events on, and adds what is missed: once all before it is decoded, as `progress` says, and at the end. */
export async function* watchMissed(
  events: AsyncIterable<EngineEvent>,
  likely: readonly SpeechRegion[] = [],
): AsyncGenerator<EngineEvent> {
  const turn = new Turn(likely);
  for await (const event of events) {
    turn.note([event], ANY_LANGUAGE);
    if (event.type === 'progress') yield* missedIn(turn, event.seconds);
    yield event;
  }
  yield* missedIn(turn, Number.POSITIVE_INFINITY);
}

function* missedIn(turn: Turn, upTo: number): Generator<EngineEvent> {
  for (const region of turn.withoutText(upTo)) yield { type: 'missed', region };
  turn.take();
}
