/**
 * Outcome document: what became of one media file, as `--json` tells it.
 * @module
 */
import type { BatchOutcome } from '../app/index.ts';
import { secondsToMs } from '../kernel/index.ts';
import { errorDocument } from './error-report.ts';

/** The outcome without the transcript itself, which is in its outputs. */
export function outcomeDocument(outcome: BatchOutcome): object {
  const { file } = outcome;
  if (!outcome.ok) return { file, ok: false, error: errorDocument(outcome.error) };
  if (outcome.skipped !== undefined) return { file, ok: true, skipped: outcome.skipped };
  const { transcript, changes, outputs, warnings, wallSec } = outcome;
  const { language, languageProbability, duration, segments, removals, missed, model, engine } = transcript;
  return {
    file,
    ok: true,
    outputs,
    language,
    ...(languageProbability === undefined ? {} : { languageProbability }),
    duration,
    segments: segments.length,
    removals: removals.length,
    changes,
    missed: missed.map(({ start, end }) => ({
      start: secondsToMs(start) / 1000,
      end: secondsToMs(end) / 1000,
    })),
    warnings,
    model,
    engine,
    wallSeconds: Number(wallSec.toFixed(3)),
    rtfx: wallSec > 0 ? Number((duration / wallSec).toFixed(2)) : null,
  };
}
