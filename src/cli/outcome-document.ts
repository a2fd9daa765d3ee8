/**
 * Outcome document: what became of one media file, as `--json` tells it and as stdout does without.
 * @module
 */
import type { BatchOutcome, MadeText, TranscribedFile } from '../app/index.ts';
import { secondsToMs } from '../kernel/index.ts';
import { errorDocument } from './error-report.ts';

/** The outcome without the transcript itself, which is in its outputs. */
export function outcomeDocument(outcome: BatchOutcome): object {
  const { file } = outcome;
  if (!outcome.ok) return { file, ok: false, error: errorDocument(outcome.error) };
  if (outcome.skipped !== undefined) return { file, ok: true, skipped: outcome.skipped };
  const { run, others, muxed, warnings, wallSec, transcript } = outcome;
  const { duration, model, engine } = transcript;
  return {
    file,
    ok: true,
    ...(run === undefined ? {} : { run }),
    ...textDocument(outcome),
    ...(others.length === 0 ? {} : { others: others.map(textDocument) }),
    ...(muxed === undefined ? {} : { muxed: { ...muxed, path: muxed.path ?? null } }),
    warnings,
    model,
    engine,
    wallSeconds: Number(wallSec.toFixed(3)),
    rtfx: wallSec > 0 ? Number((duration / wallSec).toFixed(2)) : null,
  };
}

/** All that was written for a file. */
export function outcomePaths({ outputs, others, muxed }: TranscribedFile): readonly string[] {
  const texts = [outputs, ...others.map((other) => other.outputs)].flat().map(({ path }) => path);
  return muxed?.path === undefined ? texts : [...texts, muxed.path];
}

function textDocument({ transcript, changes, outputs }: MadeText): object {
  const { language, languageProbability, duration, segments, removals, missed, engine } = transcript;
  return {
    outputs,
    language: engine.options['task'] === 'translate' ? 'en' : language,
    ...(languageProbability === undefined ? {} : { languageProbability }),
    duration,
    segments: segments.length,
    removals: removals.length,
    changes,
    missed: missed.map(({ start, end }) => ({
      start: secondsToMs(start) / 1000,
      end: secondsToMs(end) / 1000,
    })),
  };
}
