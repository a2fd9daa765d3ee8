/**
 * Ledger: everything that was done to the words of a file, in the order of its time, each entry with a name.
 *
 * Id      first 8 hex digits of the sha256 of the change's canonical JSON: the same change has the same id in every run,
 *         whatever else was changed. Two equal changes are one entry.
 * @module
 */
import { type Change, canonicalJson } from '../kernel/index.ts';
import { sha256 } from '../platform/index.ts';

/** One change, with its name. */
export interface LedgerEntry extends Change {
  readonly id: string;
}

/** A piece of the media's time, seconds, half-open. */
export interface LedgerSpan {
  readonly start: number;
  readonly end: number;
}

/** The id of a change: 8 hex digits. */
export function changeId({ stage, rule, start, end, before, after, scores }: Change): string {
  return sha256(canonicalJson({ stage, rule, start, end, before, after, scores })).slice(0, 8);
}

/** The ledger of these changes, whatever their order. */
export function ledgerOf(changes: readonly Change[]): readonly LedgerEntry[] {
  const byContent = new Map(
    changes.map((change) => [canonicalJson(change), { id: changeId(change), ...change }]),
  );
  const isBefore = (a: LedgerEntry, b: LedgerEntry): boolean =>
    a.start !== b.start ? a.start < b.start : a.end !== b.end ? a.end < b.end : a.id < b.id;
  return [...byContent.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/** What was changed within a span; a change without length counts where it stands. */
export function entriesIn(ledger: readonly LedgerEntry[], span: LedgerSpan): readonly LedgerEntry[] {
  return ledger.filter(({ start, end }) =>
    end > start ? start < span.end && end > span.start : start >= span.start && start < span.end,
  );
}

/** The entries whose id begins so; more than one only where the beginning is too short. */
export function findEntries(ledger: readonly LedgerEntry[], id: string): readonly LedgerEntry[] {
  return ledger.filter((entry) => id !== '' && entry.id.startsWith(id));
}
