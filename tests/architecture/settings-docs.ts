/**
 * Settings documents: the table of settings as a page, and who reads each of them.
 * @module
 */
import { SETTINGS, type SettingRow } from '../../src/kernel/index.ts';
import { isTest, type SourceFile } from './source-file.ts';

const FILES = { any: 'yes', own: 'your own only', never: 'no' } as const;

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  return [
    '# Configuration',
    '',
    'Made from `src/kernel/settings.data.ts` by `npx vitest run tests/architecture.test.ts -u`; do not edit.',
    '',
    'A flag beats a variable, that beats `offscribe.toml` in the current folder (the project), that beats your own in',
    '`~/.config/offscribe/` (or `$XDG_CONFIG_HOME/offscribe/`), that beats the default. `offscribe config show` prints every value and',
    'where it came from; `--json` does the same for programs. `transcribe` says in its log what was not on its command line.',
    '',
    '| key | flag | variable | takes | default | in a file | read by |',
    '|---|---|---|---|---|---|---|',
    ...Object.entries(SETTINGS).map(([key, row]) => settingLine(key, row)),
    '',
    '## What each means',
    '',
    ...Object.entries(SETTINGS).map(([key, { meaning }]) => `- \`${key}\`: ${meaning}`),
    '',
    '## Files',
    '',
    '```toml',
    '# offscribe.toml',
    'default-model = "tiny.en"',
    'format = ["srt", "vtt"]',
    'output = "subtitles"',
    'vad = true',
    '```',
    '',
    'Paths are relative to the file. The same file may hold `[[model]]` tables, which add models: see [models.md](models.md).',
    '',
    "A project can be a stranger's, and its file is obeyed unread. So no file may set a program, a server, a secret or a cache folder;",
    'the file of a project may not name a lock file (it is written to) or lift `offline`, and its `output` and `glossary` must stay in its own folder.',
    'A key that nothing reads, and a value that cannot be, is `E_CONFIG_INVALID` with the file, the line and the nearest name; the',
    'value is never shown, since it may be a secret in the wrong place. A variable with a wrong value is refused by the commands that read it.',
    '',
    'An `OFFSCRIBE_*` variable that nothing reads is a warning with the nearest name, not an error: a machine may be set up for a newer',
    'Offscribe than the one that runs. A blank variable counts as unset. `HF_HUB_OFFLINE` and `TRANSFORMERS_OFFLINE` turn `offline` on, and never off.',
    '',
    'The library (`import { transcribe } from "offscribe"`) takes its options from the call alone; only places and proxies come from the environment.',
    '',
  ].join('\n');
}

function settingLine(key: string, row: SettingRow): string {
  const { flag, contrary, variable, alsoVariables = [], kind, allowed, file, readBy } = row;
  const name = flag?.replace(/ <.*/, '') ?? '';
  const flags = flag === undefined ? '' : `\`${name}\`${contrary === undefined ? '' : ', `--no-...`'}`;
  const variables = [variable, ...alsoVariables].map((each) => `\`${each}\``).join(', ');
  const value = row.defaultText ?? `\`${String(row.default)}\``;
  const readers = readBy.includes('*') ? 'all' : readBy.join(', ');
  return `| \`${key}\` | ${flags} | ${variables} | ${allowed?.join(', ') ?? kind} | ${value} | ${FILES[file]} | ${readers} |`;
}

/** Keys that no product file reads: neither by the key of merged settings nor by the variable. */
export function unreadSettings(keys: readonly string[], files: readonly SourceFile[]): readonly string[] {
  const table = 'src/kernel/settings.data.ts';
  const readers = files.filter(({ path }) => path !== table && !isTest(path) && !isAboutSettings(path));
  return keys.filter((key) => {
    const row: SettingRow | undefined = Object.entries(SETTINGS).find(([name]) => name === key)?.[1];
    const names = /-/.test(key) ? [`['${key}']`] : [key];
    const byKey = readers.some(({ text }) => names.some((name) => readsSetting(text, name)));
    const byVariable = readers.some(({ text }) => text.includes(`'${row?.variable}'`));
    return !byKey && !byVariable;
  });
}

/** What merges and shows settings reads none of them. */
function isAboutSettings(path: string): boolean {
  return /^src\/(app\/config\/|cli\/(config-command|setting-flags)\.ts)/.test(path);
}

/** `settings.values.key`, `values['key']`, or `{ ..., key, ... } = settings.values`, `} = settings`. */
function readsSetting(text: string, name: string): boolean {
  const member = name.startsWith('[') ? name.replace(/[[\]]/g, '\\$&') : `\\.${name}\\b`;
  const taken = new RegExp(`\\{[^{}]*\\b${name.replace(/\W/g, '')}\\b[^{}]*\\} = settings\\b`);
  return new RegExp(`(settings|values)\\.?${member}`).test(text) || taken.test(text);
}
