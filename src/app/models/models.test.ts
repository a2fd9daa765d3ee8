import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeModels } from '../../../tests/fixtures/fake-store.ts';
import { fakeWiring, listening } from '../../../tests/fixtures/fake-wiring.ts';
import { CancelledError, NetworkError, StoreError } from '../../kernel/index.ts';
import type { Wiring } from '../wiring.ts';
import { exportModels } from './export-models.ts';
import { listModels } from './list-models.ts';
import { modelPath } from './model-path.ts';
import { planPulls } from './plan-pulls.ts';
import { probeModels } from './probe-models.ts';
import { pullModels } from './pull-models.ts';
import { verifyModels } from './verify-models.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-use-cases-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

const wiringWith = (models: FakeModels): Wiring => fakeWiring(folder, { models });

describe('pulling', () => {
  test('ends ready only when the engine has understood speech with exactly these bytes', async () => {
    const wiring = wiringWith({ states: { base: 'absent', 'silero-vad': 'verified' } });
    const supervision = listening();
    const outcomes = await pullModels({ names: ['base', 'silero-vad', 'base'] }, wiring, supervision);
    expect(outcomes).toMatchObject([
      {
        ok: true,
        name: 'base',
        state: 'ready',
        transferredBytes: 147_882_941,
        note: 'It heard the known words.',
      },
      { ok: true, name: 'silero-vad', state: 'ready', transferredBytes: 0 },
    ]);
    const types = supervision.events.map(({ type }) => type);
    expect(types).toEqual([
      ...['note', 'pull', 'pull', 'pulled', 'probe', 'probed'],
      ...['note', 'pulled', 'probe', 'probed'],
    ]);
  });

  test('takes an earlier proof of the same bytes for what it is', async () => {
    const wiring = wiringWith({});
    await pullModels({ names: ['base'] }, wiring, listening());
    const supervision = listening();
    const [outcome] = await pullModels({ names: ['base'] }, wiring, supervision);
    expect(outcome).toMatchObject({ state: 'ready', note: 'proved before: It heard the known words.' });
    expect(supervision.events.map(({ type }) => type)).not.toContain('probe');
  });

  test('leaves a model verified, and says why, when nothing here can prove it', async () => {
    const wiring = wiringWith({ unprovable: { 'large-v3-mlx': 'this build has no mlx engine' } });
    const outcomes = await pullModels({ names: ['large-v3-mlx'] }, wiring, listening());
    expect(outcomes).toMatchObject([
      { ok: true, state: 'verified', note: 'not proven: this build has no mlx engine' },
    ]);
    const unproved = await pullModels({ names: ['base'], probe: false }, wiring, listening());
    expect(unproved).toMatchObject([{ ok: true, state: 'verified', note: 'not proven: --no-probe' }]);
  });

  test('fails with E_MODEL_UNLOADABLE when the bytes are right and the engine fails on them', async () => {
    const wiring = wiringWith({ unloadable: { base: 'it heard "noise" instead.' } });
    const [outcome] = await pullModels({ names: ['base'] }, wiring, listening());
    expect(outcome).toMatchObject({ ok: false, state: 'unloadable', error: { code: 'E_MODEL_UNLOADABLE' } });
  });

  test('of several keeps each failure and stops for none', async () => {
    const failure = new StoreError('E_MODEL_PULL_FAILED', 'It could not be fetched.');
    const wiring = wiringWith({ states: { base: 'partial' }, failures: { base: failure } });
    const outcomes = await pullModels({ names: ['base', 'tiny.en'] }, wiring, listening());
    expect(outcomes).toMatchObject([
      { ok: false, name: 'base', state: 'partial', error: failure },
      { ok: true, name: 'tiny.en', state: 'ready' },
    ]);
  });

  test.each([
    [{ names: [] }, 'E_USAGE'],
    [{ names: ['base', 'bsae'] }, 'E_MODEL_UNKNOWN'],
    [{ names: ['base'], engine: 'nonsense' }, 'E_USAGE'],
    [{ names: ['silero-vad'], engine: 'mlx' }, 'E_USAGE'],
    [{ names: ['base', 'tiny.en'], revision: 'main' }, 'E_USAGE'],
    [{ names: ['base'], revision: 'main' }, 'E_USAGE'],
  ])('refuses %j before anything is done', async (request, code) => {
    const supervision = listening();
    await expect(pullModels(request, wiringWith({}), supervision)).rejects.toMatchObject({ code });
    expect(supervision.events).toEqual([]);
  });

  test('that is stopped names the command that goes on', async () => {
    const wiring = wiringWith({ failures: { base: new CancelledError() } });
    const request = { names: ['tiny.en', 'base'], probe: false, revision: undefined };
    await expect(pullModels(request, wiring, listening())).rejects.toMatchObject({
      code: 'E_CANCELLED',
      hint: 'offscribe models pull tiny.en base --no-probe   (goes on where it stopped)',
    });
  });

  test('says the licence first, and loudly when it is not for everything', async () => {
    const supervision = listening();
    const names = ['base', 'nllb-200-distilled-600M-ct2'];
    await pullModels({ names, probe: false }, wiringWith({}), supervision);
    const notes = supervision.events.flatMap((event) => (event.type === 'note' ? event.message : []));
    expect(notes[0]).toMatch(/^base: licence MIT \(/);
    expect(notes[1]).toMatch(/licence CC-BY-NC-4\.0, NON-COMMERCIAL USE ONLY \(/);
  });
});

test('a plan says what would be done, one model at a time', async () => {
  const failure = new NetworkError('E_HTTP_FAILED', 'No such host.');
  const wiring = wiringWith({ states: { base: 'absent' }, failures: { 'tiny.en': failure } });
  const plans = await planPulls({ names: ['base', 'tiny.en', 'silero-vad'] }, wiring, listening());
  expect(plans).toMatchObject([
    { ok: true, name: 'base', state: 'absent', pendingBytes: 147_882_941, files: [{ isHere: false }] },
    { ok: false, name: 'tiny.en', error: failure },
    { ok: true, name: 'silero-vad', state: 'verified', pendingBytes: 0, files: [{ isHere: true }] },
  ]);
});

describe('verifying and proving', () => {
  test('without names are about what is here, and say what is half here', async () => {
    const { entries } = await wiringWith({}).catalogue();
    const absent = Object.fromEntries(entries.map(({ name }) => [name, 'absent' as const]));
    const states = { ...absent, base: 'downloaded', 'tiny.en': 'partial', 'silero-vad': 'corrupt' } as const;
    const supervision = listening();
    const outcomes = await verifyModels({ names: [] }, wiringWith({ states }), supervision);
    expect(outcomes).toMatchObject([
      { ok: true, name: 'base', state: 'verified' },
      { ok: false, name: 'silero-vad', state: 'corrupt', error: { code: 'E_MODEL_CORRUPT' } },
    ]);
    expect(supervision.events).toMatchObject([
      {
        type: 'note',
        message: expect.stringMatching(/^tiny\.en is only partly here: offscribe models pull/),
      },
    ]);
  });

  test('of a named model that nothing here can prove is a failure; of an unnamed one it is said', async () => {
    const wiring = wiringWith({ unprovable: { base: 'this build has no such engine' } });
    const named = await probeModels({ names: ['base'] }, wiring, listening());
    expect(named).toMatchObject([{ ok: false, state: 'verified', error: { code: 'E_RUNTIME_MISSING' } }]);
    const all = await probeModels({ names: [] }, wiring, listening());
    expect(all.find(({ name }) => name === 'base')).toMatchObject({ ok: true, state: 'verified' });
  });
});

describe('listing', () => {
  test('gives every row its state, and only the default is the default', async () => {
    const rows = await listModels(wiringWith({ states: { base: 'ready', 'tiny.en': 'absent' } }));
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ isDefault }) => isDefault)).toMatchObject([
      { name: 'base', state: 'ready', folder },
    ]);
    expect(rows.find(({ name }) => name === 'tiny.en')).toMatchObject({ state: 'absent', presentBytes: 0 });
  });

  test('can be narrowed to an engine and to what is here', async () => {
    const wiring = wiringWith({ states: { base: 'absent' } });
    const rows = await listModels(wiring, { engine: 'onnx', cached: true });
    expect(rows.every(({ engines }) => engines.includes('onnx'))).toBe(true);
    expect(rows.map(({ name }) => name)).not.toContain('base');
    await expect(listModels(wiring, { engine: 'gpu' })).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});

test('the path of a model is its folder, once it is here', async () => {
  const wiring = wiringWith({ states: { base: 'absent' } });
  expect(await modelPath('tiny.en', wiring)).toBe(folder);
  await expect(modelPath('base', wiring)).rejects.toMatchObject({ code: 'E_MODEL_NOT_CACHED' });
});

describe('exporting', () => {
  test('is all or nothing: every model that is not here is named', async () => {
    const wiring = wiringWith({ states: { base: 'absent', 'silero-vad': 'partial' } });
    const request = { names: ['base', 'tiny.en', 'silero-vad'], output: join(folder, 'models.tar') };
    await expect(exportModels(request, wiring, listening())).rejects.toMatchObject({
      code: 'E_MODEL_NOT_CACHED',
      hint: 'offscribe models pull base silero-vad',
    });
    const nowhere = exportModels({ names: ['tiny.en'] }, wiring, listening());
    await expect(nowhere).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
