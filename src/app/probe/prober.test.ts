import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeModel } from '../../../tests/fixtures/model-workshop.ts';
import type { CatalogueEntry } from '../../models/catalogue/catalogue-entry.ts';
import type { CachedModel, ProbeRecord } from '../../models/index.ts';
import { readProbeRecord } from '../../models/probe-records.ts';
import { openProber, type ProberOptions } from './prober.ts';

const HEARD = { ok: true, finding: 'It heard "all of it"', tookSec: 0.5 };
const SECRETS = {
  HF_TOKEN: 'hf_s3cret',
  HTTPS_PROXY: 'http://user:s3cret@proxy',
  NODE_OPTIONS: '--no-warnings',
};

/** A machine without environments. */
const ONNX_ALONE: ProberOptions['engines'] = {
  look: async (name) =>
    name === 'onnx'
      ? { isReady: true, version: '7' }
      : { isReady: false, finding: 'it is not installed.', mend: `offscribe bootstrap --engines ${name}` },
};

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'offscribe-prober-'));
});
afterEach(async () => await rm(home, { recursive: true, force: true }));

function model(changes: Partial<CatalogueEntry> = {}): CachedModel {
  const entry: CatalogueEntry = { ...makeModel('tiny.en', 1000).entry, engines: ['onnx'], ...changes };
  const files = entry.files.map((file) => ({ ...file, etag: file.sha256 }));
  const manifest = {
    ...({ model: entry.name, source: 'pypi', repository: 'models--x--y', revision: 'main' } as const),
    ...{ commit: '0'.repeat(40), files },
  };
  return { entry, manifest, folder: join(home, 'snapshot'), sha256: files[0]?.sha256 ?? '' };
}

/** A prober whose process runs this instead of an engine. */
async function proberWith(
  code: string,
  more: Partial<ProberOptions> = {},
): Promise<ReturnType<typeof openProber>> {
  const program = join(home, 'program.cjs');
  await writeFile(program, code);
  return openProber({ env: { ...process.env, ...SECRETS }, home, engines: ONNX_ALONE, program, ...more });
}

async function probe(code: string, more: Partial<ProberOptions> = {}): Promise<ProbeRecord> {
  return await (await proberWith(code, more)).probe(model());
}

const answering = (answer: unknown): string =>
  `console.log('a library says hello'); console.log(${JSON.stringify(JSON.stringify(answer))}); process.exit()`;

