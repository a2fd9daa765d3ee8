/**
 * Transcribe batch: what the user names (files, folders, globs, a list), each file transcribed to its own place.
 *
 * Order   flags and the output folder are refused before the names are looked at.
 * Throws  as `transcribeEach`; UsageError E_USAGE for a URL, an unreadable list, nothing named, or more than one file where
 *         one was wanted. A name that leads to no media is an outcome.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import type { Supervision } from '../events.ts';
import { collectInputs, type InputRequest } from '../inputs/collect-inputs.ts';
import { type PlacedFile, planPlaces } from '../inputs/plan-places.ts';
import { checkMediaPaths } from '../media-paths.ts';
import type { BatchOutcome } from '../outcomes.ts';
import type { EachFileRequest } from '../plan-request.ts';
import { transcribeEach } from '../transcribe-files.ts';
import type { Wiring } from '../wiring.ts';

/** Where outputs go. */
export interface OutputWishes {
  /** Absent: nothing is written; the texts are handed back alone. */
  readonly folder?: string | undefined;
  /** Next to the media, with the language in the name, whatever `folder` is. */
  readonly isBeside?: boolean | undefined;
  /** With the language in the name wherever they go. */
  readonly isTagged?: boolean | undefined;
}

/** What to transcribe, how, and where to put it. */
export interface TranscribeBatchRequest extends Omit<EachFileRequest, 'files'>, OutputWishes {
  readonly inputs: InputRequest;
  /** Whether anything but one file is refused. */
  readonly isSingle?: boolean | undefined;
}

/** Transcribes everything that the names lead to, and says what became of each file as soon as it is known. */
export async function* transcribeBatch(
  request: TranscribeBatchRequest,
  wiring: Wiring,
  supervision: Supervision,
): AsyncGenerator<BatchOutcome, void, undefined> {
  const { inputs, folder, isBeside = false, isTagged: _, isSingle: __, ...rest } = request;
  if (inputs.list === undefined || inputs.names.length > 0) checkMediaPaths(inputs.names);
  const each: EachFileRequest = {
    ...rest,
    folder: isBeside ? undefined : folder,
    files: (signal) => placedFiles(request, { ...supervision, signal }),
  };
  yield* transcribeEach(each, wiring, supervision);
}

/** Files at their places, where there are any. */
export function placeFiles(
  inputs: readonly { readonly path: string; readonly below?: string }[],
  { folder, isBeside = false, isTagged = isBeside }: OutputWishes,
): readonly PlacedFile[] {
  if (folder === undefined && !isBeside) return inputs.map(({ path }) => ({ file: path }));
  return planPlaces(inputs, { folder: folder ?? '.', isBeside, isTagged });
}

async function* placedFiles(
  request: TranscribeBatchRequest,
  { signal, report }: Supervision,
): AsyncGenerator<PlacedFile, void, undefined> {
  const { inputs, problems, notes } = await collectInputs(request.inputs, signal);
  const count = inputs.length + problems.length;
  if (request.isSingle === true && count !== 1) {
    throw new UsageError('E_USAGE', `-o - prints one file, not ${count}.`, {
      hint: 'offscribe transcribe MEDIA -f txt -o -',
    });
  }
  for (const message of notes) report({ type: 'note', message });
  for (const { name, error } of problems) yield { file: name, error };
  yield* placeFiles(inputs, request);
}
