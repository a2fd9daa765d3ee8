import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readHubSettings } from './hub-settings.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'offscribe-hub-'));
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

async function keep(path: string, text: string, mode: number = 0o600): Promise<string> {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
}

/** Whose token goes with a request; `@` in a value stands for the temporary home. */
async function tokenIn(env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const placed = Object.entries(env).map(([name, value]) => [name, value.replace('@', home)]);
  const { credentials } = await readHubSettings({ HOME: home, ...Object.fromEntries(placed) });
  return credentials?.authorization.replace('Bearer ', '');
}

describe('the endpoint', () => {
  test('is the public hub when nothing, or nothing but blanks, is set', async () => {
    for (const env of [{ HOME: home }, { HOME: home, HF_ENDPOINT: '  ' }]) {
      const { endpoint, isMirror } = await readHubSettings(env);
      expect([endpoint.origin, isMirror]).toEqual(['https://huggingface.co', false]);
    }
  });

  test.each([
    ['https://huggingface.co/', 'https://huggingface.co', false],
    ['https://hub.example//', 'https://hub.example', true],
    ['https://hub.example/api/hf/', 'https://hub.example/api/hf', true],
    ['http://huggingface.co', 'http://huggingface.co', true],
    ['https://huggingface.co:8443', 'https://huggingface.co:8443', true],
    ['https://huggingface.co.example', 'https://huggingface.co.example', true],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080', true],
  ])('%s is %s, a mirror: %s', async (text, address, isMirror) => {
    const settings = await readHubSettings({ HOME: home, HF_ENDPOINT: text });
    expect(settings.endpoint.href.replace(/\/$/, '')).toBe(address);
    expect(settings.isMirror).toBe(isMirror);
  });

  test.each([
    'hub.example',
    'ftp://hub.example',
    'https://user:s3cret@[x',
    'https://hub.example/?token=s3cret',
    '/srv/hub',
  ])('that is no web address is a usage error that does not quote it: %s', async (text) => {
    const failure = await readHubSettings({ HOME: home, HF_ENDPOINT: text }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'E_USAGE' });
    expect(inspect(failure, { depth: 9 })).not.toContain('s3cret');
  });

  test('may hold a login of its own, which goes to it and is not part of its address', async () => {
    const settings = await readHubSettings({ HOME: home, HF_ENDPOINT: 'https://me:pass@hub.example' });
    expect(settings.endpoint.href).toBe('https://hub.example/');
    expect(settings.credentials).toEqual({
      origin: 'https://hub.example',
      authorization: `Basic ${Buffer.from('me:pass').toString('base64')}`,
    });
  });
});

describe('which token wins', () => {
  beforeEach(async () => {
    await keep('.cache/huggingface/token', 'default\n');
    await keep('xdg/huggingface/token', 'xdg');
    await keep('hf/token', 'hf-home');
    await keep('own-token', 'own-file\r\n');
    await keep('blank-token', ' \n');
  });

  test.each([
    ['the default file when nothing is set', {}, 'default'],
    ['XDG_CACHE_HOME moves it', { XDG_CACHE_HOME: '@/xdg' }, 'xdg'],
    ['HF_HOME over XDG', { HF_HOME: '@/hf', XDG_CACHE_HOME: '@/xdg' }, 'hf-home'],
    ['HF_TOKEN_PATH over HF_HOME', { HF_TOKEN_PATH: '@/own-token', HF_HOME: '@/hf' }, 'own-file'],
    ['HUGGING_FACE_HUB_TOKEN over files', { HUGGING_FACE_HUB_TOKEN: 'old', HF_HOME: '@/hf' }, 'old'],
    ['HF_TOKEN over all', { HF_TOKEN: 'new', HUGGING_FACE_HUB_TOKEN: 'old' }, 'new'],
    ['line ends and blanks around it are stripped', { HF_TOKEN: ' ne\r\nw\n' }, 'new'],
    ['a blank variable counts as unset', { HF_TOKEN: ' ', HUGGING_FACE_HUB_TOKEN: '\n' }, 'default'],
    ['a blank file counts as no token', { HF_TOKEN_PATH: '@/blank-token' }, undefined],
    ['no file, no token', { HF_TOKEN_PATH: '@/nowhere' }, undefined],
    [
      'none when tokens must be asked for',
      { HF_TOKEN: 'x', HF_HUB_DISABLE_IMPLICIT_TOKEN: 'YES' },
      undefined,
    ],
  ])('%s', async (_name, env, expected) => {
    expect(await tokenIn(env)).toBe(expected);
  });

  test('none at all when the user asks anonymously; the file is not even read', async () => {
    const settings = await readHubSettings({ HOME: home, HF_TOKEN: 'not a token' }, true);
    expect(settings).toMatchObject({ tokenUse: 'anonymous' });
    expect(settings.credentials).toBeUndefined();
  });
});

