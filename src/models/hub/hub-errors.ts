/**
 * Hub errors: what a hub's refusal means, in a sentence of its own for each cause, with the next step.
 *
 * In      status, `X-Error-Code`, `X-Error-Message`, and what became of the token. A hub does not tell strangers whether
 *         a repository is absent, private or gated: 401 without a code is all three.
 * Out     NetworkError E_HUB_ACCESS, E_HUB_NOT_FOUND; E_HTTP_STATUS for what is no hub's answer. Words of the server are
 *         read and never repeated: it might say the token back.
 * Source  huggingface_hub 2.4.0 `utils/_http.py` (`hf_raise_for_status`).
 * @module
 */
import { type JsonValue, NetworkError } from '../../kernel/index.ts';
import { askedPauseMs, type HttpResponse, statusFailure } from '../../platform/index.ts';
import { printable } from '../safe-names.ts';
import type { HubSettings } from './hub-settings.ts';

/** What was asked for, and how. */
export interface HubQuestion {
  readonly settings: HubSettings;
  /** Name of the catalogue entry: what the user types. */
  readonly model: string;
  /** `owner/name`. */
  readonly repo: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Path in the repository, when a file was asked for. */
  readonly file?: string;
}

/** An answer with an error status; its body is not read. */
export type Refusal = Pick<HttpResponse, 'url' | 'status' | 'headers' | 'discard'>;

const TOKENS_PAGE = 'https://huggingface.co/settings/tokens';

/** An error status as the error it stands for; gives up the body. */
export function hubFailure(response: Refusal, question: HubQuestion): NetworkError {
  response.discard();
  return namedRefusal(response, question) ?? refusalByStatus(response, question);
}

/** What the hub says by a name of its own. */
function namedRefusal({ headers, status }: Refusal, question: HubQuestion): NetworkError | undefined {
  switch (headers['x-error-code']) {
    case 'RevisionNotFound':
      return absentRevision(question);
    case 'EntryNotFound':
      return absentFile(question);
    case 'GatedRepo':
      return gated(question);
    case 'RepoNotFound':
      return status === 401 && question.settings.tokenUse !== 'sent'
        ? hidden(question)
        : absentRepository(question);
  }
  const isDisabled = /^access to this resource is disabled\.?$/i.test(headers['x-error-message'] ?? '');
  return isDisabled ? disabled(question) : undefined;
}

function refusalByStatus({ headers, status, url }: Refusal, question: HubQuestion): NetworkError {
  const { settings, file } = question;
  const failed = statusFailure(url.host, status, askedPauseMs(headers, Date.now()));
  // A content server that the hub sent us to: it knows nothing of repositories.
  if (url.origin !== settings.endpoint.origin) return failed;
  switch (status) {
    case 401:
      if (settings.tokenUse === 'sent') return badToken(question);
      return settings.credentials === undefined ? hidden(question) : badLogin(question);
    case 403:
      return forbidden(question);
    case 404:
    case 410:
      return headers['x-repo-commit'] !== undefined && file !== undefined
        ? absentFile(question)
        : notAHub(question, `status ${status} without a reason`);
    case 451:
      return withheldByLaw(question);
    default:
      return failed;
  }
}

/** The repository has no such file. */
export function absentFile(question: HubQuestion): NetworkError {
  const { repo, revision, file = '', settings } = question;
  const page = new URL(settings.endpoint);
  page.pathname = `${page.pathname.replace(/\/$/, '')}/${repo}/tree/${encodeURIComponent(revision)}`;
  return failure(question, 'E_HUB_NOT_FOUND', {
    words: `${repo} has no file ${printable(file)} at ${printable(revision)}.`,
    hint: `offscribe models list --json   (does the model's entry name files that are at ${page.href} ?)`,
  });
}

/** The answer came with a good status, or a bad one, but is not a hub's. `what` says what it is. */
export function notAHub(question: HubQuestion, what: string): NetworkError {
  const { settings, model } = question;
  const hint = settings.isMirror
    ? `HF_ENDPOINT=https://huggingface.co offscribe models pull ${model}   (is HF_ENDPOINT the address of a hub?)`
    : `curl -sSI ${settings.endpoint.origin}   (does a log-in page or a filter sit in between?)`;
  const words = `${settings.endpoint.host} does not answer like a model hub (${what}).`;
  return failure(question, 'E_HTTP_STATUS', { words, hint });
}

/** The hub lists other bytes than the catalogue pins: another source may have the right ones. */
export function otherBytes(
  question: HubQuestion,
  { expected, found }: { readonly expected: string; readonly found: string },
): NetworkError {
  const { repo, revision, file = '', model, settings } = question;
  const words = `${settings.endpoint.host} offers other bytes as ${file} of ${repo} at ${printable(revision)} than are pinned.`;
  return failure(question, 'E_HTTP_STATUS', {
    words,
    hint: settings.isMirror
      ? `HF_ENDPOINT=https://huggingface.co offscribe models pull ${model}   (does the mirror lag behind?)`
      : `offscribe models pull ${model}   (without --revision: the pinned bytes are one version of it)`,
    details: { expected, found },
  });
}

