import { spawnSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileSources, runScript } from '../../../tests/fixtures/compiled-sources.ts';
import { HAS_PYTHON } from '../../../tests/fixtures/plain-python.ts';
import { expectNone } from '../../../tests/fixtures/process-list.ts';
import type { EngineCheck } from '../../engines/index.ts';
import type { EnvironmentRecipe } from './environment-recipe.ts';
import { inspectByRecipe } from './inspect-environment.ts';
import { type MakeOptions, makeByRecipe } from './make-environment.ts';

/** One package of one module, in a wheel in a folder, so that no index is needed; pip and uv are the real ones. */
const WHEEL_SCRIPT = `
import base64, hashlib, sys, zipfile
files = {"mlx_whisper/__init__.py": b"answer = 42\\n",
  "mlx_whisper-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\\nName: mlx-whisper\\nVersion: 1.0\\n",
  "mlx_whisper-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
digest = lambda data: "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
rows = "".join(f"{name},{digest(data)},{len(data)}\\n" for name, data in files.items())
files["mlx_whisper-1.0.dist-info/RECORD"] = (rows + "mlx_whisper-1.0.dist-info/RECORD,,\\n").encode()
path = sys.argv[1] + "/mlx_whisper-1.0-py3-none-any.whl"
with zipfile.ZipFile(path, "w") as wheel:
    for name, data in files.items(): wheel.writestr(name, data)
print(hashlib.sha256(open(path, "rb").read()).hexdigest())
`;

const FINE: EngineCheck = { ok: true, versions: { 'mlx-whisper': '1.0' } };

