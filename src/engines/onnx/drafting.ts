/**
 * Drafting: the small model that a large one was loaded with, and whether it is of use to a run.
 * @module
 */
import type { DraftSource, EngineEvent, TranscribeOptions } from '../engine.ts';
import { Drafter, type DraftTally } from './draft.ts';
import { type OnnxEngineContext, type OpenOptions, type OpenWhisper, openWhisper } from './open-whisper.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A small model at hand. */
export interface DraftModel {
  readonly name: string;
  readonly opened: OpenWhisper;
}

/** What it is to a run. */
export interface Drafting {
  readonly drafter?: Drafter;
  /** Said where it is of no use. */
  readonly notes: readonly EngineEvent[];
  /** For the record of effective options: the model and what its drafts came to so far. */
  facts(): { readonly draft?: { readonly model: string } & DraftTally };
}

const NONE: Drafting = { notes: [], facts: () => ({}) };

/** Opens the model that drafts; closes the `large` one where that fails. */
export async function openDraft(
  context: OnnxEngineContext,
  { folder, name }: DraftSource,
  { options, large }: { readonly options: OpenOptions; readonly large: OpenWhisper },
): Promise<DraftModel> {
  try {
    return { name, opened: await openWhisper(context, folder, options) };
  } catch (error) {
    await large.close();
    throw error;
  }
}

/** The drafts for a run, if there is a model for them and the run can use them. `large`: the vocabulary of the one that verifies. */
export function draftingFor(
  small: DraftModel | undefined,
  options: TranscribeOptions,
  large: Vocabulary,
): Drafting {
  if (small === undefined) return NONE;
  const hindrance = hindranceIn(options);
  if (hindrance !== undefined) {
    const message = `The draft model has no effect: it is for greedy search of one window at a time, and ${hindrance}.`;
    return { ...NONE, notes: [{ type: 'note', message }] };
  }
  const drafter = new Drafter(small.opened.model, large);
  return { drafter, notes: [], facts: () => ({ draft: { model: small.name, ...drafter.tally } }) };
}

function hindranceIn({ batchSize = 1, beamSize = 1, temperatures }: TranscribeOptions): string | undefined {
  if (batchSize > 1) return 'windows are decoded several at a time';
  if (beamSize > 1) return 'a beam is searched';
  return temperatures.includes(0) ? undefined : 'no temperature is 0';
}
