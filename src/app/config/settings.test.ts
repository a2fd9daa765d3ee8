import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SETTINGS, type SettingKey, type Settings } from '../../kernel/index.ts';
import { readSettings } from './read-settings.ts';
import { mergeSettings } from './settings-layers.ts';
import { showSettings } from './show-settings.ts';

interface Machine {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly project: string;
  readonly own: string;
}

/** A project and a user, each with an offscribe.toml of that text. */
async function machine(texts: { readonly project?: string; readonly own?: string }): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), 'offscribe-settings-'));
  onTestFinished(async () => await rm(root, { recursive: true, force: true }));
  const folder = join(root, 'project');
  const config = join(root, '.config', 'offscribe');
  await mkdir(folder);
  await mkdir(config, { recursive: true });
  const [project, own] = [join(folder, 'offscribe.toml'), join(config, 'offscribe.toml')];
  if (texts.project !== undefined) await writeFile(project, texts.project);
  if (texts.own !== undefined) await writeFile(own, texts.own);
  return { folder, env: { HOME: root }, project, own };
}

const read = async (
  { folder, env }: Machine,
  more: { readonly flags?: Partial<Settings>; readonly env?: Readonly<Record<string, string>> } = {},
): ReturnType<typeof readSettings> =>
  await readSettings({
    flags: more.flags ?? {},
    env: { ...env, ...more.env },
    reader: 'transcribe',
    folder,
  });

describe('layers', () => {
  test('a flag beats a variable, that the project, that the user, that the default', async () => {
    const made = await machine({ project: 'threads = 3\n', own: '\nthreads = 4\n' });
    const bare = await machine({ own: '# mine\nthreads = 4\n' });
    const variable = { OFFSCRIBE_THREADS: '2' };
    const steps = [
      [await read(made, { flags: { threads: 1 }, env: variable }), 1, { layer: 'flag', name: '--threads' }],
      [await read(made, { env: variable }), 2, { layer: 'variable', name: 'OFFSCRIBE_THREADS' }],
      [await read(made), 3, { layer: 'file', path: made.project, line: 1 }],
      [await read(bare), 4, { layer: 'file', path: bare.own, line: 2 }],
      [await read(await machine({})), undefined, { layer: 'default' }],
    ] as const;
    for (const [{ values, origins }, value, origin] of steps) {
      expect([values.threads, origins.threads]).toEqual([value, origin]);
    }
  });

  test('of any mixture give each setting the strongest value that was given', () => {
    const layer = fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined });
    fc.assert(
      fc.property(layer, layer, layer, layer, (flag, variable, project, own) => {
        const files = [
          ...(project === undefined ? [] : [fileWith('project', 'beam-size', project)]),
          ...(own === undefined ? [] : [fileWith('user', 'beam-size', own)]),
        ];
        const { values } = mergeSettings({
          flags: flag === undefined ? {} : { 'beam-size': flag },
          env: variable === undefined ? {} : { OFFSCRIBE_BEAM_SIZE: String(variable) },
          files,
          reader: 'eval',
        });
        expect(values['beam-size']).toBe(flag ?? variable ?? project ?? own ?? 1);
      }),
    );
  });

  test('a blank variable counts as unset, and one that the command does not read is not looked at', async () => {
    const made = await machine({});
    const { values, origins } = await read(made, { env: { OFFSCRIBE_TASK: ' ' } });
    expect([values.task, origins.task.layer]).toEqual(['transcribe', 'default']);
    const question = { flags: {}, env: { ...made.env, OFFSCRIBE_TASK: 'dance' }, folder: made.folder };
    await expect(readSettings({ ...question, reader: 'models' })).resolves.toMatchObject({ warnings: [] });
    await expect(readSettings({ ...question, reader: 'eval' })).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: 'The variable OFFSCRIBE_TASK takes transcribe or translate.',
    });
  });

  test('vad can be turned on and off at every layer', async () => {
    const made = await machine({ project: 'vad = false\n' });
    expect((await read(made)).values.vad).toBe(false);
    expect((await read(made, { env: { OFFSCRIBE_VAD: 'on' } })).values.vad).toBe(true);
    const off = await read(made, { flags: { vad: false }, env: { OFFSCRIBE_VAD: 'on' } });
    expect([off.values.vad, off.origins.vad]).toEqual([false, { layer: 'flag', name: '--no-vad' }]);
  });

  test('what another tool calls offline is offline here, and what it calls online is not forced', async () => {
    const made = await machine({ own: 'offline = true\n' });
    const offline = async (env: Record<string, string>) => (await read(made, { env })).values.offline;
    expect(await offline({ HF_HUB_OFFLINE: '0' })).toBe(true);
    expect(await offline({ OFFSCRIBE_OFFLINE: '0' })).toBe(false);
    expect(await offline({ OFFSCRIBE_OFFLINE: '0', HF_HUB_OFFLINE: '1' })).toBe(true);
  });

  test('say in one note what was not on the command line', async () => {
    const made = await machine({ project: 'format = ["srt", "json"]\noutput = "subtitles"\n' });
    const { note, values } = await read(made, { env: { OFFSCRIBE_MODEL: 'tiny.en' } });
    expect(note).toBe(
      `settings: default-model tiny.en (OFFSCRIBE_MODEL), format srt,json (offscribe.toml:1), output ${join(made.folder, 'subtitles')} (offscribe.toml:2).`,
    );
    expect(values.format).toEqual(['srt', 'json']);
    expect((await read(await machine({}))).note).toBeUndefined();
  });
});

