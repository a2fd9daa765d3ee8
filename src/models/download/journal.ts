/**
 * Journal: what a part file holds, kept beside it, so that no run takes a hole, or bytes of another version, for
 * received. A line is added after the bytes are written, and not synced: after a power cut it may say too much, which
 * the hash of the whole file finds.
 *
 * Disk  `<part>.json`, JSON lines: `{ format, sizeBytes, etag }`, then `[start, end]` and `{ validator }` as they come.
 * Total readJournal takes anything else for no journal; a line that is cut short counts for nothing.
 * @module
 */
import { openFile, readTextIfPresent, removePath, replaceFile, statIfPresent } from '../../platform/index.ts';
import type { ManifestFile } from '../manifest.ts';
import { addInterval, clipIntervals, coveredBytes, type Interval } from './intervals.ts';

const FORMAT = 1;

/** What is known of a part file. */
export interface Journal {
  readonly written: readonly Interval[];
  /** The server's name for this version of the file: a strong ETag or a date, fit for If-Range. */
  readonly validator?: string | undefined;
}

/** A journal that is being kept. */
export interface JournalKeeper {
  /** Notes that a stretch was written, in the background. */
  add(written: Interval, validator: string | undefined): void;
  /** Waits until everything is noted; what failed before is tried once more. Throws system errors. */
  settle(): Promise<void>;
  /** Removes the journal; a new one begins with the next stretch. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Who is told what becomes of a journal. */
export interface JournalEvents {
  /** So many more bytes are safe from a kill. */
  onNoted(bytes: number): void;
  /** The journal could not be written. */
  onFailure(reason: unknown): void;
}

/** What an earlier run left; empty when there is nothing that can be trusted. */
export async function readJournal(partPath: string, file: ManifestFile): Promise<Journal> {
  const text = await readTextIfPresent(journalPath(partPath));
  const presentBytes = (await statIfPresent(partPath))?.size ?? 0;
  // Longer than the file: it is not a part of it, whatever the journal says.
  if (text === undefined || presentBytes > file.sizeBytes) return { written: [] };
  const [head, ...lines] = text.split('\n').map(parseLine);
  if (!isHead(head, file)) return { written: [] };
  let written: readonly Interval[] = [];
  let validator: string | undefined;
  for (const line of lines) {
    written = addInterval(written, readInterval(line));
    validator = readValidator(line) ?? validator;
  }
  return { written: clipIntervals(written, presentBytes), validator };
}

/** Keeps a journal that begins with what is `known`; nothing is on the disk before the first stretch is added. */
export function openJournal(
  partPath: string,
  file: ManifestFile,
  { known, events }: { readonly known: Journal; readonly events: JournalEvents },
): JournalKeeper {
  return new Keeper((before) => openLines(partPath, file, before), { partPath, known, events });
}

interface KeeperOptions {
  readonly partPath: string;
  readonly known: Journal;
  readonly events: JournalEvents;
}

class Keeper implements JournalKeeper {
  readonly #open: (before: Journal) => Promise<JournalLines>;
  readonly #partPath: string;
  readonly #events: JournalEvents;
  #before: Journal;
  #lines: JournalLines | undefined;
  #unsaid: readonly Interval[] = [];
  #validator: string | undefined;
  #noting: Promise<void> | undefined;

  constructor(open: (before: Journal) => Promise<JournalLines>, { partPath, known, events }: KeeperOptions) {
    this.#open = open;
    this.#partPath = partPath;
    this.#events = events;
    this.#before = known;
    this.#validator = known.validator;
  }

  add(written: Interval, validator: string | undefined): void {
    this.#unsaid = [...this.#unsaid, written];
    this.#validator = validator;
    this.settle().catch((reason: unknown) => this.#events.onFailure(reason));
  }

  settle(): Promise<void> {
    if (this.#unsaid.length > 0) this.#noting ??= this.#noteAll();
    return this.#noting ?? Promise.resolve();
  }

  async restart(): Promise<void> {
    // Whether the old one could be kept does not matter any more.
    await this.#noting?.catch(() => {});
    await this.close();
    this.#before = { written: [] };
    this.#unsaid = [];
    this.#validator = undefined;
    await removeJournal(this.#partPath);
  }

  async close(): Promise<void> {
    await this.#lines?.close();
    this.#lines = undefined;
  }

  async #noteAll(): Promise<void> {
    try {
      while (this.#unsaid.length > 0) {
        const batch = this.#unsaid;
        this.#lines ??= await this.#open(this.#before);
        await this.#lines.write({ written: batch, validator: this.#validator });
        this.#unsaid = this.#unsaid.slice(batch.length);
        this.#events.onNoted(coveredBytes(batch));
      }
    } finally {
      // In one go with the last look at what is unsaid, so that nothing added falls in between.
      this.#noting = undefined;
    }
  }
}

interface JournalLines {
  write(added: Journal): Promise<void>;
  close(): Promise<void>;
}

async function openLines(partPath: string, file: ManifestFile, before: Journal): Promise<JournalLines> {
  const path = journalPath(partPath);
  const { sizeBytes, etag } = file;
  await replaceFile(path, `${JSON.stringify({ format: FORMAT, sizeBytes, etag })}\n${linesOf(before)}`);
  const handle = await openFile(path, 'a');
  let { validator } = before;
  return {
    async write(added) {
      const isNews = added.validator !== validator;
      // The empty line ends one that a full disk may have cut short.
      await handle.write(`\n${linesOf(isNews ? added : { written: added.written })}`);
      validator = added.validator;
    },
    close: () => handle.close(),
  };
}

/** Forgets what there is. */
export async function removeJournal(partPath: string): Promise<void> {
  await removePath(journalPath(partPath));
}

function journalPath(partPath: string): string {
  return `${partPath}.json`;
}

function linesOf({ written, validator }: Journal): string {
  const lines = written.map(({ start, end }) => `[${start},${end}]\n`);
  return lines.join('') + (validator === undefined ? '' : `${JSON.stringify({ validator })}\n`);
}

function isHead(line: unknown, file: ManifestFile): boolean {
  if (typeof line !== 'object' || line === null) return false;
  const { format, sizeBytes, etag } = line as Readonly<Record<string, unknown>>;
  return format === FORMAT && sizeBytes === file.sizeBytes && etag === file.etag;
}

function readInterval(line: unknown): Interval {
  const [start, end]: readonly unknown[] = Array.isArray(line) ? line : [];
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return { start: 0, end: 0 };
  return { start: Math.max(0, Number(start)), end: Number(end) };
}

function readValidator(line: unknown): string | undefined {
  if (typeof line !== 'object' || line === null || !('validator' in line)) return undefined;
  return typeof line.validator === 'string' ? line.validator : undefined;
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
