/**
 * Watch folder: transcribes the media of a folder as they come, for as long as it is wanted.
 *
 * Restart  what has its outputs is left alone, what has not is taken up: there is no list of what was done.
 * Full     a full disk stops nothing: the file waits until there is room, and is tried again.
 * Throws   as `transcribeEach`; InputError E_MEDIA_NOT_FOUND when the folder is not there at the start.
 * @module
 */
import { dirname } from 'node:path';
import { freeBytes, pause } from '../../platform/index.ts';
import type { OutputWishes } from '../batch/transcribe-batch.ts';
import type { Supervision } from '../events.ts';
import type { BatchOutcome } from '../outcomes.ts';
import type { EachFileRequest } from '../plan-request.ts';
import { transcribeEach } from '../transcribe-files.ts';
import type { Wiring } from '../wiring.ts';
import { WatchedFolder, type WatchedFolderRequest } from './watched-folder.ts';

/** What to watch for, and what to do with it. */
export interface WatchRequest
  extends Omit<EachFileRequest, 'files' | 'folder'>,
    OutputWishes,
    WatchedFolderRequest {}

/** Free space with which it is worth trying again. */
const ROOM_BYTES = 1 << 20;
/** Between two attempts, ms: a quota is not seen in the free space, and every attempt costs a transcription. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;

/** Transcribes what is in the folder and what comes into it; ends when it is told to, or with `isOnce` when all is done. */
export async function* watchFolder(
  request: WatchRequest,
  wiring: Wiring,
  supervision: Supervision,
): AsyncGenerator<BatchOutcome, void, undefined> {
  const { folder, isBeside = false, isOnce, skip = 'written' } = request;
  const watched = new WatchedFolder(request, supervision);
  const each: EachFileRequest = {
    ...request,
    folder: isBeside ? undefined : folder,
    skip,
    files: (signal) => watched.files(signal),
  };
  const report = new WatchReport(watched, supervision);
  let pauseMs = FIRST_PAUSE_MS;
  for await (const outcome of transcribeEach(each, wiring, supervision)) {
    if (!isOnce && isDiskFull(outcome)) {
      const { file, error } = outcome;
      const places = [isBeside || folder === undefined ? dirname(file) : folder, wiring.home];
      const waitMs = pauseMs;
      watched.retry(file, async () => await untilRoom(places, waitMs, supervision.signal));
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      const message = `${error.message} Waiting for room; then it is tried again.`;
      supervision.report({ type: 'warning', file, message });
      continue;
    }
    pauseMs = FIRST_PAUSE_MS;
    report.note(outcome);
    yield outcome;
  }
}

/** Says what was skipped: what came later by name, what was there at the beginning by its number. */
class WatchReport {
  readonly #watched: WatchedFolder;
  readonly #supervision: Supervision;
  #old = 0;

  constructor(watched: WatchedFolder, supervision: Supervision) {
    this.#watched = watched;
    this.#supervision = supervision;
  }

  note(outcome: BatchOutcome): void {
    const { report } = this.#supervision;
    const wasThere = this.#watched.wasThere(outcome.file);
    if (outcome.ok && outcome.skipped !== undefined) {
      if (wasThere) this.#old += 1;
      else report({ type: 'note', message: `${outcome.file}: skipped. ${outcome.skipped}` });
    }
    if (this.#old === 0 || this.#watched.remaining > 0) return;
    const files = this.#old === 1 ? '1 file needs' : `${this.#old} files need`;
    report({ type: 'note', message: `${files} no work: outputs or subtitles are there.` });
    this.#old = 0;
  }
}

function isDiskFull(outcome: BatchOutcome): outcome is Extract<BatchOutcome, { ok: false }> {
  return !outcome.ok && outcome.error.code === 'E_DISK_FULL';
}

async function untilRoom(places: readonly string[], waitMs: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(waitMs, signal);
    const free = await Promise.all(places.map(async (place) => await freeBytes(place)));
    if (Math.min(...free) >= ROOM_BYTES) return;
  }
}
