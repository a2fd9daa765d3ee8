/**
 * Folder source: a model's files in a folder of this machine, as another tool or a person put them there.
 *
 * Files   those that are pinned; without pins all files, but for hidden ones, the largest first: that is the weights.
 * Trust   names are validated. A link may lead about inside the folder and never out of it: whoever wrote the folder
 *         could otherwise have any file of ours taken for a model.
 * Disk    nothing is gathered: the store reads the files where they are.
 * Throws  StoreError E_MODEL_CORRUPT for a file that is not there or not the pinned one, E_MODEL_UNSAFE for a name or
 *         link that is refused; CancelledError.
 * @module
 */
import { join, sep } from 'node:path';
import { StoreError, systemCode, throwIfCancelled } from '../kernel/index.ts';
import { listTree, realPath, sha256OfFile, statIfPresent, streamFile } from '../platform/index.ts';
import type { FilePin, FolderSource } from './catalogue/catalogue-entry.ts';
import type { ModelSource } from './model-source.ts';
import { pinnedManifest } from './pinned-manifest.ts';
import { printable, requireSafePaths } from './safe-names.ts';
import type { SourceContext } from './source-context.ts';

/** More files than any model has; a folder that was named by mistake is noticed before it is hashed. */
const MAX_FILES = 10_000;

/** The model source for a folder. */
export function openFolderSource({ path: folder }: FolderSource, _context: SourceContext): ModelSource {
  return {
    isPacked: true,
    async resolve(entry, { signal }) {
      const pins = entry.files;
      const files =
        pins.length > 0 ? await requirePins(folder, pins, signal) : await pinsOfFolder(folder, signal);
      return pinnedManifest(entry, 'folder', files);
    },
    transferBytes: async () => ({ total: 0, pending: 0 }),
    fetch: async () => ({ read: (file) => readFile(folder, file.name), close: async () => {} }),
    discard: async () => {},
  };
}

async function requirePins(
  folder: string,
  pins: readonly FilePin[],
  signal: AbortSignal | undefined,
): Promise<readonly FilePin[]> {
  for (const pin of pins) {
    const found = await pinOf(folder, pin.name, signal);
    if (found.sizeBytes === pin.sizeBytes && found.sha256 === pin.sha256) continue;
    const words = `${pin.name} in ${folder} is not the pinned file: its sha256 is ${found.sha256}, not ${pin.sha256}.`;
    throw damaged(words, { folder, file: pin.name, expected: pin.sha256, found: found.sha256 });
  }
  return pins;
}

async function pinsOfFolder(folder: string, signal: AbortSignal | undefined): Promise<readonly FilePin[]> {
  const names = (await listTree(folder))
    .map((name) => name.split(sep).join('/'))
    .filter((name) => !name.split('/').some((part) => part.startsWith('.')));
  if (names.length === 0) throw damaged(`There are no files in ${folder}.`, { folder });
  if (names.length > MAX_FILES)
    throw damaged(`There are ${names.length} files in ${folder}, which no model has.`, { folder });
  requireSafePaths(names);
  const pins: FilePin[] = [];
  for (const name of names) pins.push(await pinOf(folder, name, signal));
  return pins.toSorted((a, b) => b.sizeBytes - a.sizeBytes || (a.name < b.name ? -1 : 1));
}

async function pinOf(folder: string, name: string, signal: AbortSignal | undefined): Promise<FilePin> {
  throwIfCancelled(signal);
  const path = await pathOf(folder, name);
  const present = await statIfPresent(path);
  if (present === undefined || !present.isFile()) throw absent(folder, name);
  return { name, sizeBytes: present.size, sha256: await sha256OfFile(path, { signal }) };
}

async function* readFile(folder: string, name: string): AsyncGenerator<Uint8Array> {
  yield* streamFile(await pathOf(folder, name));
}

/** The path of a file with all links followed, which must be in the folder still. */
async function pathOf(folder: string, name: string): Promise<string> {
  requireSafePaths([name]);
  try {
    const [root, path] = [await realPath(folder), await realPath(join(folder, ...name.split('/')))];
    if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(systemCode(error) ?? '')) throw error;
    throw absent(folder, name, error);
  }
  throw new StoreError('E_MODEL_UNSAFE', `${printable(name)} in ${folder} is a link out of that folder.`, {
    hint: `ls -l ${JSON.stringify(folder)}   (copy the file itself there: cp -L)`,
    details: { folder, file: printable(name) },
  });
}

function absent(folder: string, name: string, cause?: unknown): StoreError {
  return damaged(`There is no file ${name} in ${folder} that can be read.`, { folder, file: name }, cause);
}

function damaged(message: string, details: Readonly<Record<string, string>>, cause?: unknown): StoreError {
  const hint = `ls -l ${JSON.stringify(details['folder'] ?? '.')}`;
  return new StoreError('E_MODEL_CORRUPT', message, {
    hint,
    details,
    ...(cause === undefined ? {} : { cause }),
  });
}
