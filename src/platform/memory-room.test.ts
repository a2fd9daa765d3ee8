import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { memoryRoom } from './memory-room.ts';

async function rootWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'offscribe-root-'));
  onTestFinished(async () => await rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const STATUS = 'VmSize:\t  900 kB\nVmRSS:\t  300 kB\n';

test('room is the limit of a control group less what is held, and of address space less what is reserved', async () => {
  const root = await rootWith({
    'proc/self/status': STATUS,
    'proc/self/limits': 'Max address space         2048000              unlimited            bytes\n',
    'proc/self/cgroup': '0::/job\n',
    'sys/fs/cgroup/job/memory.max': '1024000\n',
  });
  expect(await memoryRoom(root)).toEqual([
    { kind: 'resident', limitBytes: 1_024_000, bytes: 1_024_000 - 300 * 1024 },
    { kind: 'address-space', limitBytes: 2_048_000, bytes: 2_048_000 - 900 * 1024 },
  ]);
});

test('a limit that is passed already leaves nothing, and where none is set none is told', async () => {
  const passed = {
    'proc/self/cgroup': '4:memory:/\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '1000\n',
  };
  expect(await memoryRoom(await rootWith({ 'proc/self/status': STATUS, ...passed }))).toMatchObject([
    { bytes: 0 },
  ]);
  const unlimited = 'Max address space         unlimited            unlimited            bytes\n';
  expect(
    await memoryRoom(await rootWith({ 'proc/self/status': STATUS, 'proc/self/limits': unlimited })),
  ).toEqual([]);
  expect(await memoryRoom(await rootWith({}))).toEqual([]);
});
