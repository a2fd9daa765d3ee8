/**
 * Restore: puts words back that were taken out, named by their ids in the ledger (promise P6: a removal can be undone).
 *
 * In/out  a transcript and ids, whole or their beginnings -> the transcript with these removals as segments again, in
 *         order of time, and the removals that stay. A segment put back keeps the times it had, cut to the room that its
 *         neighbours leave; where they leave none it lies at their border.
 * Throws  UsageError E_USAGE for an id that names no removal, or several.
 * @module
 */
import { type Change, type Removal, type Segment, type Transcript, UsageError } from '../../kernel/index.ts';
import { changeId, findEntries, ledgerOf } from '../../pipeline/index.ts';

/** A removal as the ledger has it. */
export function changeOf({ rule, start, end, text, scores }: Removal): Change {
  return { stage: 'transcribe', rule, start, end, before: text, after: '', scores };
}

/** The transcript with the removals of these ids put back. */
export function restoreRemovals(heard: Transcript, ids: readonly string[]): Transcript {
  const ledger = ledgerOf(heard.removals.map(changeOf));
  const wanted = new Set(
    ids.map((id) => {
      const [entry, ...others] = findEntries(ledger, id);
      if (entry !== undefined && others.length === 0) return entry.id;
      const problem = entry === undefined ? 'names nothing that was removed' : 'begins several ids';
      throw new UsageError('E_USAGE', `--restore: "${id}" ${problem}.`, {
        hint: 'offscribe runs why RUN CUE   (lists what was removed, with its ids)',
      });
    }),
  );
  const isWanted = (removal: Removal): boolean => wanted.has(changeId(changeOf(removal)));
  const back = heard.removals.filter(isWanted);
  return {
    ...heard,
    segments: back.reduce(withSegment, heard.segments),
    removals: heard.removals.filter((removal) => !isWanted(removal)),
  };
}

function withSegment(segments: readonly Segment[], removal: Removal): readonly Segment[] {
  const at = segments.findIndex(({ start }) => start > removal.start);
  const index = at < 0 ? segments.length : at;
  const [before, after] = [segments[index - 1], segments[index]];
  const start = Math.max(removal.start, before?.end ?? 0);
  const end = Math.max(start, Math.min(removal.end, after?.start ?? Infinity));
  return [...segments.slice(0, index), segmentOf({ ...removal, start, end }), ...segments.slice(index)];
}

/** What was measured of it; a figure that its rule did not look at says nothing against it. */
function segmentOf({ start, end, text, tokens, scores }: Removal): Segment {
  const { avgLogprob = 0, compressionRatio = 1, noSpeechProb = 0, temperature = 0 } = scores;
  return { start, end, text, tokens, avgLogprob, compressionRatio, noSpeechProb, temperature };
}
