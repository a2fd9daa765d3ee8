/**
 * Explain cue: what a cue was made from, and all that was done to the words in its place (promise P6).
 *
 * Place   from the end of the cue before to the start of the next, so that what was removed around a cue is seen with it.
 * Throws  UsageError E_USAGE for a run, a cue or a language that there is none of, and for a run without a text yet.
 * @module
 */
import { type Segment, secondsToMs, UsageError } from '../../kernel/index.ts';
import {
  entriesIn,
  type LedgerEntry,
  ledgerOf,
  type RunRecord,
  type RunStage,
  recallProduct,
  type StageName,
  type State,
  stagesOf,
} from '../../pipeline/index.ts';
import type { Cue } from '../../subtitles/index.ts';
import type { Products } from '../products.ts';
import type { Wiring } from '../wiring.ts';
import { withRun } from './look-at-runs.ts';

/** What is asked. */
export interface CueQuestion {
  /** Beginning of a run's id. */
  readonly run: string;
  /** From 1; absent: the whole text. */
  readonly cue?: number | undefined;
  /** Which of the run's texts; absent: the only one, or the first. */
  readonly language?: string | undefined;
}

/** Why a cue is as it is. */
export interface CueExplanation {
  readonly run: RunRecord;
  readonly cue?: Cue;
  /** What was heard there, with its figures. */
  readonly segments: readonly Segment[];
  /** What was done to the words there. */
  readonly changes: readonly LedgerEntry[];
}

/** Looks it up; nothing is made anew. */
export async function explainCue(
  { run: id, cue: number, language }: CueQuestion,
  wiring: Pick<Wiring, 'home'>,
): Promise<CueExplanation> {
  return await withRun(id, wiring, async (state, run) => {
    const product = readerOf(state, run, language);
    const text = await product('glossary');
    const ledger = ledgerOf(text.changes);
    const { segments } = text.transcript;
    if (number === undefined) return { run, segments: [], changes: ledger };
    const cues = await product('layout');
    const cue = cues[number - 1];
    if (cue === undefined) throw noCue(run, number, cues.length);
    const span = {
      start: (cues[number - 2]?.endMs ?? 0) / 1000,
      end: (cues[number]?.startMs ?? Infinity) / 1000,
    };
    const isThere = ({ start, end }: Segment): boolean =>
      secondsToMs(start) < cue.endMs && secondsToMs(end) > cue.startMs;
    return { run, cue, segments: segments.filter(isThere), changes: entriesIn(ledger, span) };
  });
}

/** Reads what a stage of the run made. */
function readerOf(
  state: State,
  run: RunRecord,
  language: string | undefined,
): <S extends StageName>(stage: S) => Promise<Products[S]> {
  const stages = stagesOf(state, run.id);
  const texts = stages.filter(({ stage }) => stage === 'glossary');
  const chosen = language === undefined ? texts[0] : texts.find(({ branch }) => branch === language);
  return async <S extends StageName>(stage: S) => {
    if (chosen === undefined) throw noText(run, texts, language);
    const found = stages.find((each) => each.stage === stage && each.branch === chosen.branch);
    const text = found === undefined ? undefined : await recallProduct(state, found.key);
    if (text === undefined) throw noText(run, texts, language);
    // Whatever was stored under a stage's key is that stage's product.
    return JSON.parse(text) as Products[S];
  };
}

function noText(run: RunRecord, texts: readonly RunStage[], language: string | undefined): UsageError {
  const known = texts.map(({ branch }) => branch).filter((branch) => branch !== '');
  const message =
    language !== undefined && known.length > 0
      ? `The run ${run.id} has no text in "${language}"; it has ${known.join(', ')}.`
      : `The run ${run.id} has no finished text that is still kept.`;
  return new UsageError('E_USAGE', message, { hint: `offscribe runs resume ${run.id}` });
}

function noCue(run: RunRecord, number: number, count: number): UsageError {
  const message = `The run ${run.id} has no cue ${number}; it has ${count}.`;
  const hint = count === 0 ? `offscribe runs why ${run.id}` : `offscribe runs why ${run.id} ${count}`;
  return new UsageError('E_USAGE', message, { hint });
}
