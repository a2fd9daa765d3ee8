import { type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { scoreText } from '../../src/text/index.ts';
import { deriveCheckpoint } from '../../src/weights/index.ts';
import type { RepositorySetup } from '../fixtures/hub/repository.ts';
import { expectNone } from '../fixtures/process-list.ts';
import { DIGESTS, realModel } from '../real-models.ts';
import { copyEngine, hasEngine, lendEngine } from './engine-cell.ts';
import { type HubCell, openHubCell } from './hub-cell.ts';
import { copyClip, makeLong } from './media.ts';
import {
  finished,
  PACKAGE,
  ROOT,
  type RunResult,
  runEnvironment,
  runOffscribe,
  runProgram,
  startOffscribe,
  temporaryFolder,
} from './offscribe.ts';
import { HAS_FFMPEG, HAS_NETWORK_NAMESPACE } from './tools.ts';

// On a processor MLX takes a quarter of a minute for every window, more on a loaded machine.
vi.setConfig({ testTimeout: 900_000 });

const HAS_MLX = await hasEngine('mlx');
const HAS_FASTER_WHISPER = await hasEngine('faster-whisper');
const HAS_BOTH = HAS_MLX && HAS_FASTER_WHISPER;

describe('from one download', () => {
  test.skipIf(!HAS_BOTH || !HAS_NETWORK_NAMESPACE)(
    'three engines write the same words, where there is no network at all',
    async () => {
      const cwd = await temporaryFolder();
      await copyClip(cwd);
      const home = join(cwd, 'home');
      await lendEngine('mlx', home);
      await lendEngine('faster-whisper', home);
      const texts: Record<string, string> = {};
      for (const engine of ['onnx', 'mlx', 'faster-whisper']) {
        const how = ['-m', 'tiny.en', '--engine', engine, '--precision', 'f32', '-f', 'json', '-o', '-'];
        const env = { OFFSCRIBE_HOME: home };
        const wrapper = ['unshare', '-rn'];
        const run = await runOffscribe(['transcribe', 'clip.flac', ...how], { cwd, env, wrapper });
        expect(run.exitCode, run.stderr).toBe(0);
        const { engine: ran, text } = JSON.parse(run.stdout);
        expect(ran).toMatchObject({ name: engine, options: { precision: 'f32' } });
        texts[engine] = text;
      }
      for (const [one, other] of [
        ['onnx', 'mlx'],
        ['onnx', 'faster-whisper'],
        ['mlx', 'faster-whisper'],
      ] as const) {
        const { errors, words } = scoreText(texts[one] ?? '', texts[other] ?? '', 'en');
        expect((100 * errors) / words, JSON.stringify(texts)).toBeLessThanOrEqual(2);
      }
      // What MLX loads was made of the one checkpoint; CTranslate2 loads that itself.
      const below = await readdir(join(home, 'derived'), { recursive: true });
      const made = below.flatMap((path) => /^[0-9a-f]{64}.([a-z0-9-]+)-g\d+$/.exec(path)?.[1] ?? []);
      expect(made.sort()).toEqual(['mlx-f16', 'onnx-f32']);
    },
  );
});

describe('an engine that is not there', () => {
  test('is refused with the command that makes it, and never chosen', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    const env = { OFFSCRIBE_HOME: join(cwd, 'home') };
    const run = await runOffscribe(['transcribe', 'clip.flac', '--engine', 'faster-whisper'], { cwd, env });
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toMatch(/E_RUNTIME_MISSING.*faster-whisper is not ready/);
    expect(run.stderr).toMatch(/^hint: offscribe bootstrap --engines faster-whisper$/m);
  });
});

type Spoken = { readonly start: number; readonly end: number };

describe('a worker that is killed in the middle of a file', () => {
  /** Five minutes: no machine is through with it once two of them are done. */
  const REPEATS = 15;

  test.skipIf(!HAS_FASTER_WHISPER || !HAS_FFMPEG)(
    'loses nothing: the in-process engine goes on behind its last segment, and no process stays',
    async () => {
      const cwd = await temporaryFolder();
      const home = join(cwd, 'home');
      await lendEngine('faster-whisper', home);
      await makeLong(cwd, REPEATS);
      const how = ['-m', 'tiny.en', '--engine', 'faster-whisper', '-f', 'json', '-o', '-', '--threads', '1'];
      const child = startOffscribe(['transcribe', 'long.wav', ...how], {
        cwd,
        env: { OFFSCRIBE_HOME: home },
      });
      const over = finished(child);
      await windowsGone(join(home, 'spool'), 3);
      const worker = workerOf(child.pid);
      process.kill(Number(worker), 'SIGKILL');
      const run = await over;
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).toMatch(
        /The faster-whisper engine failed \(E_ENGINE_(CRASHED|OOM): .*\) The onnx engine went on from \d+\.\d s\./,
      );
      const { segments, engine, duration } = JSON.parse(run.stdout);
      expect(engine).toMatchObject({ name: 'onnx', options: { fallback: { engine: 'faster-whisper' } } });
      const { atSec } = engine.options.fallback;
      expect(atSec).toBeGreaterThan(0);
      const length = duration / REPEATS;
      for (const [index, { start }] of segments.entries())
        expect(start).toBeGreaterThanOrEqual(segments[index - 1]?.end ?? 0);
      // In every one of the repeats somebody speaks.
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        const [from, to] = [repeat * length, (repeat + 1) * length];
        const spoken = segments.filter((each: Spoken) => each.start < to && each.end > from);
        expect(spoken.length, `repeat ${repeat}`).toBeGreaterThan(2);
      }
      await expectNone(home);
    },
  );
});

