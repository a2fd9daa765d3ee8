/**
 * Hub settings: which hub this machine asks, and as whom, found the way the Hugging Face Python library is configured.
 *
 * Endpoint `HF_ENDPOINT`, else https://huggingface.co. Any other origin is a mirror, this machine's own included.
 * Token    `HF_TOKEN` > `HUGGING_FACE_HUB_TOKEN` > the file `HF_TOKEN_PATH` or `$HF_HOME/token`; line ends are stripped,
 *          a blank one counts as none. `HF_HUB_DISABLE_IMPLICIT_TOKEN` switches all of them off. A mirror gets it only
 *          with `OFFSCRIBE_TOKEN_TO_MIRROR=1`. It is never kept, and never part of a message.
 * Not      OIDC (`HF_OIDC_RESOURCE`), refreshing of browser logins, Colab secrets, netrc.
 * Throws   UsageError E_USAGE for an endpoint that is no web address or a token that cannot be one.
 * Source   huggingface_hub 2.4.0 `constants.py`, `utils/_auth.py`.
 * @module
 */
import { systemCode, UsageError } from '../../kernel/index.ts';
import {
  type Credentials,
  type Environment,
  hubTokenFile,
  readTextIfPresent,
  splitCredentials,
  statIfPresent,
} from '../../platform/index.ts';

/** The hub that needs no opt-in to be given the token. */
const PUBLIC_HUB = 'https://huggingface.co';

/** What became of the token. Everything but `sent` means that requests go without it. */
export type TokenUse =
  | 'sent'
  | 'none'
  /** There is one, but the endpoint is a mirror that was not trusted with it. */
  | 'kept from mirror'
  /** Left out on the user's word. */
  | 'anonymous'
  /** `HF_HUB_DISABLE_IMPLICIT_TOKEN`. */
  | 'disabled'
  /** Only `HF_OIDC_RESOURCE` is set, which is not supported. */
  | 'oidc';

/** How the hub is asked. */
export interface HubSettings {
  /** Without user name, password and trailing slash; may have a path. */
  readonly endpoint: URL;
  readonly isMirror: boolean;
  /** Never print them. */
  readonly credentials?: Credentials;
  readonly tokenUse: TokenUse;
  /** The variable or file that has the token; absent where none was found or looked for. */
  readonly tokenPlace?: string;
  /** Sentences for the user; none holds a secret. */
  readonly warnings: readonly string[];
}

/** Reads how the hub is to be asked; `anonymous` leaves the token alone, unread. */
export async function readHubSettings(env: Environment, anonymous: boolean = false): Promise<HubSettings> {
  const { url: endpoint, credentials: login } = endpointOf(env);
  const isMirror = endpoint.origin !== PUBLIC_HUB;
  const settled = { endpoint, isMirror, ...(login === undefined ? {} : { credentials: login }) };
  if (anonymous) return { ...settled, tokenUse: 'anonymous', warnings: [] };
  if (isSet(env, 'HF_HUB_DISABLE_IMPLICIT_TOKEN')) return { ...settled, tokenUse: 'disabled', warnings: [] };
  const { found, warnings } = await findToken(env);
  if (found === undefined && value(env, 'HF_OIDC_RESOURCE') !== undefined) {
    const words =
      'HF_OIDC_RESOURCE is set, but OIDC is not supported here: the hub is asked without a token.';
    return { ...settled, tokenUse: 'oidc', warnings: [...warnings, words] };
  }
  if (found === undefined) return { ...settled, tokenUse: 'none', warnings };
  if (isMirror && !isSet(env, 'OFFSCRIBE_TOKEN_TO_MIRROR'))
    return { ...settled, tokenUse: 'kept from mirror', tokenPlace: found.place, warnings };
  const authorization = `Bearer ${requireToken(found)}`;
  const credentials = { origin: endpoint.origin, authorization };
  return { ...settled, credentials, tokenUse: 'sent', tokenPlace: found.place, warnings };
}

function endpointOf(env: Environment): NonNullable<ReturnType<typeof splitCredentials>> {
  const text = value(env, 'HF_ENDPOINT') ?? PUBLIC_HUB;
  const split = splitCredentials(text);
  // The text may hold a password, so it is not quoted.
  if (split === undefined || split.url.search !== '' || split.url.hash !== '') {
    throw new UsageError('E_USAGE', 'HF_ENDPOINT is not the http or https address of a model hub.', {
      hint: `HF_ENDPOINT=${PUBLIC_HUB} offscribe ...`,
    });
  }
  split.url.pathname = split.url.pathname.replace(/\/+$/, '');
  return split;
}

interface FoundToken {
  readonly text: string;
  /** What the user set: a variable's name, or a file. */
  readonly place: string;
}

async function findToken(
  env: Environment,
): Promise<{ readonly found?: FoundToken; readonly warnings: readonly string[] }> {
  for (const place of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
    const text = cleaned(env[place]);
    if (text !== '') return { found: { text, place }, warnings: [] };
  }
  const file = hubTokenFile(env);
  const content = await readTokenFile(file);
  if (content === undefined)
    return { warnings: [`The token file ${file} cannot be read: no token is sent.`] };
  const text = cleaned(content);
  if (text === '') return { warnings: [] };
  const mode = (await statIfPresent(file))?.mode ?? 0o600;
  // Windows has no such modes: it shows every file as readable by all.
  const isOpen = process.platform !== 'win32' && (mode & 0o077) !== 0;
  const warnings = isOpen
    ? [`The token file ${file} can be read by other users of this machine: chmod 600 ${JSON.stringify(file)}`]
    : [];
  return { found: { text, place: file }, warnings };
}

/** Empty when absent; undefined when it is there and cannot be read. */
async function readTokenFile(file: string): Promise<string | undefined> {
  try {
    return (await readTextIfPresent(file)) ?? '';
  } catch (error) {
    // Public models need no token, so a file of somebody else's must not stop them.
    if (['EACCES', 'EPERM', 'EISDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** A header takes no spaces, line ends or other alphabets; the token itself is never quoted. */
function requireToken({ text, place }: FoundToken): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError('E_USAGE', `The token in ${place} has a space or a character that no token has.`, {
    hint: 'hf auth login   (or copy the token again from https://huggingface.co/settings/tokens)',
    details: { place },
  });
}

function cleaned(text: string | undefined): string {
  return (text ?? '').replace(/[\r\n]/g, '').trim();
}

function value(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === '' ? undefined : text;
}

function isSet(env: Environment, name: string): boolean {
  return /^(1|on|yes|true)$/i.test(env[name]?.trim() ?? '');
}