function absentRevision(question: HubQuestion): NetworkError {
  const { repo, revision, model } = question;
  return failure(question, 'E_HUB_NOT_FOUND', {
    words: `${repo} has no branch, tag or commit ${printable(revision)}.`,
    hint: `offscribe models pull ${model} --revision main`,
  });
}

function absentRepository(question: HubQuestion): NetworkError {
  const { repo, settings } = question;
  const orHidden = settings.tokenUse === 'sent' ? ', or none that your token may see' : '';
  return failure(question, 'E_HUB_NOT_FOUND', {
    words: `${settings.endpoint.host} has no repository ${repo}${orHidden}.`,
    hint: "offscribe models list --json   (is the repository of the model's entry spelt right?)",
  });
}

function hidden(question: HubQuestion): NetworkError {
  const { repo, settings } = question;
  return failure(question, 'E_HUB_ACCESS', {
    words: `${settings.endpoint.host} does not show ${repo} to strangers: it is private or gated, or does not exist.`,
    hint: withToken(question, ''),
  });
}

function gated(question: HubQuestion): NetworkError {
  const { repo, settings, model } = question;
  const terms = `the terms at https://huggingface.co/${repo}`;
  if (settings.tokenUse === 'sent') {
    return failure(question, 'E_HUB_ACCESS', {
      words: `${repo} is gated, and the account of your token has not been let in.`,
      hint: `offscribe models pull ${model}   (after accepting ${terms})`,
    });
  }
  return failure(question, 'E_HUB_ACCESS', {
    words: `${repo} is gated: only accounts that have accepted its terms get it, and no token was sent.`,
    hint: withToken(question, `accept ${terms}; `),
  });
}

/** The command that would send a token, for every reason that there was none. */
function withToken({ settings, model }: HubQuestion, first: string): string {
  const pull = `offscribe models pull ${model}`;
  switch (settings.tokenUse) {
    case 'kept from mirror':
      return `OFFSCRIBE_TOKEN_TO_MIRROR=1 ${pull}   (${first}your token was kept from the mirror ${settings.endpoint.host})`;
    case 'anonymous':
      return `${pull}   (${first}without --anonymous, so that your token is sent)`;
    case 'disabled':
      return `HF_HUB_DISABLE_IMPLICIT_TOKEN=0 ${pull}   (${first}tokens are switched off by that variable)`;
    case 'oidc':
      return `${pull}   (${first}set HF_TOKEN to a token from ${TOKENS_PAGE}: OIDC is not supported)`;
    default:
      return `${pull}   (${first}first run: hf auth login, or set HF_TOKEN to a token from ${TOKENS_PAGE})`;
  }
}

function badToken(question: HubQuestion): NetworkError {
  const { settings, model } = question;
  return failure(question, 'E_HUB_ACCESS', {
    words: `${settings.endpoint.host} does not accept your token: it has expired, was revoked or is mistyped.`,
    hint: `offscribe models pull ${model} --anonymous   (asks without it; a new one is made at ${TOKENS_PAGE})`,
  });
}

function badLogin(question: HubQuestion): NetworkError {
  const { settings, model } = question;
  return failure(question, 'E_HUB_ACCESS', {
    words: `${settings.endpoint.host} does not accept the user name and password in HF_ENDPOINT.`,
    hint: `HF_ENDPOINT=https://user:password@${settings.endpoint.host} offscribe models pull ${model}`,
  });
}

function forbidden(question: HubQuestion): NetworkError {
  const { repo, settings, model } = question;
  const host = settings.endpoint.host;
  if (settings.tokenUse !== 'sent') {
    return failure(question, 'E_HUB_ACCESS', {
      words: `${host} refuses to give out ${repo} (status 403).`,
      hint: `curl -sSI ${settings.endpoint.origin}   (does a filter sit in between? else the hub bars this address)`,
    });
  }
  return failure(question, 'E_HUB_ACCESS', {
    words: `${host} does not let your token read ${repo} (status 403).`,
    hint: `offscribe models pull ${model}   (after giving the token read access at ${TOKENS_PAGE})`,
  });
}

function disabled(question: HubQuestion): NetworkError {
  return failure(question, 'E_HUB_ACCESS', {
    words: `${question.settings.endpoint.host} has disabled ${question.repo}: nobody can get it there.`,
    hint: 'offscribe models list   (choose another model)',
  });
}

function withheldByLaw(question: HubQuestion): NetworkError {
  return failure(question, 'E_HUB_ACCESS', {
    words: `${question.settings.endpoint.host} withholds ${question.repo} for legal reasons (status 451).`,
    hint: 'offscribe models list   (choose another model)',
  });
}

function failure(
  { settings, repo, revision, file }: HubQuestion,
  code: 'E_HUB_ACCESS' | 'E_HUB_NOT_FOUND' | 'E_HTTP_STATUS',
  said: {
    readonly words: string;
    readonly hint: string;
    readonly details?: Readonly<Record<string, JsonValue>>;
  },
): NetworkError {
  const asked = { host: settings.endpoint.host, repo, revision, ...(file === undefined ? {} : { file }) };
  return new NetworkError(code, said.words, { hint: said.hint, details: { ...asked, ...said.details } });
}
