import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { HAS_MOUNTS } from '../../../tests/e2e/tools.ts';
import { compileSources, runScript } from '../../../tests/fixtures/compiled-sources.ts';
import { type Hub, openHub } from '../../../tests/fixtures/hub/index.ts';
import { TEST_PATIENCE } from '../../../tests/fixtures/model-workshop.ts';
import { sha256 } from '../../platform/index.ts';

const BYTES = randomBytes(64 << 20);

let scripts: string;
let hub: Hub;

beforeAll(async () => {
  scripts = await mkdtemp(join(tmpdir(), 'offscribe-download-crash-'));
  await compileSources(scripts, ['kernel', 'platform', 'models']);
});

afterAll(async () => {
  await rm(scripts, { recursive: true });
});

afterEach(async () => {
  await hub.close();
});

/** A program that downloads the file and says what came of it as JSON; `onBytes` is code. */
async function program(name: string, partPath: string, onBytes: string): Promise<string> {
  hub = await openHub({ repositories: [{ id: 'o/m', files: { [name]: BYTES } }] });
  const file = { name, sizeBytes: BYTES.length, etag: sha256(BYTES) };
  return `
    import { openHttp } from './src/platform/index.js';
    import { download, partBytes } from './src/models/download/download.js';
    const file = ${JSON.stringify(file)};
    const patience = ${JSON.stringify(TEST_PATIENCE)};
    const [url, partPath] = [new URL(${JSON.stringify(`${hub.origin}/o/m/resolve/main/${name}`)}), ${JSON.stringify(partPath)}];
    const http = openHttp({ env: {}, offline: false, timeouts: patience.timeouts });
    const onBytes = (done) => { ${onBytes} };
    const outcome = await download({ http, url, file, partPath, patience, onBytes }).catch(({ code }) => ({ code }));
    console.log(JSON.stringify({ ...outcome, partBytes: await partBytes(partPath, file) }));
    await http.close();`;
}

test('[row 2] SIGKILL at 60 %: the next process resumes, and the server sends at most 45 % more', async () => {
  const part = join(scripts, 'killed', 'part');
  const die = "if (done >= 0.6 * file.sizeBytes && process.env.DIE) process.kill(process.pid, 'SIGKILL');";
  const script = await program('model.bin', part, die);
  const first = await (await runScript(scripts, script, { DIE: '1' })).ended;
  expect(first).toMatchObject({ code: null, output: '' });
  const before = hub.sentFileBytes();
  const second = await (await runScript(scripts, script, {})).ended;
  expect(JSON.parse(second.output)).toEqual({ sha256: sha256(BYTES), partBytes: BYTES.length });
  expect(hub.sentFileBytes() - before).toBeLessThanOrEqual(BYTES.length * 0.45);
});

test.skipIf(!HAS_MOUNTS)(
  '[row 18] ENOSPC in the middle stops everything and keeps what is there; with room again the rest is fetched',
  async () => {
    const disk = join(scripts, 'disk');
    await mkdir(disk);
    const path = join(scripts, 'full.js');
    await writeFile(path, await program('model.bin', join(disk, 'partial', 'part'), ''));
    const shell = `mount -t tmpfs -o size=40m tmpfs "$1" && "$2" "$3" && ls -A "$1/partial" | tr '\\n' ' ' && echo &&
      mount -o remount,size=100m "$1" && "$2" "$3"`;
    const arguments_ = ['-rm', 'sh', '-c', shell, 'sh', disk, process.execPath, path];
    const { stdout } = await promisify(execFile)('unshare', arguments_);
    const [first = '', listed, second = ''] = stdout.split('\n');
    const left = JSON.parse(first);
    expect(left).toMatchObject({ code: 'E_DISK_FULL' });
    expect(left.partBytes).toBeGreaterThan(30 << 20);
    expect(listed).toBe('part part.json ');
    expect(JSON.parse(second)).toEqual({ sha256: sha256(BYTES), partBytes: BYTES.length });
    const resumed = hub.fileRequests().at(-1);
    expect(resumed?.range).toBe(`bytes=${left.partBytes}-`);
    expect(resumed?.sentBytes).toBe(BYTES.length - left.partBytes);
  },
);
