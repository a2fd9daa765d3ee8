/**
 * Hub listing: the commit that a revision names, and the files that a repository has at it.
 *
 * Trust   every commit and, among the files wanted, every name and digest is validated by whoever selects them; a list
 *         with a path that git itself cannot hold is refused as a whole.
 * Limits  100 pages. The next page must be at the origin of this one: the token would not go elsewhere, and a list that
 *         continues on another host is nobody's list.
 * Throws  NetworkError as hub-errors.ts says; StoreError E_MODEL_UNSAFE; CancelledError.
 * Source  hub-docs API; huggingface_hub 2.4.0 `hf_api.py` (`list_repo_tree`, `RepoFile`), `utils/_pagination.py`.
 * @module
 */
import type { ManifestFile } from '../manifest.ts';
import { isCommit, requireCommit, requireSafePaths } from '../safe-names.ts';
import { askHub, type HubLine, hubUrl } from './hub-api.ts';
import { type HubQuestion, notAHub } from './hub-errors.ts';

const MAX_PAGES = 100;

/** Empty, `.` and `..` parts, absolute paths and NUL: no commit can name such a file. */
const IMPOSSIBLE_PATH = /(^|\/)\.{0,2}(\/|$)|\0/;

/** The commit a revision names; a commit names itself, without a request. */
export async function resolveCommit(question: HubQuestion, line: HubLine): Promise<string> {
  const { repo, revision, settings } = question;
  if (isCommit(revision)) return revision;
  const url = hubUrl(settings, repo, { before: '/api/models', after: ['revision', revision] });
  const { json } = await askHub(url, question, line);
  const commit = asRecord(json)['sha'];
  if (typeof commit !== 'string') throw notAHub(question, 'no commit in what it says of the model');
  requireCommit(commit);
  return commit;
}

/** Every file at a commit, as the hub claims it: names and etags are not validated yet. */
export async function listFiles(
  question: HubQuestion,
  commit: string,
  line: HubLine,
): Promise<readonly ManifestFile[]> {
  const { repo, settings } = question;
  const files = new Map<string, ManifestFile>();
  let url: URL | undefined = hubUrl(settings, repo, { before: '/api/models', after: ['tree', commit] });
  url.search = '?recursive=true&expand=false';
  for (let pages = 0; url !== undefined; pages += 1) {
    if (pages === MAX_PAGES) throw notAHub(question, `a listing of more than ${MAX_PAGES} pages`);
    const answer = await askHub(url, question, line);
    if (!Array.isArray(answer.json)) throw notAHub(question, 'a listing that is no list');
    for (const entry of answer.json) {
      const file = listedFile(entry, question);
      if (file !== undefined) files.set(file.name, file);
    }
    url = answer.next === undefined ? undefined : nextPage(answer.next, answer.url, question);
  }
  return [...files.values()];
}

function nextPage(link: string, page: URL, question: HubQuestion): URL {
  if (!URL.canParse(link, page.href)) throw notAHub(question, 'a next page without an address');
  const next = new URL(link, page.href);
  if (next.origin !== page.origin)
    throw notAHub(question, `the listing goes on at another place, ${next.host}, which is refused`);
  return next;
}

/** Undefined for folders and whatever else is no file. */
function listedFile(entry: unknown, question: HubQuestion): ManifestFile | undefined {
  const { type, path, oid, size, lfs } = asRecord(entry);
  if (type !== 'file') return undefined;
  const large = asRecord(lfs);
  const [etag, sizeBytes] = lfs === undefined || lfs === null ? [oid, size] : [large['oid'], large['size']];
  if (typeof path !== 'string' || typeof etag !== 'string' || !isLength(sizeBytes))
    throw notAHub(question, 'a listing of files without name, size or digest');
  if (IMPOSSIBLE_PATH.test(path)) requireSafePaths([path]);
  return { name: path, sizeBytes, etag, ...(/^[0-9a-f]{64}$/.test(etag) ? { sha256: etag } : {}) };
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
