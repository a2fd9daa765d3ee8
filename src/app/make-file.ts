/**
 * Make file: one media file through all stages, as a run that is remembered.
 *
 * Throws  what its stages throw.
 * @module
 */
import { resolve } from 'node:path';
import type { Change, Removal } from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import { type Course, type Made, runStage, type State, withCourse } from '../pipeline/index.ts';
import { OUTPUT_FORMATS, type OutputFormatName, transcriptCues } from '../subtitles/index.ts';
import type { Clip } from './clips.ts';
import type { Decoding } from './decoding.ts';
import type { Supervision } from './events.ts';
import {
  cleanStep,
  glossaryStep,
  hearingSteps,
  layoutStep,
  lookUpFacts,
  probeStep,
  unknownFacts,
  writeStep,
} from './file-steps.ts';
import { hearFile } from './hear-file.ts';
import type { LazySession } from './lazy-session.ts';
import type { HeardText, JudgedText, ProbedMedia, Products } from './products.ts';
import type { Span } from './span.ts';
import type { Wiring } from './wiring.ts';

/** One file, and all that is wanted of it. */
export interface FileJob {
  readonly file: string;
  readonly media: OpenMedia;
  readonly span: Span;
  /** All that was asked of it, by which its run is known and resumed; survives JSON. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly decoding: Decoding;
  readonly clips: readonly Clip[] | undefined;
  readonly formats: readonly OutputFormatName[];
}

/** Where it is made. */
export interface FileSurroundings {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
  readonly session: LazySession;
  /** Absent: nothing is remembered. */
  readonly state: State | undefined;
}

/** What became of it. */
export interface MadeFile {
  readonly text: Made<Products, 'glossary'>;
  /** The text of each format. */
  readonly texts: Products['write'];
  readonly warnings: readonly string[];
}

/** Does all stages, then `publish`, which is part of the run. */
export async function makeFile(
  job: FileJob,
  around: FileSurroundings,
  publish: (texts: Products['write']) => Promise<void>,
): Promise<MadeFile> {
  const { signal, report } = around.supervision;
  return await withCourse<Products, MadeFile>(
    {
      state: around.state,
      request: { command: 'transcribe', media: resolve(job.file), request: job.asked },
      signal,
      report: (event) => {
        if (event.type === 'note') report(event);
      },
    },
    async (course) => {
      const heard = await hearing(course, job, around);
      const clean = await runStage(course, cleanStep(heard), async ({ inputs }) => judged(inputs.transcribe));
      const text = await runStage(course, glossaryStep(clean), async ({ inputs }) => inputs.clean);
      const cues = await runStage(course, layoutStep(text), async ({ inputs }) =>
        transcriptCues(inputs.glossary.transcript),
      );
      const written = await runStage(course, writeStep(text, cues, job.formats), async ({ inputs }) =>
        textsOf(inputs, job.formats),
      );
      await publish(written.product);
      return { text, texts: written.product, warnings: heard.product.warnings };
    },
  );
}

/** What is said in the file, by whatever run found it out. */
async function hearing(
  course: Course<Products>,
  { file, media, span, clips, decoding }: FileJob,
  { wiring, session, supervision }: FileSurroundings,
): Promise<Made<Products, 'transcribe'>> {
  const about = { media, span, clips, decoding };
  const facts =
    course.state === undefined ? unknownFacts(about) : await lookUpFacts(about, { wiring, session });
  const probe = await runStage(course, probeStep(facts), async () => probed(media));
  const steps = hearingSteps(facts, probe);
  const heard = await runStage(
    course,
    steps.transcribe,
    async (context) => await hearFile({ course, facts, steps, file, session, supervision }, context),
  );
  if (heard.isReused) tellKnown(heard.product, file, supervision);
  return heard;
}

/** What a transcription tells while it goes on, told of one that is there already. */
function tellKnown({ transcript }: HeardText, file: string, { report }: Supervision): void {
  report({ type: 'note', message: `${file} was heard before; nothing of it is heard again` });
  if (transcript.segments.length > 0) report({ type: 'language', file, language: transcript.language });
  for (const segment of transcript.segments) report({ type: 'segment', file, segment });
}

function probed({ decoder, track, offsetSec, durationSec }: OpenMedia): ProbedMedia {
  return {
    ...{ decoder, track: track.index, offsetSec },
    ...(durationSec === undefined ? {} : { durationSec }),
  };
}

/** Engines have judged already: what they took out is the first part of the ledger. */
function judged({ transcript }: HeardText): JudgedText {
  return { transcript, changes: transcript.removals.map(changeOf) };
}

function changeOf({ rule, start, end, text, scores }: Removal): Change {
  return { stage: 'transcribe', rule, start, end, before: text, after: '', scores };
}

function textsOf(
  { glossary, layout }: Pick<Products, 'glossary' | 'layout'>,
  formats: readonly OutputFormatName[],
): Products['write'] {
  const texts: Partial<Record<OutputFormatName, string>> = {};
  for (const format of formats) texts[format] = OUTPUT_FORMATS[format].format(glossary.transcript, layout);
  return texts;
}