describe('a file', () => {
  test.each([
    ['lock = "x.json"', 'lock may be set in your own offscribe.toml, and not in that of a project.'],
    ['offline = false', 'offline may only be true in the file of a project: it cannot open the network.'],
    ['output = "/tmp"', 'output must stay in the folder of the project.'],
    ['glossary = "../names.tsv"', 'glossary must stay in the folder of the project.'],
    ['profile = "../house.toml"', 'profile must stay in the folder of the project.'],
    ['output = "a/../../b"', 'output must stay in the folder of the project.'],
  ])('of a project may not say %s', async (text, message) => {
    const made = await machine({ project: `${text}\n` });
    await expect(read(made)).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: `${made.project}:1: ${message}`,
    });
    await expect(read(await machine({ own: `${text}\n` }))).resolves.toBeDefined();
  });

  test.each([
    ['home = "/tmp"', 'home may not be set in a file'],
    ['hub-token = "hf_secret"', 'hub-token may not be set in a file'],
    ['debug = true', 'debug may not be set in a file'],
    ['thread = 2', 'thread is not a setting; did you mean "threads"?'],
    ['beam_size = 2', 'beam_size is not a setting; did you mean "beam-size"?'],
    ['model = "base"', 'model is for tables of models; the model to use is "default-model".'],
    ['threads = "hf_secret"', 'threads takes a whole number from 1 up.'],
    ['threads = 0', 'threads takes a whole number from 1 up.'],
    ['vad = "yes"', 'vad takes true or false.'],
    ['format = ["srt", "hf_secret"]', `format takes some of ${SETTINGS.format.allowed.join(', ')}.`],
    ['engine = "hf_secret"', 'engine takes auto, onnx, mlx or faster-whisper.'],
  ])('that says %s is refused, its value never shown', async (text, message) => {
    for (const owner of ['project', 'own'] as const) {
      const made = await machine({ [owner]: `${text}\n` });
      const error = await read(made).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'E_CONFIG_INVALID', message: expect.stringContaining(message) });
      expect(String(error)).not.toContain('hf_secret');
    }
  });

  test('is the project and the user at once in the folder of the latter, and counts as theirs', async () => {
    const made = await machine({ own: 'lock = "mine.json"\n' });
    const config = join(made.folder, '..', '.config', 'offscribe');
    const { values } = await read({ ...made, folder: config });
    expect(values.lock).toBe(join(config, 'mine.json'));
  });
});

describe('variables', () => {
  test('that nothing reads are warnings, with the nearest name and without the value', async () => {
    const env = { OFFSCRIBE_THREDS: 'hf_secret', OFFSCRIBE_COLOUR_OF_MOON: 'x' };
    const { warnings } = await read(await machine({}), { env });
    expect(warnings).toEqual([
      'the variable OFFSCRIBE_COLOUR_OF_MOON is not a setting, and nothing reads it.',
      'the variable OFFSCRIBE_THREDS is not a setting, and nothing reads it; did you mean OFFSCRIBE_THREADS?',
    ]);
  });
});

describe('what is shown', () => {
  test('has every setting, and no secret in it', async () => {
    const env = { HF_TOKEN: 'hf_secret', HF_ENDPOINT: 'https://me:hf_secret@hub.example/x' };
    const made = await machine({});
    const read = await readSettings({
      flags: {},
      env: { ...made.env, ...env },
      reader: 'config',
      folder: made.folder,
    });
    const shown = showSettings(read, { ...made.env, ...env });
    expect(shown.map(({ key }) => key)).toEqual(Object.keys(SETTINGS));
    expect(JSON.stringify(shown)).not.toContain('hf_secret');
    expect(shown.find(({ key }) => key === 'hub-token')).toMatchObject({
      value: null,
      text: 'set, not shown',
      from: { layer: 'variable', name: 'HF_TOKEN' },
    });
    expect(shown.find(({ key }) => key === 'hub-endpoint')?.value).toBe('https://hub.example/x');
    expect(shown.find(({ key }) => key === 'home')?.value).toBe(
      join(made.folder, '..', '.local/share/offscribe'),
    );
  });
});

function fileWith(owner: 'project' | 'user', key: SettingKey, value: unknown) {
  return { path: `/${owner}/offscribe.toml`, owner, text: '', settings: [{ key, value, line: 1 }] };
}
