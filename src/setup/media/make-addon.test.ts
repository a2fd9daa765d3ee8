import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileSources, runScript } from '../../../tests/fixtures/compiled-sources.ts';
import { expectNone, livingProcesses } from '../../../tests/fixtures/process-list.ts';
import { mediaAddon } from '../../../tests/media-addon.ts';
import { type AddonRecipe, addonRecipe, inspectAddonFolder } from '../../media/index.ts';
import { type MakeAddonOptions, makeAddonByRecipe } from './make-addon.ts';

// Also fills npm's cache: what these tests fetch comes from there.
const isFetchable = (await mediaAddon()) !== undefined;

describe.skipIf(!isFetchable)('the media add-on', () => {
  let home = '';
  let recipe: AddonRecipe;
  let options: MakeAddonOptions;
  const place = (): string => join(home, 'media');
  const folder = (): string => join(place(), recipe.version);
  const stateOf = async (): Promise<string> => (await inspectAddonFolder(folder(), recipe)).state;
  /** Everything in the place but the add-on itself. */
  const remains = async (): Promise<string[]> =>
    (await readdir(place())).filter((name) => name !== recipe.version);

  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'offscribe-addon-')));
    recipe = await addonRecipe();
    options = { home, env: process.env, offline: false, logFile: join(home, 'setup.log') };
  });
  afterEach(async () => await rm(home, { recursive: true, force: true }));

  /** The recipe with a change in its lock file. */
  async function changedRecipe(change: (lock: string) => string): Promise<AddonRecipe> {
    const copy = join(home, 'recipe');
    await cp(recipe.folder, copy, { recursive: true });
    const lock = join(copy, 'package-lock.json');
    await writeFile(lock, change(await readFile(lock, 'utf8')));
    return { ...recipe, folder: copy };
  }

  test('is absent, then made by one of two makers, and ready; what was half-made or superseded goes', async () => {
    expect(await stateOf()).toBe('absent');
    await mkdir(join(folder(), 'node_modules'), { recursive: true });
    await mkdir(join(place(), '5.9.9'));
    await mkdir(join(place(), `.999999999-0123456789ab.offscribe-tmp`));
    expect(await stateOf()).toBe('partial');
    const told: string[] = [];
    const report = (message: string): void => void told.push(message);
    const both = await Promise.all([
      makeAddonByRecipe(recipe, { ...options, report }),
      makeAddonByRecipe(recipe, { ...options, report, force: true }),
    ]);
    for (const made of both) expect(made).toMatchObject({ state: 'ready', version: recipe.version });
    expect(told.filter((message) => message.startsWith('Fetching'))).toHaveLength(1);
    expect(told.filter((message) => message.startsWith('Waiting for'))).toHaveLength(1);
    expect(told).toContain('It has decoded a recording.');
    expect(await remains()).toEqual([]);
    expect((await readdir(join(folder(), 'node_modules'))).sort()).toEqual(
      ['.package-lock.json', '@seydx', 'node-av'].sort(),
    );
    expect(both[0].sizeBytes).toBeGreaterThan(1e8);

    const again = await makeAddonByRecipe(recipe, { ...options, offline: true, report });
    expect(again.state).toBe('ready');
    expect(told).toHaveLength(3);
    await rm(join(folder(), 'node_modules', 'node-av'), { recursive: true });
    expect(await stateOf()).toBe('broken');
  });

  test('is refused offline before anything is written', async () => {
    await expect(makeAddonByRecipe(recipe, { ...options, offline: true })).rejects.toMatchObject({
      code: 'E_OFFLINE',
      hint: expect.stringContaining('offscribe bootstrap --media'),
    });
    expect(await readdir(home)).toEqual([]);
  });

  test('comes from the registry that npm is set up for, and its failure leaves a log and no more', async () => {
    const env = {
      ...process.env,
      npm_config_registry: 'http://127.0.0.1:9/registry/',
      npm_config_cache: join(home, 'cache'),
      npm_config_fetch_retries: '0',
    };
    const failure = await makeAddonByRecipe(recipe, { ...options, env }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'E_ENVIRONMENT_FAILED',
      message: expect.stringContaining('setup.log'),
      hint: expect.stringContaining('tail -n 40'),
    });
    expect(await readFile(options.logFile, 'utf8')).toContain('127.0.0.1:9');
    expect(await readdir(place())).toEqual([]);
  });

  test('is not made of bytes with another hash', async () => {
    const other = await changedRecipe((lock) =>
      lock.replace(
        /("node_modules\/node-av": \{\s+"version": "[^"]+",\s+"integrity": "sha512-).{8}/,
        '$1AAAAAAAA',
      ),
    );
    await expect(makeAddonByRecipe(other, options)).rejects.toMatchObject({ code: 'E_ENVIRONMENT_FAILED' });
    expect(await readFile(options.logFile, 'utf8')).toContain('EINTEGRITY');
    expect(await readdir(place())).toEqual([]);
  });

  test('runs no script of a package', async () => {
    const other = await changedRecipe((lock) => lock);
    const manifest = join(other.folder, 'package.json');
    const scripts = { postinstall: `node -e "require('fs').writeFileSync('${join(home, 'ran')}', '')"` };
    await writeFile(manifest, JSON.stringify({ ...JSON.parse(await readFile(manifest, 'utf8')), scripts }));
    const env = { ...process.env, npm_config_ignore_scripts: 'false' };
    expect((await makeAddonByRecipe(other, { ...options, env })).state).toBe('ready');
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });

  test('can be stopped, and nothing of the installer is left', async () => {
    const stop = new AbortController();
    const making = makeAddonByRecipe(recipe, {
      ...options,
      signal: stop.signal,
      report: () => setTimeout(() => stop.abort(), 300),
    });
    await expect(making).rejects.toMatchObject({ code: 'E_CANCELLED' });
    await expectNone(home);
    expect(await readdir(place())).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')(
    'killed while it installs is not there, its installer ends, and the next maker makes it',
    async () => {
      const target = join(home, 'compiled');
      await compileSources(target, ['kernel', 'platform', 'audio', 'media', 'setup']);
      const maker = await runScript(
        target,
        `import { makeAddonByRecipe } from './src/setup/media/make-addon.js';
         const recipe = ${JSON.stringify({ ...recipe, folder: resolve('media') })};
         const options = ${JSON.stringify({ ...options, env: undefined })};
         await makeAddonByRecipe(recipe, { ...options, env: process.env, report: console.log });`,
        { HOME: process.env['HOME'] ?? '', npm_config_cache: join(home, 'cache') },
      );
      await expect.poll(() => maker.output(), { timeout: 60_000 }).toContain('Fetching');
      const isInstalling = (): boolean =>
        livingProcesses().some((line) => line.includes('npm') && line.includes(place()));
      await expect.poll(isInstalling, { timeout: 60_000 }).toBe(true);
      maker.child.kill('SIGKILL');
      await maker.ended;
      await expectNone(place());
      expect(await stateOf()).toBe('absent');
      expect((await makeAddonByRecipe(recipe, options)).state).toBe('ready');
      expect(await remains()).toEqual([]);
    },
  );
});
