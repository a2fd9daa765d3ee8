/**
 * Global setup of the end-to-end tests: builds the package once, into a folder of its own so that no other build can
 * pull it away, and makes sure of the models, through the CLI itself. Models lie where the machine keeps them;
 * OFFSCRIBE_HOME is a fresh folder. Both folders are removed afterwards.
 * @module
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

declare module 'vitest' {
  interface ProvidedContext {
    /** The built package: `package.json`, `dist/`, `node_modules/`. */
    offscribePackage: string;
    /** OFFSCRIBE_HOME of the tests, with the weights of tiny.en converted. */
    offscribeHome: string;
  }
}

/** Builds, pulls, converts; returns what clears up. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'offscribe-e2e-home-'));
  const built = await buildPackage();
  const main = join(built, 'dist', 'cli', 'main.js');
  const env = { ...process.env, OFFSCRIBE_HOME: home, OFFSCRIBE_REMEMBER: 'false' };
  await run(process.execPath, [main, 'models', 'pull', 'tiny.en', 'base', 'silero-vad'], { cwd: home, env });
  const clip = join(ROOT, 'examples', 'lighthouse-log.flac');
  await run(process.execPath, [main, 'transcribe', clip, '-m', 'tiny.en', '-o', '-'], { cwd: home, env });
  project.provide('offscribePackage', built);
  project.provide('offscribeHome', home);
  return async () => {
    await rm(home, { recursive: true, force: true });
    await rm(built, { recursive: true, force: true });
  };
}

/** The package as it is published, the workers, the media add-on's lock file and the installed dependencies by links. */
async function buildPackage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'offscribe-e2e-package-'));
  await copyFile(join(ROOT, 'package.json'), join(folder, 'package.json'));
  for (const name of ['python', 'media']) await symlink(join(ROOT, name), join(folder, name), 'junction');
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await run(process.execPath, [tsdownProgram(), '--out-dir', join(folder, 'dist')], { cwd: ROOT });
  return folder;
}

function tsdownProgram(): string {
  const manifest = createRequire(import.meta.url).resolve('tsdown/package.json');
  return join(dirname(manifest), 'dist', 'run.mjs');
}
