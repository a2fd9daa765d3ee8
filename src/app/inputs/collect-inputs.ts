/**
 * Collect inputs: what the user names (files, folders, globs, a list of them) as a list of media files, each once.
 *
 * Order   as named; natural order inside a folder and among the files of a glob.
 * Errors  of one name are its problem, and the others stay; UsageError E_USAGE for a URL, an unreadable list, or nothing named.
 * @module
 */
import { extname } from 'node:path';
import { type AppError, systemCode, throwIfCancelled, toAppError } from '../../kernel/index.ts';
import { notFound } from '../../media/index.ts';
import { expandGlob, type FoundFile, foundAt, isGlob } from '../../platform/index.ts';
import { checkMediaPaths } from '../media-paths.ts';
import { findMedia, isMediaName } from './find-media.ts';
import { type InputList, readInputList } from './input-list.ts';
import { byNaturalOrder } from './natural-order.ts';

/** A media file to be worked on. */
export interface MediaInput {
  /** As it was named, or below the folder as that was named. */
  readonly path: string;
  /** Folders between it and the folder that was named, '' for none; absent when the file itself was named. */
  readonly below?: string;
}

/** What a user names. */
export interface InputRequest {
  readonly names: readonly string[];
  /** Whether folders below a folder are entered; default false. */
  readonly recursive?: boolean | undefined;
  readonly list?: InputList | undefined;
}

/** A name that leads to no media. */
export interface InputProblem {
  readonly name: string;
  readonly error: AppError;
}

/** What became of the names. */
export interface CollectedInputs {
  readonly inputs: readonly MediaInput[];
  readonly problems: readonly InputProblem[];
  /** What the user should know, a sentence each. */
  readonly notes: readonly string[];
}

/** Looks at every name. */
export async function collectInputs(request: InputRequest, signal: AbortSignal): Promise<CollectedInputs> {
  const listed = request.list === undefined ? [] : await readInputList(request.list);
  const names = [...request.names, ...listed];
  checkMediaPaths(names);
  const collector = new Collector(request.recursive === true, signal);
  for (const name of names) await collector.take(name);
  return collector.collected();
}

class Collector {
  readonly #inputs: MediaInput[] = [];
  readonly #problems: InputProblem[] = [];
  readonly #notes: string[] = [];
  readonly #seen = new Set<string>();
  readonly #recursive: boolean;
  readonly #signal: AbortSignal;
  #twice = 0;

  constructor(recursive: boolean, signal: AbortSignal) {
    this.#recursive = recursive;
    this.#signal = signal;
  }

  async take(name: string): Promise<void> {
    throwIfCancelled(this.#signal);
    try {
      const found = await lookAt(name);
      if (found?.kind === 'folder') await this.#takeFolder(name);
      else if (found === undefined && isGlob(name)) await this.#takeGlob(name);
      else this.#add({ path: name }, found);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'E_MEDIA_NOT_FOUND') throw thrown;
      this.#problems.push({ name, error });
    }
  }

  collected(): CollectedInputs {
    const notes = [...this.#notes];
    if (this.#twice > 0) {
      notes.push(`${this.#twice} of the files named are others once more; each is done once.`);
    }
    return { inputs: this.#inputs, problems: this.#problems, notes };
  }

  async #takeFolder(name: string): Promise<void> {
    const options = { recursive: this.#recursive, signal: this.#signal };
    const { media, others, copies, notes } = await findMedia(name, options);
    this.#notes.push(...notes);
    if (media.length === 0) {
      const deeper = this.#recursive ? '' : ' (its folders are looked into with --recursive)';
      throw notFound(name, `holds no media file${deeper}`);
    }
    if (others > 0)
      this.#notes.push(
        `${name}: ${others} other ${others === 1 ? 'file is' : 'files are'} no media by name.`,
      );
    if (copies > 0) {
      const what = copies === 1 ? 'file is a copy' : 'files are copies';
      this.#notes.push(`${name}: ${copies} ${what} with subtitles, made from others here.`);
    }
    for (const { path, below, found } of media) this.#add({ path, below }, found);
  }

  async #takeGlob(pattern: string): Promise<void> {
    const matches = await matchesOf(pattern, this.#signal);
    const isWanted = namesEnding(pattern) ? () => true : isMediaName;
    let count = 0;
    for (const path of [...matches].sort(byNaturalOrder)) {
      const found = isWanted(path) ? await lookAt(path) : undefined;
      if (found?.kind !== 'file') continue;
      count += 1;
      this.#add({ path }, found);
    }
    if (count === 0) throw notFound(pattern, 'matches no media file');
  }

  #add(input: MediaInput, found: FoundFile | undefined): void {
    // What is not there is an input too: opening it says what is wrong.
    const identity = found?.identity ?? `name:${input.path}`;
    if (this.#seen.has(identity)) this.#twice += 1;
    else this.#inputs.push(input);
    this.#seen.add(identity);
  }
}

/** What a name leads to; undefined also where that cannot be asked, which opening it will explain. */
async function lookAt(name: string): Promise<FoundFile | undefined> {
  try {
    return await foundAt(name);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

async function matchesOf(pattern: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await expandGlob(pattern, signal);
  } catch (error) {
    throwIfCancelled(signal);
    throw notFound(pattern, 'cannot be looked for', error);
  }
}

/** Whether a pattern says which ending it wants: then it names its files; else media are picked out, as in a folder. */
function namesEnding(pattern: string): boolean {
  return !/[*?[]/.test(extname(pattern)) && extname(pattern) !== '';
}