describe.skipIf(!HAS_PYTHON || process.platform === 'win32')('an engine environment', () => {
  let home = '';
  let recipe: EnvironmentRecipe;
  let options: MakeOptions;
  const folder = (): string => join(home, 'envs', 'mlx');
  const stamp = (): string => join(folder(), 'environment.json');

  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'offscribe-envs-')));
    const wheels = join(home, 'wheels');
    await mkdir(wheels);
    const { stdout } = spawnSync('python3', ['-c', WHEEL_SCRIPT, wheels], { encoding: 'utf8' });
    const lockFile = join(home, 'mlx.txt');
    await writeFile(lockFile, `mlx-whisper==1.0 --hash=sha256:${stdout.trim()}\n`);
    recipe = {
      engine: 'mlx',
      lockFile,
      distribution: 'mlx-whisper',
      packageName: 'mlx_whisper',
      check: async () => FINE,
    };
    // Nothing on an index, wheels in a folder: so uv itself cannot be fetched, and pip does the work unless uv is there.
    const env = { PATH: process.env['PATH'], HOME: home, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels };
    options = { home, env, offline: false, logFile: join(home, 'logs', 'setup.log') };
  });
  afterEach(async () => await rm(home, { recursive: true, force: true }));

  const stateOf = async (): Promise<string> => (await inspectByRecipe(recipe, options)).state;

  test('is absent, then made and ready, then left alone', async () => {
    expect(await stateOf()).toBe('absent');
    const made = await makeByRecipe(recipe, options);
    expect(made).toMatchObject({ state: 'ready', version: '1.0', folder: folder() });
    expect(made.sizeBytes).toBeGreaterThan(0);
    const asked = spawnSync(made.python ?? '', ['-c', 'import mlx_whisper; print(mlx_whisper.answer)']);
    expect(String(asked.stdout)).toBe('42\n');
    const written = await readFile(stamp(), 'utf8');
    await makeByRecipe({ ...recipe, check: async () => ({ ok: false, finding: 'asked again' }) }, options);
    expect(await readFile(stamp(), 'utf8')).toBe(written);
    expect(await readFile(options.logFile, 'utf8')).toContain('check: {"ok":true');
  });

  test('is reached from a checkout, where what is not ours stays', async () => {
    const checkout = join(home, 'checkout');
    await makeByRecipe(recipe, { ...options, checkout });
    expect(await readlink(join(checkout, 'venv', 'mlx'))).toBe(folder());
    const { stdout } = spawnSync(
      'bash',
      ['-c', `source venv/mlx/bin/activate && python3 -c 'import mlx_whisper, sys; print(sys.prefix)'`],
      { cwd: checkout, encoding: 'utf8' },
    );
    expect(stdout.trim()).toBe(folder());
    await rm(join(checkout, 'venv'), { recursive: true });
    await mkdir(join(checkout, 'venv', 'mlx'), { recursive: true });
    const messages: string[] = [];
    await makeByRecipe(recipe, { ...options, checkout, report: ({ message }) => messages.push(message) });
    expect(messages).toEqual([expect.stringContaining('left as it is')]);
  });

  test('that was half made is partial, and is made anew', async () => {
    await makeByRecipe(recipe, options);
    await rm(stamp());
    await writeFile(join(folder(), 'remains'), '');
    expect(await stateOf()).toBe('partial');
    expect(await makeByRecipe(recipe, options)).toMatchObject({ state: 'ready' });
    await expect(readFile(join(folder(), 'remains'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('whose stamp is torn is partial', async () => {
    await makeByRecipe(recipe, options);
    await writeFile(stamp(), (await readFile(stamp(), 'utf8')).slice(0, 40));
    expect(await stateOf()).toBe('partial');
  });

  test('made from another lock file is stale', async () => {
    await makeByRecipe(recipe, options);
    await writeFile(recipe.lockFile, `# changed\n${await readFile(recipe.lockFile, 'utf8')}`);
    expect(await stateOf()).toBe('stale');
    expect(await makeByRecipe(recipe, options)).toMatchObject({ state: 'ready' });
  });

  test('whose Python is gone, does not start, or is another is not ready', async () => {
    await makeByRecipe(recipe, options);
    const python = join(folder(), 'bin', 'python');
    const swap = async (script: string): Promise<string> => {
      await rm(python);
      await writeFile(python, script);
      await chmod(python, 0o755);
      return await stateOf();
    };
    const fake = (version: string): string => `#!/bin/sh\necho ${python}\necho ${version}\n`;
    expect(await swap('#!/bin/sh\nexit 127\n')).toBe('broken');
    expect(await swap(fake('3.99.0'))).toBe('stale');
    await rm(python);
    await symlink('/no/such/python', python);
    expect(await stateOf()).toBe('broken');
    expect(await makeByRecipe(recipe, options)).toMatchObject({ state: 'ready' });
  });

  test('that is activated can be made anew: it is not built on itself', async () => {
    await makeByRecipe(recipe, options);
    const env = { ...options.env, PATH: `${folder()}/bin:${process.env['PATH']}`, VIRTUAL_ENV: folder() };
    expect(await makeByRecipe(recipe, { ...options, env, force: true })).toMatchObject({ state: 'ready' });
  });

  test('whose packages are gone is broken', async () => {
    const { python = '' } = await makeByRecipe(recipe, options);
    const where = spawnSync(python, ['-c', 'import mlx_whisper; print(mlx_whisper.__path__[0])']);
    await rm(String(where.stdout).trim(), { recursive: true });
    expect(await stateOf()).toBe('broken');
  });

  test('that fails the check of its contract gets no stamp; the error says why and names the log', async () => {
    const finding = 'mlx_whisper.load_models.load_model is missing.';
    const doctored = { ...recipe, check: async () => ({ ok: false, finding }) as const };
    await expect(makeByRecipe(doctored, options)).rejects.toMatchObject({
      code: 'E_ENVIRONMENT_FAILED',
      message: expect.stringContaining('load_model is missing'),
      details: { logFile: options.logFile },
    });
    expect(await stateOf()).toBe('partial');
  });

  test('with a package that is not the locked one is refused, and the installer is quoted', async () => {
    await writeFile(recipe.lockFile, `mlx-whisper==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
    const failure: unknown = await makeByRecipe(recipe, options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'E_ENVIRONMENT_FAILED', details: { logFile: options.logFile } });
    expect(JSON.stringify(failure)).toMatch(/hash/i);
    expect(await stateOf()).toBe('partial');
  });

  test('is not made offline, and nobody is asked for anything', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const env = { ...options.env, PIP_NO_INDEX: '', PIP_INDEX_URL: `http://127.0.0.1:${port}/simple` };
    try {
      await expect(makeByRecipe(recipe, { ...options, env, offline: true })).rejects.toMatchObject({
        code: 'E_OFFLINE',
        hint: expect.stringContaining('offscribe bootstrap --engines mlx'),
      });
      expect(asked).toBe(0);
      // The same with the network allowed does ask.
      await writeFile(recipe.lockFile, `not-here==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
      await expect(makeByRecipe(recipe, { ...options, env })).rejects.toMatchObject({
        code: 'E_ENVIRONMENT_FAILED',
      });
      expect(asked).toBeGreaterThan(0);
    } finally {
      server.close();
    }
  });

  test('without any Python that is new enough is not made, and the error says what to install', async () => {
    const old = join(home, 'bin');
    await mkdir(old);
    await writeFile(join(old, 'python3'), '#!/bin/sh\necho /old/python\necho 3.8.10\n');
    await writeFile(join(old, 'python3.12'), '#!/bin/sh\necho shim: not installed >&2\nexit 127\n');
    for (const name of ['python3', 'python3.12']) await chmod(join(old, name), 0o755);
    const env = { ...options.env, PATH: old };
    await expect(makeByRecipe(recipe, { ...options, env })).rejects.toMatchObject({
      code: 'E_RUNTIME_MISSING',
      message: expect.stringContaining('3.8.10'),
    });
    await expect(
      makeByRecipe(recipe, { ...options, env: { ...options.env, OFFSCRIBE_PYTHON: '/no/python' } }),
    ).rejects.toMatchObject({ code: 'E_RUNTIME_MISSING', message: expect.stringContaining('/no/python') });
  });

  test('is made once by two that want it at the same time', async () => {
    let checks = 0;
    const counted = {
      ...recipe,
      check: async () => {
        checks += 1;
        return FINE;
      },
    };
    const both = await Promise.all([makeByRecipe(counted, options), makeByRecipe(counted, options)]);
    expect(both.map(({ state }) => state)).toEqual(['ready', 'ready']);
    expect(checks).toBe(1);
  });

  test('stopped by its signal is cancelled, and nothing goes on', async () => {
    const stop = new AbortController();
    const env = { ...options.env, PATH: await slowInstaller() };
    const making = makeByRecipe(recipe, { ...options, env, signal: stop.signal });
    setTimeout(() => stop.abort(), 1_500);
    await expect(making).rejects.toMatchObject({ code: 'E_CANCELLED' });
    await expectNone(join(home, 'slow'));
  });

  test('whose maker was killed has no installer left, and is made by the next one', async () => {
    const package_ = join(home, 'package');
    await compileSources(package_, [
      'kernel',
      'text',
      'audio',
      'platform',
      'media',
      'models',
      'weights',
      'engines',
      'setup',
    ]);
    await symlink(resolve(import.meta.dirname, '../../../python'), join(package_, 'python'));
    const env = { ...options.env, PATH: await slowInstaller() };
    const maker = await runScript(
      package_,
      `import { makeByRecipe } from './src/setup/environments/make-environment.js';
       const recipe = { ...${JSON.stringify(recipe)}, check: async () => (${JSON.stringify(FINE)}) };
       await makeByRecipe(recipe, ${JSON.stringify({ ...options, env })});`,
      {},
    );
    await expect.poll(() => stateOf(), { timeout: 60_000 }).toBe('partial');
    maker.child.kill('SIGKILL');
    await maker.ended;
    await expectNone(join(home, 'slow'));
    expect(await makeByRecipe(recipe, options)).toMatchObject({ state: 'ready' });
  });

  /** A PATH whose uv makes half an environment and then never ends. */
  async function slowInstaller(): Promise<string> {
    const place = join(home, 'slow');
    await mkdir(place);
    await writeFile(
      join(place, 'uv'),
      `#!/bin/sh\n[ "$1" = --version ] && echo "uv 0.13.9" && exit\nmkdir -p ${folder()}/bin\nexec sh -c 'while true; do sleep 1; done' ${place}\n`,
    );
    await chmod(join(place, 'uv'), 0o755);
    return `${place}:${process.env['PATH']}`;
  }
});