describe('[row 26] a mirror', () => {
  const mirror = 'http://127.0.0.1:9';

  test('is not given the token, and the settings say that there was one', async () => {
    const settings = await readHubSettings({ HOME: home, HF_ENDPOINT: mirror, HF_TOKEN: 'hf_x' });
    expect(settings).toMatchObject({ tokenUse: 'kept from mirror', isMirror: true });
    expect(inspect(settings, { depth: 9 })).not.toContain('hf_x');
  });

  test('is given it with OFFSCRIBE_TOKEN_TO_MIRROR, for its own origin alone', async () => {
    const env = { HOME: home, HF_ENDPOINT: mirror, HF_TOKEN: 'hf_x', OFFSCRIBE_TOKEN_TO_MIRROR: '1' };
    const { credentials, tokenUse } = await readHubSettings(env);
    expect(tokenUse).toBe('sent');
    expect(credentials).toEqual({ origin: mirror, authorization: 'Bearer hf_x' });
  });

  test.each(['0', '', 'no', 'false'])('is not given it with OFFSCRIBE_TOKEN_TO_MIRROR=%j', async (choice) => {
    const env = { HF_ENDPOINT: mirror, HF_TOKEN: 'hf_x', OFFSCRIBE_TOKEN_TO_MIRROR: choice };
    expect(await tokenIn(env)).toBeUndefined();
  });
});

describe('what is said of a token', () => {
  test.each(['s3cret two', 's3cret\u00e9', 's3cret\u0000', 's3cret\t1'])(
    'one that no header could carry is a usage error that names its place, not its text',
    async (text) => {
      const failure = await readHubSettings({ HOME: home, HF_TOKEN: text }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'E_USAGE', details: { place: 'HF_TOKEN' } });
      expect(inspect(failure, { depth: 9 })).not.toContain('s3cret');
    },
  );

  test.skipIf(process.platform === 'win32')('a token file that others may read is warned of', async () => {
    const file = await keep('token', 'hf_x', 0o644);
    const open = await readHubSettings({ HOME: home, HF_TOKEN_PATH: file });
    expect(open.warnings).toEqual([expect.stringContaining(`${file} can be read by other users`)]);
    await chmod(file, 0o600);
    expect((await readHubSettings({ HOME: home, HF_TOKEN_PATH: file })).warnings).toEqual([]);
  });

  test('a token file that cannot be read is warned of and does not stop anything', async () => {
    const folder = join(home, 'token');
    await mkdir(folder);
    const settings = await readHubSettings({ HOME: home, HF_TOKEN_PATH: folder });
    expect(settings).toMatchObject({ tokenUse: 'none', warnings: [expect.stringContaining(folder)] });
  });

  test('OIDC is not supported, and that is said when there is nothing else', async () => {
    const settings = await readHubSettings({ HOME: home, HF_OIDC_RESOURCE: 'owner/name' });
    expect(settings).toMatchObject({ tokenUse: 'oidc', warnings: [expect.stringContaining('OIDC')] });
    const both = await readHubSettings({ HOME: home, HF_OIDC_RESOURCE: 'owner/name', HF_TOKEN: 'hf_x' });
    expect(both).toMatchObject({ tokenUse: 'sent', warnings: [] });
  });
});
