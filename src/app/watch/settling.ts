/**
 * Settling: which files have been left alone for long enough to be taken.
 *
 * Rule  a file is ripe when two looks at least the settle time apart, and all looks between, saw the same size and time of
 *       change. What has been taken is not ripe again until it changes.
 * Time  ms of a clock that never goes back; never a file's own time, which a server's clock may have set.
 * @module
 */

/** What tells one state of a file from another. */
export interface FileState {
  readonly sizeBytes: number;
  readonly changedMs: number;
  readonly identity: string;
}

interface Seen {
  readonly mark: string;
  readonly sinceMs: number;
  isTaken: boolean;
}

/** The files of a watched folder. */
export class Settling {
  readonly #settleMs: number;
  readonly #now: () => number;
  #files = new Map<string, Seen>();

  constructor(settleMs: number, now: () => number = () => performance.now()) {
    this.#settleMs = settleMs;
    this.#now = now;
  }

  /** Takes note of a whole look; what is not seen any more is forgotten. Returns the files that were not there before. */
  look(seen: Iterable<readonly [path: string, state: FileState]>): readonly string[] {
    const nowMs = this.#now();
    const files = new Map<string, Seen>();
    const fresh: string[] = [];
    for (const [path, state] of seen) {
      const mark = markOf(state);
      const known = this.#files.get(path);
      if (known === undefined) fresh.push(path);
      files.set(path, known?.mark === mark ? known : { mark, sinceMs: nowMs, isTaken: false });
    }
    this.#files = files;
    return fresh;
  }

  /** Files that can be taken, in the order of the last look. */
  ripe(): readonly string[] {
    const sinceMs = this.#now() - this.#settleMs;
    return [...this.#files]
      .filter(([, seen]) => !seen.isTaken && seen.sinceMs <= sinceMs)
      .map(([path]) => path);
  }

  /** Marks a ripe file as taken, if it is still as it was seen; otherwise its time begins anew. */
  take(path: string, state: FileState | undefined): boolean {
    const seen = this.#files.get(path);
    if (seen === undefined) return false;
    const mark = state === undefined ? undefined : markOf(state);
    if (mark === seen.mark) seen.isTaken = true;
    else if (mark === undefined) this.#files.delete(path);
    else this.#files.set(path, { mark, sinceMs: this.#now(), isTaken: false });
    return mark === seen.mark;
  }

  /** A file that was taken is ripe once more, without having changed. */
  giveBack(path: string): void {
    const seen = this.#files.get(path);
    if (seen !== undefined) seen.isTaken = false;
  }

  /** Time until the next file may be ripe, ms; undefined when none is waited for. */
  waitMs(): number | undefined {
    const waiting = [...this.#files.values()].filter(({ isTaken }) => !isTaken);
    if (waiting.length === 0) return undefined;
    const soonestMs = Math.min(...waiting.map(({ sinceMs }) => sinceMs)) + this.#settleMs;
    return Math.max(0, soonestMs - this.#now());
  }
}

function markOf({ sizeBytes, changedMs, identity }: FileState): string {
  return `${identity}:${sizeBytes}:${changedMs}`;
}
