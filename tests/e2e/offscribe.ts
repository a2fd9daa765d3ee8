/**
 * Offscribe for end-to-end tests: runs the built CLI as a process of its own and says what it did.
 * @module
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, inject, onTestFinished } from 'vitest';
import type { ErrorCode } from '../../src/kernel/index.ts';

/** The repository. */
export const ROOT: string = resolve(import.meta.dirname, '../..');
/** The built package. */
export const PACKAGE: string = inject('offscribePackage');
/** The built program. */
export const MAIN: string = join(PACKAGE, 'dist', 'cli', 'main.js');
/** A short English recording. */
export const CLIP: string = join(ROOT, 'examples', 'lighthouse-log.flac');

/** Variables of a run; undefined removes one. */
export type RunEnvironment = Readonly<Record<string, string | undefined>>;

/** How to run. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: RunEnvironment | undefined;
  /** Program and arguments put before `node main.js ...`, for namespaces and tracers. */
  readonly wrapper?: readonly string[];
}

/** What a run did. */
export interface RunResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A fresh folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'offscribe-e2e-'));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * The environment of a run: the machine's, with the tests' own OFFSCRIBE_HOME. Tests share it, and each is to see its own work
 * done, so nothing is remembered unless a test asks for it.
 */
export function runEnvironment(changes: RunEnvironment = {}): Record<string, string> {
  const merged: RunEnvironment = {
    ...process.env,
    OFFSCRIBE_HOME: inject('offscribeHome'),
    OFFSCRIBE_REMEMBER: 'false',
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Starts the CLI. */
export function startOffscribe(
  args: readonly string[],
  { cwd, env, wrapper = [] }: RunOptions,
): ChildProcess {
  const [program = process.execPath, ...rest] = [...wrapper, process.execPath, MAIN, ...args];
  return spawn(program, rest, { cwd, env: runEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits for a run to end and keeps what it prints. */
export async function finished(child: ChildProcess): Promise<RunResult> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  return await new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }));
  });
}

/** Runs the CLI to its end. */
export async function runOffscribe(args: readonly string[], options: RunOptions): Promise<RunResult> {
  return await finished(startOffscribe(args, options));
}

/** What a refusal must look like. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly message?: RegExp;
  readonly hint?: RegExp;
}

/** Commands that a hint may begin with. */
const RUNNABLE = /^(offscribe|ffprobe|ls|df|curl|echo|sudo apt-get|brew|winget|use) /;

/**
 * Runs the CLI plainly and with `--json` and expects the same refusal both times: one sentence, a hint that can be
 * run, the exit code, no stack, and nothing new in the current folder.
 */
export async function expectRefusal(
  args: readonly string[],
  options: RunOptions,
  refusal: Refusal,
): Promise<void> {
  const before = await readdir(options.cwd, { recursive: true });
  const plain = await runOffscribe(args, options);
  const lines = plain.stderr.trimEnd().split('\n');
  const errors = lines.filter((line) => line.startsWith('error['));
  expect(errors, plain.stderr).toHaveLength(1);
  expect(errors[0]).toMatch(new RegExp(`^error\\[${refusal.code}\\]: .+[.?]$`));
  if (refusal.message !== undefined) expect(errors[0]).toMatch(refusal.message);
  const hint = lines.find((line) => line.startsWith('hint: '))?.slice('hint: '.length) ?? '';
  expect(hint).toMatch(RUNNABLE);
  if (refusal.hint !== undefined) expect(hint).toMatch(refusal.hint);
  expect(plain.stderr).not.toMatch(/^\s+at /m);
  expect(plain.stdout).toBe('');
  expect(plain.exitCode).toBe(refusal.exitCode);

  const json = await runOffscribe([...args, '--json'], options);
  const document = JSON.parse(json.stdout);
  expect(document).toMatchObject({ ok: false, error: { code: refusal.code, hint } });
  expect(errors[0]).toContain(document.error.message);
  expect(json.stderr).not.toMatch(/^\s+at /m);
  expect(json.exitCode).toBe(refusal.exitCode);
  expect((await readdir(options.cwd, { recursive: true })).sort()).toEqual(before.sort());
}

/** Runs another program to its end; rejects when it fails. */
export async function runProgram(file: string, args: readonly string[], cwd: string): Promise<string> {
  return await new Promise((done, failed) => {
    execFile(file, [...args], { cwd }, (error, stdout, stderr) =>
      error === null ? done(stdout) : failed(new Error(`${file} failed: ${stderr}`, { cause: error })),
    );
  });
}
