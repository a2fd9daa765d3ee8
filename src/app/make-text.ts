/**
 * Make text: one text of a media file through the stages, from its sound to the contents of its files.
 *
 * Throws  what its stages throw; UsageError E_USAGE for an id to restore that names nothing.
 * @module
 */
import { secondsToMs, type Transcript } from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import { type Course, type Made, runStage } from '../pipeline/index.ts';
import {
  formatWords,
  OUTPUT_FORMATS,
  type OutputFormatName,
  type SubtitleProfile,
  transcriptCues,
} from '../subtitles/index.ts';
import { changeOf, restoreRemovals } from './clean/restore.ts';
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
  type WriteOptions,
  writeStep,
} from './file-steps.ts';
import { hearFile } from './hear-file.ts';
import type { LazySession } from './lazy-session.ts';
import type { HeardText, JudgedText, ProbedMedia, Products } from './products.ts';
import type { Span } from './span.ts';
import type { Wiring } from './wiring.ts';

/** One text that is wanted of a file. */
export interface TextJob {
  readonly file: string;
  readonly media: OpenMedia;
  readonly span: Span;
  readonly decoding: Decoding;
  readonly clips: readonly Clip[] | undefined;
  readonly writing: WriteOptions;
  /** Whose rules the cues keep to. */
  readonly profile: SubtitleProfile;
  /** Where the picture is cut; absent: nobody asked for that. */
  readonly shots: Made<Products, 'shots'> | undefined;
  /** Ids of removals whose words are put back. */
  readonly restore: readonly string[];
  /** Name of this text among those of the file; empty where there is one only. */
  readonly branch: string;
}

/** Where it is made. */
export interface TextSurroundings {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
  readonly session: LazySession;
}

/** A text and how it came about. */
export interface TextProducts {
  readonly heard: Made<Products, 'transcribe'>;
  /** Identity of the stage that found speech. */
  readonly steps: ReturnType<typeof hearingSteps>;
  readonly text: Made<Products, 'glossary'>;
  readonly cues: Made<Products, 'layout'>;
  readonly written: Made<Products, 'write'>;
}

/** Does all stages but those that need a written file. */
export async function makeText(
  course: Course<Products>,
  job: TextJob,
  around: TextSurroundings,
): Promise<TextProducts> {
  const { decoding, writing, profile, shots, restore, branch } = job;
  const { heard, steps } = await hearing(course, job, around);
  const clean = await runStage(course, { ...cleanStep(heard, restore), branch }, async ({ inputs }) =>
    judged(inputs.transcribe, restore),
  );
  const text = await runStage(course, { ...glossaryStep(clean, decoding), branch }, async ({ inputs }) =>
    corrected(inputs.clean, decoding),
  );
  const cues = await runStage(course, { ...layoutStep(text, profile, shots), branch }, async ({ inputs }) => {
    const { transcript } = inputs.glossary;
    const language = languageOfText(transcript, decoding);
    return laidOut({ ...transcript, language }, profile, inputs.shots);
  });
  const written = await runStage(course, { ...writeStep(text, cues, writing), branch }, async ({ inputs }) =>
    textsOf(inputs, writing),
  );
  return { heard, steps, text, cues, written };
}

/** What is said in the file, by whatever run found it out. */
async function hearing(
  course: Course<Products>,
  { file, media, span, clips, decoding, branch }: TextJob,
  { wiring, session, supervision: { signal, report } }: TextSurroundings,
): Promise<Pick<TextProducts, 'heard' | 'steps'>> {
  // Of several texts each is told apart.
  const told: Supervision['report'] = branch === '' ? report : (event) => report({ ...event, branch });
  const supervision = { signal, report: told };
  const about = { media, span, clips, decoding };
  if (course.state !== undefined) told({ type: 'stage', file, stage: 'digest' });
  const facts =
    course.state === undefined ? unknownFacts(about) : await lookUpFacts(about, { wiring, session });
  const probe = await runStage(course, probeStep(facts), async () => probed(media));
  const steps = hearingSteps(facts, probe);
  const heard = await runStage(
    course,
    { ...steps.transcribe, branch },
    async (context) => await hearFile({ course, facts, steps, file, session, supervision }, context),
  );
  const named = branch === '' ? file : `${file} (${branch})`;
  if (heard.isReused) tellKnown(heard.product, { file, named }, supervision);
  return { heard, steps };
}

/** What a transcription tells while it goes on, told of one that is there already. */
function tellKnown(
  { transcript }: HeardText,
  { file, named }: { readonly file: string; readonly named: string },
  { report }: Supervision,
): void {
  report({ type: 'note', message: `${named} was heard before; nothing of it is heard again.` });
  if (transcript.segments.length > 0) report({ type: 'language', file, language: transcript.language });
  for (const segment of transcript.segments) report({ type: 'segment', file, segment });
}

function probed({ decoder, track, offsetSec, durationSec }: OpenMedia): ProbedMedia {
  return {
    ...{ decoder, track: track.index, offsetSec },
    ...(durationSec === undefined ? {} : { durationSec }),
  };
}

/** Engines have judged already: what they took out, and nobody wants back, is the first part of the ledger. */
function judged(heard: HeardText, restore: readonly string[]): JudgedText {
  const transcript = restoreRemovals(heard.transcript, restore);
  return { transcript, changes: transcript.removals.map(changeOf) };
}

/** The terms of the glossary put right, where there is one. */
async function corrected(clean: JudgedText, decoding: Decoding): Promise<JudgedText> {
  const { glossary } = decoding;
  if (glossary === undefined) return clean;
  const { correctTranscript } = await import('./glossary/correct-transcript.ts');
  const language = languageOfText(clean.transcript, decoding);
  const { transcript, changes } = correctTranscript(clean.transcript, glossary, language);
  return { transcript, changes: [...clean.changes, ...changes] };
}

/** A transcript's own is what is spoken. */
function languageOfText({ language }: Transcript, { task }: Decoding): string {
  return task === 'translate' ? 'en' : language;
}

/** Fewer frames a second are those of slides or a recorded screen: no gap is so long. */
const LEAST_FILM_RATE = 20;

/** In front of a cut by the film's own frames. */
function laidOut(
  transcript: Transcript,
  profile: SubtitleProfile,
  shots: Products['shots'] | undefined,
): Products['layout'] {
  if (shots === undefined) return transcriptCues(transcript, profile).cues;
  const { cuts, frameRate = 0 } = shots;
  const limits = frameRate < LEAST_FILM_RATE ? profile.limits : { ...profile.limits, frameRate };
  return transcriptCues(transcript, { ...profile, limits }, { shots: cuts.map(secondsToMs) }).cues;
}

function textsOf(
  { glossary, layout }: Pick<Products, 'glossary' | 'layout'>,
  { formats, wordStyle }: WriteOptions,
): Products['write'] {
  const texts: Partial<Record<OutputFormatName, string>> = {};
  for (const format of formats) {
    const shown = wordStyle === undefined ? undefined : formatWords(layout, wordStyle, format);
    texts[format] = shown ?? OUTPUT_FORMATS[format].format(glossary.transcript, layout);
  }
  return texts;
}