describe('a probe', () => {
  test('keeps what was found, for the engine as it is', async () => {
    const record = await probe(answering(HEARD));
    expect(record).toMatchObject({ ...HEARD, engine: 'onnx' });
    expect(record.engineVersion).toBe('7');
    const { manifest } = model();
    expect(await readProbeRecord(home, manifest, { versionOf: async () => record.engineVersion })).toEqual(
      record,
    );
    expect(await readProbeRecord(home, manifest, { versionOf: async () => 'onnx 2' })).toBeUndefined();
  });

  test('tells the process the job, and nothing of tokens, proxies and options', async () => {
    const record = await probe(`process.stdin.once('data', (job) => {
      const finding = JSON.stringify({ job: JSON.parse(String(job)), env: process.env });
      console.log(JSON.stringify({ ok: true, tookSec: 1, finding }));
      process.exit();
    });`);
    const { job, env } = JSON.parse(record.finding);
    const { folder, sha256 } = model();
    const engine = { name: 'onnx', version: '7' };
    expect(job).toEqual({ home, engine, folder, sha256, task: 'transcribe' });
    expect(env).toMatchObject({ PATH: process.env['PATH'], OFFSCRIBE_OFFLINE: '1', HF_HUB_OFFLINE: '1' });
    expect(JSON.stringify(env)).not.toMatch(/s3cret|NODE_OPTIONS/);
  });

  test.each([
    [
      'a crash',
      "process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 100)",
      /crashed on it \(SIGSEGV\)/,
    ],
    ['a crash after some words', 'console.log(\'{"ok":true\'); process.abort()', /crashed on it \(SIGABRT\)/],
    ['being ended for its memory', "process.kill(process.pid, 'SIGKILL')", /SIGKILL.*memory/],
    [
      'words that are wrong',
      answering({ ok: false, finding: 'It heard nothing.', tookSec: 1 }),
      /heard nothing/,
    ],
  ])('[row 30] ends in a record that says no after %s', async (_, code, finding) => {
    const record = await probe(code);
    expect(record).toMatchObject({ ok: false, finding: expect.stringMatching(finding) });
    expect(await readProbeRecord(home, model().manifest)).toEqual(record);
  });

  test('[row 30] ends at its time limit', async () => {
    const record = await probe('setInterval(() => {}, 1000)', { limitMs: 700 });
    expect(record).toMatchObject({ ok: false, finding: 'It was stopped when it was not done after 1 s.' });
  });

  test.each([
    [
      'a full disk',
      { code: 'E_DISK_FULL', message: 'Full.', hint: 'df -h' },
      { code: 'E_DISK_FULL', hint: 'df -h' },
    ],
    [
      'a runtime that does not load',
      { code: 'E_ENGINE_FAILED', message: 'No.' },
      { code: 'E_ENGINE_FAILED' },
    ],
    ['a bug', { code: 'E_INTERNAL', message: 'x is undefined' }, { code: 'E_INTERNAL' }],
    ['a code of another release', { code: 'E_NEW', message: 'No.' }, { code: 'E_INTERNAL' }],
  ])('says nothing about the model after %s', async (_, error, expected) => {
    await expect(probe(answering({ error }))).rejects.toMatchObject(expected);
    expect(await readProbeRecord(home, model().manifest)).toBeUndefined();
  });

  test.each(['throw new Error("a bug of ours")', 'process.exit(0)', 'console.log("{}"); process.exit()'])(
    'that gives no answer is a bug: %s',
    async (code) => {
      await expect(probe(code)).rejects.toMatchObject({ code: 'E_INTERNAL' });
      expect(await readProbeRecord(home, model().manifest)).toBeUndefined();
    },
  );

  test('can be stopped', async () => {
    const prober = await proberWith('setInterval(() => {}, 1000)');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    await expect(prober.probe(model(), { signal: stop.signal })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
    expect(await readProbeRecord(home, model().manifest)).toBeUndefined();
  });
});

describe('the engine of a probe', () => {
  const all: ProberOptions['engines'] = {
    look: async (name) => ({
      isReady: true,
      version: '7',
      ...(name === 'onnx' ? {} : { python: `/envs/${name}/python` }),
    }),
  };
  const tell = `process.stdin.once('data', (job) => {
    console.log(JSON.stringify({ ok: true, tookSec: 1, finding: JSON.stringify(JSON.parse(String(job)).engine) }));
    process.exit();
  });`;

  test('is the first of the row that is ready', async () => {
    const prober = await proberWith(tell);
    const record = await prober.probe(model({ engines: ['mlx', 'onnx'] }));
    expect(record).toMatchObject({ engine: 'onnx', finding: '{"name":"onnx","version":"7"}' });
  });

  test('is the one asked for, with the interpreter of its environment', async () => {
    const prober = await proberWith(tell, { engines: all });
    const found = model({ engines: ['onnx', 'mlx'] });
    const record = await prober.probe(found, { engine: 'mlx' });
    expect(record.engine).toBe('mlx');
    expect(JSON.parse(record.finding)).toEqual({ name: 'mlx', version: '7', python: '/envs/mlx/python' });
    expect(await readProbeRecord(home, found.manifest, { engine: 'mlx' })).toEqual(record);
    expect(await readProbeRecord(home, found.manifest, { engine: 'onnx' })).toBeUndefined();
    expect(await prober.unprovable(found, 'faster-whisper')).toMatch(/no engine faster-whisper/);
  });
});

describe('there is no probe for', () => {
  test.each<[string, Partial<CatalogueEntry>, RegExp]>([
    ['a task that nothing does yet', { task: 'diarize' }, /task diarize/],
    ['the weights of another engine', { engines: ['mlx'] }, /engine mlx.*bootstrap --engines mlx/],
    ['weights that no engine loads', { engines: [] }, /no engine/],
    ['a model that knows no English', { languages: ['de'] }, /English/],
  ])('%s', async (_, changes, reason) => {
    const prober = openProber({ env: {}, home, engines: ONNX_ALONE });
    expect(await prober.unprovable(model(changes))).toMatch(reason);
  });

  test.each<Partial<CatalogueEntry>>([
    { languages: ['en'] },
    { languages: 'multilingual' },
    { task: 'vad', languages: [] },
  ])('reason to refuse %j', async (changes) =>
    expect(
      await openProber({ env: {}, home, engines: ONNX_ALONE }).unprovable(model(changes)),
    ).toBeUndefined(),
  );
});
