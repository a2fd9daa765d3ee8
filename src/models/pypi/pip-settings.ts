/**
 * pip settings: where this machine gets Python packages from, found the way pip itself is configured.
 *
 * In      environment (`PIP_INDEX_URL`, `PIP_EXTRA_INDEX_URL`, `PIP_NO_INDEX`, `PIP_CERT`, `PIP_PROXY`,
 *         `PIP_CONFIG_FILE`) over pip.conf files: machine, user, virtual environment, `PIP_CONFIG_FILE`; later wins.
 *         Within them `[download]` over `[install]` over `[global]`.
 * Not     `find-links` (folders of wheels), `trusted-host` (TLS is always verified; plain http is used only where
 *         the index URL itself says http), netrc, keyring.
 * Source  pip documentation, topics/configuration; pip's `_internal/configuration.py` for the order of files.
 * @module
 */
import { devNull, homedir } from 'node:os';
import { join } from 'node:path';
import { type Environment, readTextIfPresent } from '../../platform/index.ts';

/** The public index, used when nothing else is configured. */
export const DEFAULT_INDEX_URL = 'https://pypi.org/simple';

/** What pip's configuration says. The URLs may hold user names and passwords: never print them. */
export interface PipSettings {
  /** Asked in this order; empty under `no-index`. */
  readonly indexUrls: readonly string[];
  readonly certificateFile?: string;
  readonly proxy?: string;
}

/** Reads pip's configuration; files that are absent count as empty. */
export async function readPipSettings(env: Environment): Promise<PipSettings> {
  const sections = new Map<string, string>();
  for (const file of pipConfigFiles(env)) {
    for (const [key, value] of parsePipConfig((await readTextIfPresent(file)) ?? ''))
      sections.set(key, value);
  }
  const read = (key: string): string | undefined =>
    [
      env[`PIP_${key.toUpperCase().replaceAll('-', '_')}`],
      ...['download', 'install', 'global'].map((section) => sections.get(`${section}.${key}`)),
    ].find((value) => value !== undefined && value.trim() !== '');
  const certificate = read('cert')
    ?.trim()
    .replace(/^~(?=$|[/\\])/, homeOf(env));
  const proxy = read('proxy')?.trim();
  const noIndex = /^(1|true|yes|on|y|t)$/i.test(read('no-index')?.trim() ?? '');
  const indexes = [
    read('index-url')?.trim() ?? DEFAULT_INDEX_URL,
    ...(read('extra-index-url') ?? '').split(/\s+/),
  ];
  return {
    indexUrls: noIndex ? [] : indexes.filter((url) => url !== ''),
    ...(certificate === undefined ? {} : { certificateFile: certificate }),
    ...(proxy === undefined ? {} : { proxy: proxy.includes('://') ? proxy : `http://${proxy}` }),
  };
}

/** pip.conf files from weakest to strongest. */
export function pipConfigFiles(env: Environment, platform: NodeJS.Platform = process.platform): string[] {
  const explicit = env['PIP_CONFIG_FILE'];
  if (explicit === devNull) return [];
  const name = platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const site = env['VIRTUAL_ENV'] ? [join(env['VIRTUAL_ENV'], name)] : [];
  // pip drops the user's files when PIP_CONFIG_FILE names one.
  const user = explicit ? [] : userFiles(env, platform, name);
  return [...machineFiles(env, platform, name), ...user, ...site, ...(explicit ? [explicit] : [])];
}

function machineFiles(env: Environment, platform: NodeJS.Platform, name: string): string[] {
  if (platform === 'win32') return [join(env['ProgramData'] ?? 'C:\\ProgramData', 'pip', name)];
  if (platform === 'darwin') return [join('/Library/Application Support/pip', name)];
  const folders = (env['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':').filter((folder) => folder !== '');
  return [...folders.map((folder) => join(folder, 'pip', name)), join('/etc', name)];
}

function userFiles(env: Environment, platform: NodeJS.Platform, name: string): string[] {
  const home = homeOf(env);
  if (platform === 'win32') {
    const roaming = env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
    return [join(home, 'pip', name), join(roaming, 'pip', name)];
  }
  const files = [
    join(home, '.pip', name),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'pip', name),
  ];
  return platform === 'darwin' ? [...files, join(home, 'Library/Application Support/pip', name)] : files;
}

/** `section.key` to value, as Python's RawConfigParser reads them: full-line comments, indented continuation lines. */
export function parsePipConfig(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let section = '';
  let key = '';
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const header = /^\[([^\]]+)\]/.exec(line);
    const setting = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (line.trim() === '' || /^\s*[#;]/.test(line)) continue;
    if (/^\s/.test(line) && key !== '') values.set(key, `${values.get(key) ?? ''}\n${line.trim()}`);
    else if (header !== null) [section, key] = [(header[1] ?? '').toLowerCase(), ''];
    else if (setting !== null) {
      const name = (setting[1] ?? '').toLowerCase().replaceAll('_', '-').replace(/^--/, '');
      key = `${section}.${name}`;
      values.set(key, setting[2] ?? '');
    }
  }
  return values;
}

function homeOf(env: Environment): string {
  return env['HOME'] || env['USERPROFILE'] || homedir();
}
