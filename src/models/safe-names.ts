/**
 * Safe names: whether a name that a server, a bundle or a user gave may become part of a path, on any system.
 *
 * Rules   POSIX and Windows at once, wherever we run: a cache may move to another machine. Names are compared as file
 *         systems that fold case and normalise Unicode compare them.
 * Throws  StoreError E_MODEL_UNSAFE, which quotes the name with every unprintable character escaped.
 * Source  learn.microsoft.com "Naming Files, Paths, and Namespaces"; git-check-ref-format(1); for repository ids
 *         huggingface_hub 2.4.0 `utils/_validators.py`.
 * @module
 */
import { StoreError } from '../kernel/index.ts';

/** Longest part of a path, bytes of UTF-8: what ext4, NTFS and APFS all take. */
const MAX_PART_BYTES = 255;

/** Longest path inside a model, bytes; far more than any real one, and short enough for Windows' long paths. */
const MAX_PATH_BYTES = 4096;

const ETAG = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
const COMMIT = /^[0-9a-f]{40}$/;
const REPO_PART = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?$/;

/** What Windows takes for a device, with any extension and even with spaces before the dot. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\.|$)/i;

/** Characters that Windows forbids, or that are read as a separator somewhere. */
const FORBIDDEN = /[\\:<>"|?*]/;

/** Control and invisible characters, line separators, halves of surrogate pairs: they make two names look like one. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Why a POSIX path is not safe inside a folder; undefined when it is. */
export function pathFlaw(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.startsWith('/')) return 'it is absolute';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `it is longer than ${MAX_PATH_BYTES} bytes`;
  for (const part of path.split('/')) {
    const flaw = partFlaw(part);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

/** Why two of the paths cannot lie in one folder on every system, or why one of them is not safe at all. */
export function pathsFlaw(
  paths: readonly string[],
): { readonly path: string; readonly flaw: string } | undefined {
  const taken = new Map<string, { readonly spelling: string; readonly isFile: boolean }>();
  for (const path of paths) {
    const flaw = pathFlaw(path);
    if (flaw !== undefined) return { path, flaw };
    const parts = path.split('/');
    for (let count = 1; count <= parts.length; count += 1) {
      const spelling = parts.slice(0, count).join('/');
      const isFile = count === parts.length;
      const before = taken.get(folded(spelling));
      if (before === undefined) taken.set(folded(spelling), { spelling, isFile });
      else if (isFile || before.isFile || before.spelling !== spelling)
        return { path, flaw: `on some systems it is the same name as ${printable(before.spelling)}` };
    }
  }
  return undefined;
}

/** Throws unless every path is safe, and no two of them meet where case or Unicode forms are not told apart. */
export function requireSafePaths(paths: readonly string[]): void {
  const found = pathsFlaw(paths);
  if (found !== undefined) throw unsafe('file name', found.path, found.flaw);
}

/** Whether the text can be the name of a blob: a git-sha1 or a sha256, in lower-case hex. */
export function isEtag(text: string): boolean {
  return ETAG.test(text);
}

/** Throws unless the text can be the name of a blob. */
export function requireEtag(etag: string): void {
  if (!isEtag(etag)) throw unsafe('etag', etag, 'it is neither 40 nor 64 hex digits');
}

/** Whether the text is a commit: 40 lower-case hex digits. */
export function isCommit(text: string): boolean {
  return COMMIT.test(text);
}

/** Throws unless the text is a commit. */
export function requireCommit(commit: string): void {
  if (!isCommit(commit)) throw unsafe('commit', commit, 'it is not 40 hex digits');
}

/** Throws unless the text can be a branch, a tag or a commit, and a path under `refs/`. */
export function requireRevision(revision: string): void {
  const flaw = pathFlaw(revision) ?? revisionFlaw(revision);
  if (flaw !== undefined) throw unsafe('revision', revision, flaw);
}

/** Throws unless the text is a repository's id: `owner/name`, or a bare `name` of the hub's first days. */
export function requireRepoId(repo: string): void {
  const flaw = repoFlaw(repo);
  if (flaw !== undefined) throw unsafe('repository id', repo, flaw);
}

/** The text in quotes, with everything but printable ASCII escaped, and cut when it is long. */
export function printable(text: string): string {
  const shown = [...text].slice(0, 120).map((one) => {
    if (/^[\x20-\x7e]$/.test(one)) return one === '"' || one === '\\' ? `\\${one}` : one;
    return `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `"${shown.join('')}${[...text].length > 120 ? '...' : ''}"`;
}

function partFlaw(part: string): string | undefined {
  if (part === '') return 'it has an empty part';
  if (part === '.' || part === '..') return `it has a part ${part}`;
  if (INVISIBLE.test(part)) return 'it has a control or invisible character';
  const forbidden = FORBIDDEN.exec(part)?.[0];
  if (forbidden !== undefined) return `it has the character ${forbidden}`;
  if (/[. ]$/.test(part)) return 'a part of it ends in a dot or a space';
  if (DEVICE.test(part)) return 'a part of it is a device name on Windows';
  if (Buffer.byteLength(part) > MAX_PART_BYTES) return `a part of it is longer than ${MAX_PART_BYTES} bytes`;
  return undefined;
}

function revisionFlaw(revision: string): string | undefined {
  if (/[ ~^[]|\.\.|@\{|^@$/.test(revision)) return 'git allows no such name';
  if (revision.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock')))
    return 'git allows no part that starts with a dot or ends in .lock';
  return undefined;
}

function repoFlaw(repo: string): string | undefined {
  const parts = repo.split('/');
  if (parts.length > 2) return 'it is not owner/name';
  if (!parts.every((part) => REPO_PART.test(part)))
    return 'a part of it is empty, too long, or has other characters than A-Z a-z 0-9 _ . -';
  if (/--|\.\./.test(repo)) return 'it has -- or ..';
  if (/\.git$/i.test(repo)) return 'it ends in .git';
  return pathFlaw(repo);
}

/** One spelling for all that some file system takes for the same name. */
function folded(path: string): string {
  // Upper case first: it joins what lower case alone keeps apart, as the long s and the sharp s.
  return path.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
}

function unsafe(what: string, name: string, flaw: string): StoreError {
  return new StoreError('E_MODEL_UNSAFE', `The ${what} ${printable(name)} is refused: ${flaw}.`, {
    hint: 'offscribe models list   (choose another model, or another revision of this one)',
    details: { what, name: printable(name) },
  });
}
