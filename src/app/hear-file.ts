/**
 * Hear file: the stage `transcribe` and those beside it: what an earlier run heard is recalled, only the rest is heard.
 *
 * Deviates  where another engine took over, or nobody listened who was to: the text is good, and not what its key says.
 * Throws    what `transcribeMedia` and loading the models throw.
 * @module
 */
import { type Course, findMade, keepMade, type StageContext } from '../pipeline/index.ts';
import type { Supervision } from './events.ts';
import type { HearingFacts, hearingSteps } from './file-steps.ts';
import type { LazySession } from './lazy-session.ts';
import type { HeardText, Products } from './products.ts';
import { readAhead } from './read-ahead.ts';
import { countedMemory, type Recollection } from './recollection.ts';
import { type Session, withDecoding } from './session.ts';
import { transcribeMedia } from './transcribe-media.ts';

/** A file to be heard. */
export interface Hearing {
  readonly course: Course<Products>;
  readonly facts: HearingFacts;
  readonly steps: ReturnType<typeof hearingSteps>;
  /** The name used in events. */
  readonly file: string;
  readonly session: LazySession;
  readonly supervision: Supervision;
}

/** Hears it, and keeps what comes about on the way. */
export async function hearFile(
  { course, facts, steps, file, session: models, supervision }: Hearing,
  context: StageContext<Products, 'transcribe'>,
): Promise<HeardText> {
  const { signal } = context;
  // While models are loaded, the first file's decoder works.
  const ahead = models.opened === undefined ? readAhead(facts.media, signal) : undefined;
  try {
    const session = withDecoding(await models.open(), facts.decoding);
    if (!isAsKeyed(session, facts)) context.deviate();
    const { media, span, clips } = { ...facts, media: ahead?.media ?? facts.media };
    const speech = session.detector === undefined ? undefined : await findMade(course, steps.regions);
    const recollection: Recollection = {
      speech: speech?.product,
      noteSpeech: async (heard) => void (await keepMade(course, steps.regions, heard)),
      memoryOf: (engine, fromSec) => countedMemory(context.parts, { engine, fromSec }),
    };
    const request = { media, file, span, clips, ...(course.state === undefined ? {} : { recollection }) };
    const { isWhole, samples, transcript, warnings } = await transcribeMedia(session, request, {
      ...supervision,
      signal,
    });
    if (!isWhole) context.deviate();
    await keepMade(course, steps.demux, { samples, losses: media.report.warnings });
    return { transcript, warnings };
  } finally {
    await ahead?.stop();
  }
}

function isAsKeyed({ loaded, detector }: Session, { engine, detectorDigest }: HearingFacts): boolean {
  return loaded.name === engine.name && (detector !== undefined) === (detectorDigest !== undefined);
}
