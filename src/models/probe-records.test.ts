import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelManifest } from './manifest.ts';
import { keepProbeRecord, type ProbeRecord, readProbeRecord } from './probe-records.ts';

const RECORD: ProbeRecord = {
  engine: 'onnx',
  engineVersion: '1',
  ok: true,
  finding: 'Heard it.',
  tookSec: 2,
};

function manifest(etag: string, more: Partial<ModelManifest> = {}): ModelManifest {
  const files = [{ name: 'model.bin', sizeBytes: 3, etag }];
  return {
    ...{
      model: 'base',
      source: 'pypi',
      repository: 'models--x--base',
      revision: 'main',
      commit: '0'.repeat(40),
    },
    ...{ files, ...more },
  };
}

describe('probe records', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'offscribe-probes-'));
  });
  afterEach(async () => await rm(home, { recursive: true, force: true }));

  test('are read back for the same bytes, whatever they are called and wherever they came from', async () => {
    await keepProbeRecord(home, manifest('a'), RECORD);
    const elsewhere = manifest('a', { model: 'other', source: 'hub', commit: '1'.repeat(40) });
    expect(await readProbeRecord(home, elsewhere)).toEqual(RECORD);
    expect(await readProbeRecord(home, manifest('b'))).toBeUndefined();
  });

  test('still count when the sha256 of a file that was known by its git digest is learnt', async () => {
    await keepProbeRecord(home, manifest('a'), RECORD);
    const files = [{ name: 'model.bin', sizeBytes: 3, etag: 'a', sha256: 'b' }];
    expect(await readProbeRecord(home, manifest('a', { files }))).toEqual(RECORD);
  });

  test('count for one version of the engine only', async () => {
    await keepProbeRecord(home, manifest('a'), RECORD);
    expect(await readProbeRecord(home, manifest('a'), { versionOf: async () => '1' })).toEqual(RECORD);
    expect(await readProbeRecord(home, manifest('a'), { versionOf: async () => '2' })).toBeUndefined();
    expect(await readProbeRecord(home, manifest('a'), { versionOf: async () => undefined })).toBeUndefined();
  });

  test('of an engine that understood speech go before those of one that did not', async () => {
    await keepProbeRecord(home, manifest('a'), { ...RECORD, engine: 'faster-whisper', ok: false });
    expect(await readProbeRecord(home, manifest('a'))).toMatchObject({ ok: false });
    await keepProbeRecord(home, manifest('a'), RECORD);
    expect(await readProbeRecord(home, manifest('a'))).toMatchObject({ engine: 'onnx', ok: true });
  });

  test.each(['', '{', 'null', '{"engine":"onnx"}', '{"engine":"../x","ok":true}'])(
    'that cannot be understood do not count: %j',
    async (text) => {
      await keepProbeRecord(home, manifest('a'), RECORD);
      const [key = ''] = await readdir(join(home, 'probes'));
      await writeFile(join(home, 'probes', key, 'onnx.json'), text);
      expect(await readProbeRecord(home, manifest('a'))).toBeUndefined();
    },
  );

  test('that cannot be kept say which folder it is', async () => {
    await writeFile(join(home, 'probes'), 'a file in the way');
    await expect(keepProbeRecord(home, manifest('a'), RECORD)).rejects.toMatchObject({
      code: 'E_STORE_UNWRITABLE',
    });
  });
});
