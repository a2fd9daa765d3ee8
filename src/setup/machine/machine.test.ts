import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readGroupLimits } from '../../platform/index.ts';
import { parseNvidia } from './graphics.ts';
import { readMachine } from './machine.ts';
import { featuresIn } from './processor.ts';
import { findVersion } from './program-version.ts';
import { reach } from './reachability.ts';

/** A root folder with these files. */
async function rootWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'offscribe-root-'));
  onTestFinished(async () => await rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { mode: 0o755 });
  }
  return root;
}

describe('control groups', () => {
  test('of version 2: the least of a group and those above it', async () => {
    const root = await rootWith({
      'proc/self/cgroup': '0::/slice/job\n',
      'sys/fs/cgroup/slice/cpu.max': '150000 100000\n',
      'sys/fs/cgroup/slice/job/cpu.max': 'max 100000\n',
      'sys/fs/cgroup/slice/memory.max': '4294967296\n',
      'sys/fs/cgroup/slice/job/memory.max': '1073741824\n',
    });
    expect(await readGroupLimits(root)).toEqual({ cpus: 1.5, memoryBytes: 2 ** 30 });
  });

  test('of version 1, beside an empty version 2', async () => {
    const root = await rootWith({
      'proc/self/cgroup': '4:memory:/a\n2:cpu,cpuacct:/a\n0::/\n',
      'sys/fs/cgroup/cpu/a/cpu.cfs_quota_us': '50000\n',
      'sys/fs/cgroup/cpu/a/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/memory/a/memory.limit_in_bytes': '2000000000\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    });
    expect(await readGroupLimits(root)).toEqual({ cpus: 0.5, memoryBytes: 2e9 });
  });

  test('that say nothing limit nothing', async () => {
    const root = await rootWith({
      'proc/self/cgroup': '0::/\nnonsense\n',
      'sys/fs/cgroup/cpu.max': 'max 100000\n',
      'sys/fs/cgroup/memory.max': 'max\n',
    });
    expect(await readGroupLimits(root)).toEqual({});
    expect(await readGroupLimits(join(root, 'nowhere'))).toEqual({});
  });
});

describe('a processor', () => {
  test.each([
    ['flags\t: fpu sse4_2 avx2 fma avx512f avx512_vnni amx_int8', ['AVX2', 'AVX-512', 'VNNI', 'AMX']],
    ['flags\t: avx avx2 avx_vnni', ['AVX2', 'VNNI']],
    ['Features\t: fp asimd aes asimddp i8mm sve', ['NEON', 'dot products', 'i8mm', 'SVE']],
    ['hw.optional.arm.FEAT_DotProd: 1\nhw.optional.neon: 1', ['NEON', 'dot products']],
    ['hw.optional.avx2_0: 1', ['AVX2']],
    ['', []],
  ])('that says %j has %j', (text, features) => {
    expect(featuresIn(text)).toEqual(features);
  });
});

describe('graphics', () => {
  test('of NVIDIA are the first that its program names; memory is in MiB', () => {
    expect(parseNvidia('NVIDIA A10, 23028, 550.54.15\nNVIDIA A10, 23028, 550.54.15\n')).toEqual({
      kind: 'nvidia',
      name: 'NVIDIA A10',
      memoryBytes: 23028 * 2 ** 20,
      driver: '550.54.15',
    });
  });

  test.each([[''], ['No devices were found'], ['x, [N/A], 1']])('are none when it says %j', (text) => {
    expect(parseNvidia(text)).toMatchObject({ kind: 'none', finding: expect.any(String) });
  });
});

describe('a program', () => {
  test('is found with its version; one that fails is found without', async () => {
    const root = await rootWith({
      good: '#!/bin/sh\necho "Good version 3.11.7-2, built today"\n',
      bad: '#!/bin/sh\necho 1.0; exit 1\n',
    });
    const env = { PATH: root };
    expect(await findVersion(['gone', 'good'], '--version', env)).toEqual({
      path: join(root, 'good'),
      version: '3.11.7-2',
    });
    expect(await findVersion(['bad'], '--version', env)).toEqual({ path: join(root, 'bad') });
    expect(await findVersion(['gone'], '--version', env)).toBeUndefined();
  });
});

describe('a server', () => {
  const { signal } = new AbortController();

  async function serverOf(status: number): Promise<URL> {
    const server = createServer((_, response) => response.writeHead(status).end());
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  test('that refuses answers all the same; one that fails is of no use', async () => {
    expect(await reach(await serverOf(404), { env: {}, signal })).toMatchObject({ ok: true });
    expect(await reach(await serverOf(503), { env: {}, signal })).toMatchObject({
      ok: false,
      finding: 'answers with status 503',
    });
  });

  test('that is not there is a finding, and no error', async () => {
    const url = new URL('http://127.0.0.1:9/');
    const found = await reach(url, { env: {}, signal });
    expect(found).toMatchObject({ host: '127.0.0.1:9', ok: false, finding: expect.stringMatching(/\S/) });
  });
});

test('this machine has a name, a processor and memory', async () => {
  const machine = await readMachine(process.env);
  expect(machine.system).toMatch(/\S/);
  expect(machine.processor.cores).toBeGreaterThan(0);
  expect(machine.memory.totalBytes).toBeGreaterThan(machine.memory.availableBytes);
  expect(machine.memory.availableBytes).toBeGreaterThan(0);
});
