/**
 * Hub cell: a folder with empty caches and a settings file of small models, and a local hub that has most of them.
 * @module
 */
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { hubCacheFolder } from '../../src/platform/index.ts';
import { CTRANSLATE2, NPZ, safetensors } from '../fixtures/format-files.ts';
import { type Hub, openHub, type RepositorySetup } from '../fixtures/hub/index.ts';
import { type RunEnvironment, temporaryFolder } from './offscribe.ts';

/** Where a test runs. */
export interface HubCell {
  readonly cwd: string;
  readonly env: RunEnvironment;
  /** The hub cache, which does not exist yet. */
  readonly cache: string;
  readonly home: string;
  readonly hub: Hub;
}

/** Bytes of the slow model. */
const SLOW_BYTES = 3_000_000;

/** Right in shape, so that the store takes it: one tensor of zeros. */
const SLOW_FILE = safetensors(
  { tensor: { dtype: 'U8', shape: [SLOW_BYTES], data_offsets: [0, SLOW_BYTES] } },
  SLOW_BYTES,
);

/** Repositories of the models that the settings file names; `toy-missing` has none. */
const TOYS: readonly RepositorySetup[] = [
  { id: 'toys/mlx', files: { 'weights.npz': NPZ, 'config.json': Buffer.from('{}') } },
  { id: 'toys/broken', files: { 'model.bin': CTRANSLATE2, 'config.json': Buffer.from('{}') } },
  {
    id: 'toys/slow',
    files: { 'model.safetensors': SLOW_FILE },
    faults: { 'model.safetensors': 'slow-always' },
  },
];

const SETTINGS = [
  ['toy-mlx', 'npz', 'toys/mlx', ['weights.npz', 'config.json']],
  ['toy-broken', 'ctranslate2', 'toys/broken', ['model.bin', 'config.json']],
  ['toy-slow', 'safetensors', 'toys/slow', ['model.safetensors']],
  ['toy-missing', 'npz', 'toys/missing', ['weights.npz']],
  ['toy-real', 'ctranslate2', 'Systran/faster-whisper-toy', ['model.bin', '*.json', 'vocabulary.txt']],
]
  .map(
    ([name, format, repo, files]) => `[[model]]
name = ${JSON.stringify(name)}
licence = "MIT"
format = ${JSON.stringify(format)}
[[model.source]]
kind = "hub"
repo = ${JSON.stringify(repo)}
files = ${JSON.stringify(files)}
`,
  )
  .join('\n');

/** Opens a hub with the toys and `more`, and a folder to run in. */
export async function openHubCell(more: readonly RepositorySetup[] = []): Promise<HubCell> {
  const hub = await openHub({ repositories: [...TOYS, ...more], slowPauseMs: 40 });
  onTestFinished(async () => await hub.close());
  const cell = await temporaryFolder();
  const [cwd, cache, home] = [join(cell, 'work'), join(cell, 'cache'), join(cell, 'home')];
  await mkdir(cwd);
  await writeFile(join(cwd, 'offscribe.toml'), SETTINGS);
  const quiet = { HF_TOKEN: undefined, HF_TOKEN_PATH: join(cell, 'no-token'), HTTP_PROXY: undefined };
  const env = { ...quiet, HF_ENDPOINT: hub.origin, HF_HUB_CACHE: cache, OFFSCRIBE_HOME: home, HOME: cell };
  return { cwd, env, cache, home, hub };
}

/** The real files of tiny.en under another name: a model that an engine understands. */
export async function realRepository(id: string): Promise<RepositorySetup> {
  const snapshots = join(hubCacheFolder(process.env), 'models--offscribe--tiny.en', 'snapshots');
  const [commit = ''] = await readdir(snapshots);
  const names = await readdir(join(snapshots, commit));
  const files: Record<string, Buffer> = {};
  for (const name of names) files[name] = await readFile(await realpath(join(snapshots, commit, name)));
  return { id, files };
}
