/**
 * Hub download: files of one commit into their parts, small ones side by side, large ones one after another.
 *
 * Why     a large file has connections of its own, which grow in number while that pays; small ones cost one round trip
 *         each, which side by side they share.
 * Stop    the first failure stops the others, and is thrown once all of them have let go of their parts.
 * Throws  what download throws; a refusal of the hub as hub-errors.ts says.
 * @module
 */

import type { HttpResponse } from '../../platform/index.ts';
import { download } from '../download/download.ts';
import type { ManifestFile, ModelManifest } from '../manifest.ts';
import type { FetchOptions } from '../model-source.ts';
import { type HubLine, hubUrl } from './hub-api.ts';
import { type HubQuestion, hubFailure } from './hub-errors.ts';
import { partPath } from './hub-parts.ts';

const SMALL_BYTES = 1 << 20;
const SMALL_AT_ONCE = 4;

/** What is downloaded, and how. */
export interface HubDownload {
  readonly manifest: ModelManifest;
  readonly question: HubQuestion;
  readonly line: HubLine;
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly onProgress: FetchOptions['onProgress'];
}

/** Downloads the files, whose parts the caller has locked; their sha256 by etag. */
export async function downloadFiles(
  files: readonly ManifestFile[],
  job: HubDownload,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const fetchOne = async (file: ManifestFile, signal: AbortSignal): Promise<void> => {
    found.set(file.etag, await downloadFile(file, job, signal));
  };
  const small = files.filter((file) => file.sizeBytes < SMALL_BYTES);
  const large = files.filter((file) => file.sizeBytes >= SMALL_BYTES);
  const { signal } = job.line;
  await eachAtOnce(small, fetchOne, { atOnce: SMALL_AT_ONCE, signal });
  await eachAtOnce(large, fetchOne, { atOnce: 1, signal });
  return found;
}

async function downloadFile(file: ManifestFile, job: HubDownload, signal: AbortSignal): Promise<string> {
  const { manifest, line, home, onProgress } = job;
  const question = { ...job.question, file: file.name };
  const { settings, repo } = question;
  const after = ['resolve', manifest.commit, ...file.name.split('/')];
  const { sha256 } = await download({
    http: line.http,
    url: hubUrl(settings, repo, { before: '', after }),
    credentials: settings.credentials,
    file,
    partPath: partPath(home, file),
    patience: line.patience,
    signal,
    onBytes: (doneBytes) => onProgress({ file: file.name, doneBytes, totalBytes: file.sizeBytes }),
    onWait: line.onWait,
    failureOf: async (response: HttpResponse) => hubFailure(response, question),
  });
  return sha256;
}

/** Does the work for every item, a few at once; after the first failure no other is begun and those under way stop. */
async function eachAtOnce<T>(
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<void>,
  { atOnce, signal }: { readonly atOnce: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any(signal === undefined ? [stop.signal] : [stop.signal, signal]);
  const waiting = items.values();
  const failures: unknown[] = [];
  const takeTurns = async (): Promise<void> => {
    for (const item of waiting) {
      try {
        await work(item, either);
      } catch (error) {
        // Not swallowed: the first one is thrown below; the later ones are what stopping makes of the others.
        failures.push(error);
        stop.abort();
      }
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  if (failures.length > 0) throw failures[0];
}