/** Waits until so many windows were handed to a worker, each in a file of its own that is gone when it is done. */
async function windowsGone(spool: string, count: number): Promise<void> {
  const seen = new Set<string>();
  const look = async (): Promise<number> => {
    const items = await readdir(spool, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const item of items) if (item.isFile()) seen.add(join(item.parentPath, item.name));
    return seen.size;
  };
  await expect.poll(look, { timeout: 120_000, interval: 20 }).toBeGreaterThan(count);
}

/** The process that a process started in its environment's Python. */
function workerOf(parent: number | undefined): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(parent)], { encoding: 'utf8' });
  const line = stdout.split('\n').find((each) => each.includes('offscribe_worker'));
  return line?.trim().split(/\s+/)[0];
}

const MLX_REPOSITORY = 'mlx-community/whisper-large-v3-mlx';

/** Real small weights in the form of that repository. */
async function mlxFiles(home: string): Promise<Record<string, Buffer>> {
  const { folder: source } = await realModel('tiny.en');
  const { folder } = await deriveCheckpoint(source, { target: 'mlx-f16', home, digests: DIGESTS });
  const files: Record<string, Buffer> = {};
  for (const name of await readdir(folder))
    if (/^(weights\.|config\.json)/.test(name)) files[name] = await readFile(join(folder, name));
  return files;
}

describe.skipIf(!HAS_MLX)('cache-models.sh --mlx', () => {
  const SUCCESS = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] \[SUCCESS\] ✓ MLX Whisper model cached successfully$/m;

  /** A hub with the model, and a home with the engine. */
  async function openCell(
    change: Partial<Record<string, Buffer>> = {},
    access: Pick<RepositorySetup, 'private'> = {},
  ): Promise<HubCell> {
    const scratch = await temporaryFolder();
    const files = { ...(await mlxFiles(scratch)), ...change } as Record<string, Buffer>;
    const cell = await openHubCell([{ id: MLX_REPOSITORY, files, ...access }]);
    await lendEngine('mlx', cell.home);
    return cell;
  }

  async function cache({ cwd, env }: HubCell): Promise<RunResult> {
    // Beside the built program, as in a checkout after npm ci.
    const script = join(PACKAGE, 'cache-models.sh');
    await copyFile(join(ROOT, 'cache-models.sh'), script);
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    return await finished(spawn('bash', [script, '--mlx'], { cwd, env: runEnvironment(env), stdio }));
  }

  test.skipIf(!HAS_NETWORK_NAMESPACE)(
    'prints SUCCESS once the real load_model has loaded it; then its environment loads it offline, by name',
    async () => {
      const cell = await openCell();
      const run = await cache(cell);
      expect(run.stdout + run.stderr).toMatch(SUCCESS);
      expect(run.exitCode).toBe(0);
      const activate = join(cell.home, 'envs', 'mlx', 'bin', 'activate');
      const python = `from mlx_whisper.load_models import load_model; print(type(load_model('${MLX_REPOSITORY}')))`;
      const line = `source '${activate}'; HF_HUB_OFFLINE=1 HF_HUB_CACHE='${cell.cache}' python3 -c "${python}"`;
      const said = await runProgram('unshare', ['-rn', 'bash', '-c', line], cell.cwd);
      expect(said.trim()).toBe("<class 'mlx_whisper.whisper.Whisper'>");
    },
  );

  test('prints no SUCCESS for weights that were cut short', async () => {
    const weights = (await mlxFiles(await temporaryFolder()))['weights.safetensors'] ?? Buffer.alloc(0);
    const run = await cache(
      await openCell({ 'weights.safetensors': weights.subarray(0, weights.length / 2) }),
    );
    expect(run.stdout).not.toContain('SUCCESS');
    expect(run.stdout).toMatch(/\[ERROR\] ✗ MLX Whisper model failed: E_\w+: /);
  });

  test('prints no SUCCESS when load_model is not where it was', async () => {
    const cell = await openCell();
    const folder = await copyEngine('mlx', cell.home);
    const [lib = ''] = await readdir(join(folder, 'lib'));
    const module = join(folder, 'lib', lib, 'site-packages', 'mlx_whisper', 'load_models.py');
    const source = await readFile(module, 'utf8');
    await rm(module);
    await writeFile(module, source.replaceAll('load_model', 'load_the_model'));
    const run = await cache(cell);
    expect(run.stdout).not.toContain('SUCCESS');
    expect(run.stdout).toMatch(/load_model/);
  });

  test('prints no SUCCESS when the hub says 401, and says what to do', async () => {
    const run = await cache(await openCell({}, { private: true }));
    expect(run.stdout).not.toContain('SUCCESS');
    expect(run.stdout).toMatch(/\[ERROR\] ✗ MLX Whisper model failed: /);
    expect(run.stdout).toMatch(/\[INFO\] Next: /);
  });
});
