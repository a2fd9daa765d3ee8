import { describe, expect, it } from 'vitest';
import type { EngineEvent } from './engine.ts';
import { watchMissed } from './watch-missed.ts';

const segment = (start: number, end: number): EngineEvent => ({
  type: 'segment',
  segment: {
    start,
    end,
    text: 'Forty characters of quite ordinary speech.',
    avgLogprob: -0.3,
    compressionRatio: 1,
    noSpeechProb: 0,
    temperature: 0,
    tokens: [],
  },
});
const progress = (seconds: number): EngineEvent => ({ type: 'progress', seconds });

async function told(
  given: readonly EngineEvent[],
  likely?: readonly { start: number; end: number }[],
): Promise<EngineEvent[]> {
  async function* events(): AsyncGenerator<EngineEvent> {
    yield* given;
  }
  const out: EngineEvent[] = [];
  for await (const event of watchMissed(events(), likely)) out.push(event);
  return out;
}

describe('watchMissed', () => {
  const likely = [
    { start: 1, end: 4 },
    { start: 6, end: 9 },
    { start: 40, end: 45 },
  ];

  it('tells likely speech without text before the progress that passes it, and the rest at the end', async () => {
    const given = [segment(1, 4), progress(30), progress(60)];
    expect(await told(given, likely)).toEqual([
      segment(1, 4),
      { type: 'missed', region: { start: 6, end: 9 } },
      progress(30),
      { type: 'missed', region: { start: 40, end: 45 } },
      progress(60),
    ]);
    const cut = await told([segment(1, 4), segment(6, 9)], likely);
    expect(cut.at(-1)).toEqual({ type: 'missed', region: { start: 40, end: 45 } });
  });

  it('tells a span once, also where its text came in parts', async () => {
    const given = [progress(7), segment(7, 9), progress(30), segment(40, 45), progress(60)];
    const missed = (await told(given, likely)).flatMap((event) =>
      event.type === 'missed' ? [event.region] : [],
    );
    expect(missed).toEqual([
      { start: 1, end: 4 },
      { start: 6, end: 7 },
    ]);
  });

  it('adds nothing where nobody listened', async () => {
    const given = [segment(1, 4), progress(30)];
    expect(await told(given)).toEqual(given);
  });
});
