/**
 * Measure glossary: how many of the terms that are said come out, and how much is corrected wrongly, with a glossary and
 * without, on recordings whose text is known.
 *
 * Throws  InputError E_MANIFEST_INVALID, E_MEDIA_NOT_FOUND; what loading the models throws.
 * @module
 */
import {
  addCounts,
  type CorrectedTerms,
  correctTerms,
  type Glossary,
  type MeasuredTerms,
  measureTerms,
} from '../../glossary/index.ts';
import { InputError, type Segment } from '../../kernel/index.ts';
import { transcriptText } from '../../subtitles/index.ts';
import { errorRate, poolErrors, scoreText, type WordErrors } from '../../text/index.ts';
import { type DecodingOptions, planDecoding } from '../decoding.ts';
import { readManifest } from '../eval/manifest.ts';
import { rounded } from '../eval/quantile.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import type { GlossaryMeasurement, GlossaryUse, JudgedChange, UseFigures } from './glossary-report.ts';
import { type HeardRecording, hearRecordings, type KnownRecording } from './hear-recordings.ts';

/** What to measure on. `language`: a code keeps only that language's recordings. */
export interface MeasureRequest extends DecodingOptions {
  readonly manifest: string;
  /** Stop after so many recordings. */
  readonly limit?: number | undefined;
}

const USES: readonly GlossaryUse[] = ['none', 'correction', 'bias', 'bias+correction'];

/** One recording in one way. */
interface Outcome {
  readonly recording: KnownRecording;
  readonly corrected: CorrectedTerms;
  readonly terms: MeasuredTerms;
  readonly errors: WordErrors;
}

/** Decodes the recordings and counts. */
export async function measureGlossary(
  glossary: Glossary,
  request: MeasureRequest,
  { wiring, supervision }: { readonly wiring: Wiring; readonly supervision: Supervision },
): Promise<GlossaryMeasurement> {
  const decoding = await planDecoding(request, {
    catalogue: await wiring.catalogue(),
    engines: wiring.engines,
  });
  const recordings = await knownRecordings(request);
  for (const message of decoding.notes) supervision.report({ type: 'note', message });
  const { heard, failed, notes } = await hearRecordings(recordings, {
    decoding,
    glossary,
    wiring,
    supervision,
  });
  const [first] = heard;
  if (first === undefined) {
    throw new InputError('E_MEDIA_UNDECODABLE', `No recording of ${request.manifest} could be decoded.`, {
      hint: `offscribe eval ${JSON.stringify(request.manifest)}`,
    });
  }
  const ways = USES.map((use) => heard.map((each) => outcomeOf(each, use, glossary)));
  const last = ways.at(-1) ?? [];
  const { name, version } = first.plain.engine;
  return {
    items: heard.length,
    engine: { name, version, options: withoutHotwords(first.plain.engine.options) },
    model: first.plain.model,
    uses: ways.map((outcomes, i) => figuresOf(USES[i] ?? 'none', outcomes)),
    missed: last.flatMap(({ recording, terms }) => terms.missed.map((term) => ({ id: recording.id, term }))),
    changes: last.flatMap(judgedChanges),
    failed,
    notes,
  };
}

async function knownRecordings({
  manifest,
  language = 'auto',
  limit,
}: MeasureRequest): Promise<readonly KnownRecording[]> {
  const items = await readManifest(manifest);
  const known = items.flatMap((item) =>
    item.reference === undefined || (language !== 'auto' && item.language !== language)
      ? []
      : [{ ...item, reference: item.reference }],
  );
  if (known.length > 0) return known.slice(0, limit ?? known.length);
  const which = language === 'auto' ? '' : ` in "${language}"`;
  throw new InputError(
    'E_MANIFEST_INVALID',
    `${manifest} has no recording${which} with a text to compare with.`,
    {
      hint: `offscribe eval ${JSON.stringify(manifest)}`,
    },
  );
}

function outcomeOf(
  { recording, language, plain, biased }: HeardRecording,
  use: GlossaryUse,
  glossary: Glossary,
): Outcome {
  const { segments } = use.startsWith('bias') ? biased : plain;
  const corrected = use.endsWith('correction')
    ? correctTerms(segments, glossary, { language })
    : uncorrected(segments);
  const { reference } = recording;
  return {
    recording,
    corrected,
    terms: measureTerms({ ...corrected, reference, language }, glossary),
    errors: scoreText(reference, transcriptText(corrected.segments), language),
  };
}

function uncorrected(segments: readonly Segment[]): CorrectedTerms {
  return { segments, changes: [], places: [] };
}

function figuresOf(use: GlossaryUse, outcomes: readonly Outcome[]): UseFigures {
  const counts = addCounts(outcomes.map(({ terms }) => terms));
  const { said, found } = counts;
  return {
    use,
    ...counts,
    recall: said === 0 ? null : rounded((100 * found) / said, 2),
    wer: rounded(errorRate(poolErrors(outcomes.map(({ errors }) => errors))), 2),
  };
}

function judgedChanges({ recording, corrected, terms }: Outcome): readonly JudgedChange[] {
  return corrected.changes.map(({ before, after, rule, scores }, i) => ({
    id: recording.id,
    before,
    after,
    rule,
    isTrue: terms.isTrue[i] ?? false,
    scores,
  }));
}

/** What each recording was told differs with its language. */
function withoutHotwords({
  hotwords: _,
  ...options
}: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return options;
}
