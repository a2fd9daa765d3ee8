import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_INDEX_URL, parsePipConfig, pipConfigFiles, readPipSettings } from './pip-settings.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'offscribe-pip-'));
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

/** Nothing of the machine's own configuration is read: its folders are inside the temporary one. */
function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { HOME: home, XDG_CONFIG_DIRS: join(home, 'xdg'), ...extra };
}

async function configure(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), text);
}

const index = (url: string): string => `[global]\nindex-url = ${url}\n`;

test('nothing configured means the public index', async () => {
  const settings = await readPipSettings(environment({ PIP_CONFIG_FILE: devNull }));
  expect(settings).toEqual({ indexUrls: [DEFAULT_INDEX_URL] });
});

describe('which index-url wins', () => {
  test.each([
    [
      'the environment over all',
      { PIP_INDEX_URL: 'https://env/s', PIP_CONFIG_FILE: '@/own.conf' },
      'https://env/s',
    ],
    ['PIP_CONFIG_FILE over the user file', { PIP_CONFIG_FILE: '@/own.conf' }, 'https://own/s'],
    [
      'a blank variable counts as unset',
      { PIP_INDEX_URL: ' ', PIP_CONFIG_FILE: '@/own.conf' },
      'https://own/s',
    ],
    ['the virtual environment over the user file', { VIRTUAL_ENV: '@/venv' }, 'https://venv/s'],
    ['the user file over the old user file', {}, 'https://user/s'],
    ['XDG_CONFIG_HOME moves the user file', { XDG_CONFIG_HOME: '@/moved' }, 'https://moved/s'],
    ['the null device switches all files off', { PIP_CONFIG_FILE: devNull }, DEFAULT_INDEX_URL],
  ])('%s', async (_name, env, expected) => {
    await configure('xdg/pip/pip.conf', index('https://machine/s'));
    await configure('.pip/pip.conf', index('https://old/s'));
    await configure('.config/pip/pip.conf', index('https://user/s'));
    await configure('moved/pip/pip.conf', index('https://moved/s'));
    await configure('venv/pip.conf', index('https://venv/s'));
    await configure('own.conf', index('https://own/s'));
    const placed = Object.entries(env).map(([name, value]) => [name, value.replace('@', home)]);
    const settings = await readPipSettings(environment(Object.fromEntries(placed)));
    expect(settings.indexUrls).toEqual([expected]);
  });

  test('the machine file when there is no other', async () => {
    await configure('xdg/pip/pip.conf', index('https://machine/s'));
    expect((await readPipSettings(environment())).indexUrls).toEqual(['https://machine/s']);
  });

  test('[download] over [install] over [global], whatever file they are in', async () => {
    await configure('xdg/pip/pip.conf', '[install]\nindex-url = https://install/s\n');
    await configure('.config/pip/pip.conf', index('https://global/s'));
    expect((await readPipSettings(environment())).indexUrls).toEqual(['https://install/s']);
    await configure('.pip/pip.conf', '[download]\nindex_url: https://download/s\n');
    expect((await readPipSettings(environment())).indexUrls).toEqual(['https://download/s']);
  });
});

test('extra indexes come after the first, over several lines or words', async () => {
  await configure(
    '.config/pip/pip.conf',
    '[global]\nextra-index-url =\n    https://a/s\n    # no\n    https://b/s https://c/s\n',
  );
  const settings = await readPipSettings(environment());
  expect(settings.indexUrls).toEqual([DEFAULT_INDEX_URL, 'https://a/s', 'https://b/s', 'https://c/s']);
  const overridden = await readPipSettings(environment({ PIP_EXTRA_INDEX_URL: 'https://d/s' }));
  expect(overridden.indexUrls).toEqual([DEFAULT_INDEX_URL, 'https://d/s']);
});

test('no-index leaves no index at all', async () => {
  await configure('.config/pip/pip.conf', `${index('https://a/s')}no-index = true\n`);
  expect((await readPipSettings(environment())).indexUrls).toEqual([]);
  expect((await readPipSettings(environment({ PIP_NO_INDEX: '0' }))).indexUrls).toEqual(['https://a/s']);
});

test('certificate and proxy are taken over', async () => {
  await configure('.config/pip/pip.conf', '[global]\ncert = ~/ca.pem\nproxy = proxy.example:3128\n');
  expect(await readPipSettings(environment())).toMatchObject({
    certificateFile: `${home}/ca.pem`,
    proxy: 'http://proxy.example:3128',
  });
});

test('each platform has its own files', () => {
  const env = { HOME: '/h', APPDATA: '/roaming', ProgramData: '/programs' };
  expect(pipConfigFiles(env, 'linux')).toEqual([
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
    '/h/.pip/pip.conf',
    '/h/.config/pip/pip.conf',
  ]);
  expect(pipConfigFiles(env, 'win32')).toEqual([
    '/programs/pip/pip.ini',
    '/h/pip/pip.ini',
    '/roaming/pip/pip.ini',
  ]);
  expect(pipConfigFiles(env, 'darwin')).toContain('/h/Library/Application Support/pip/pip.conf');
});

test('a file reads as Python reads it', async (context) => {
  const text = [
    '\uFEFF# a comment',
    '[Global]',
    'index-url = https://a/simple?x=1  ',
    'Extra_Index_URL: https://b',
    '  https://c',
    '; another',
    '',
    'timeout=60',
    '[install]',
    'no-index = yes',
    'odd = a = b : c ; d',
  ].join('\n');
  await writeFile(join(home, 'x.conf'), text);
  const script = [
    'import configparser, json, sys',
    'p = configparser.RawConfigParser(); p.read(sys.argv[1], encoding="utf-8-sig")',
    'print(json.dumps({f"{s.lower()}.{k.lower().replace("_", "-")}": v for s in p.sections() for k, v in p.items(s)}))',
  ].join('\n');
  const python = await promisify(execFile)('python3', [
    '-c',
    script.replaceAll('"_", "-"', "'_', '-'"),
    join(home, 'x.conf'),
  ]).catch((error: NodeJS.ErrnoException) => error);
  if (python instanceof Error) {
    expect(python.code).toBe('ENOENT');
    return context.skip('no python3 here to compare with');
  }
  expect(Object.fromEntries(parsePipConfig(text))).toEqual(JSON.parse(python.stdout));
});

test('any text is read without an exception', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parsePipConfig(text) instanceof Map));
});
