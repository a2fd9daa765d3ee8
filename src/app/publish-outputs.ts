/**
 * Publish outputs: the files of one text put where they belong; what is there and not our own is never replaced unasked.
 *
 * Throws  as `checkOutputs` and `writeOutputs`; CancelledError.
 * @module
 */
import { throwIfCancelled } from '../kernel/index.ts';
import { readTextIfPresent, sha256 } from '../platform/index.ts';
import type { OutputFormatName } from '../subtitles/index.ts';
import type { Decoding } from './decoding.ts';
import type { PlacedFile } from './inputs/plan-places.ts';
import { checkOutputs, outputsAt, type PlannedOutput, writeOutputs } from './outputs.ts';
import { type Plan, wantedLanguage } from './plan-request.ts';
import { isOwnOutput, recordOutputs } from './receipt.ts';
import { fileRunKey } from './run-facts.ts';
import type { Wiring } from './wiring.ts';

/** The outputs of one file in one language. */
export interface Publishing extends Pick<Plan, 'request' | 'formats' | 'profile'> {
  readonly placed: PlacedFile;
  readonly decoding: Decoding;
  readonly wiring: Wiring;
}

/** Outputs whose names are known must not be there; the others are looked for when their language has been found. */
export async function refuseExisting(
  publishing: Publishing,
  language: string | undefined = wantedLanguage(publishing.decoding),
): Promise<void> {
  const { placed, request } = publishing;
  if (placed.place?.isTagged === true && language === undefined) return;
  const isOwn = ownership(publishing);
  await checkOutputs(outputsIn(publishing, language), placed.file, async (path) => {
    return request.overwrite === true || (await isOwn(path));
  });
}

/** Whether the very run that is asked for wrote an output; the media is hashed only when the first one is asked about. */
export function ownership(publishing: Publishing): (path: string) => Promise<boolean> {
  const { placed, wiring } = publishing;
  let key: string | undefined;
  return async (path) => {
    key ??= await fileRunKey(placed.file, publishing, wiring);
    return await isOwnOutput(wiring.home, key, path);
  };
}

/** Writes them, unless they are there just so; `language` is that of the text. */
export async function publishOutputs(
  publishing: Publishing,
  { texts, language }: { readonly texts: Texts; readonly language: string },
  signal: AbortSignal,
): Promise<readonly PlannedOutput[]> {
  // A translation is named after the language it is in, not after the one that is spoken.
  const named = wantedLanguage(publishing.decoding) ?? language;
  const outputs = outputsIn(publishing, named);
  if (outputs.length === 0 || (await areThere(outputs, texts))) return outputs;
  const { placed, wiring } = publishing;
  const key = await fileRunKey(placed.file, publishing, wiring);
  const files = outputs.map(({ format, path }) => ({ path, content: texts[format] ?? '' }));
  await writeOutputs(files, async () => {
    throwIfCancelled(signal);
    // Somebody may have put a file there while we were decoding.
    await refuseExisting(publishing, named);
    const digests = files.map(({ path, content }) => [path, sha256(content)] as const);
    await recordOutputs(wiring.home, key, Object.fromEntries(digests));
  });
  return outputs;
}

type Texts = Readonly<Partial<Record<OutputFormatName, string>>>;

function outputsIn(
  { placed: { place }, formats }: Publishing,
  language: string | undefined,
): readonly PlannedOutput[] {
  return place === undefined ? [] : outputsAt(place, formats, language);
}

async function areThere(outputs: readonly PlannedOutput[], texts: Texts): Promise<boolean> {
  for (const { format, path } of outputs) if ((await readTextIfPresent(path)) !== texts[format]) return false;
  return true;
}
