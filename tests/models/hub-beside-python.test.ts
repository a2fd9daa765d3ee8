/**
 * Beside the Python client: both pull at once; and blobs that it keeps in a store shared by all repositories.
 * @module
 */
import { chmod, lstat, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../src/models/catalogue/catalogue-entry.ts';
import { buildModel } from '../../src/weights/index.ts';
import { HUB_PYTHON, hubPythonEnvironment, runHf, runHubPython } from '../fixtures/hub-python.ts';
import {
  HUB_ENTRY,
  HUB_FILES,
  HUB_FOLDER,
  HUB_ID,
  type HubWorkshop,
  openHubStore,
  openHubWorkshop,
} from '../fixtures/hub-workshop.ts';
import { makeCheckpoint } from '../fixtures/model-workshop.ts';

const SNAPSHOT = `
import sys, huggingface_hub
print(huggingface_hub.snapshot_download(sys.argv[1]))
`;
/** Moves a repository's large file into the shared store with the client's own code, as a Xet download would. */
const SHARE = `
import os, sys
from huggingface_hub.utils._shared_blobs import publish_blob_to_shared_store
cache, link, xet_hash = sys.argv[1:4]
blob = os.path.normpath(os.path.join(os.path.dirname(link), os.readlink(link)))
size = os.path.getsize(blob)
shared = publish_blob_to_shared_store(blob_path=blob, xet_hash=xet_hash, cache_dir=cache, expected_size=size)
print(shared, os.path.islink(blob))
`;
/** What a large file is called in the shared store; any 64 hex digits that are not its sha256. */
const XET_HASH = 'ab'.repeat(32);

/** y = x + w, where w lies in a file of its own, as large models keep it. */
const DATA = Buffer.alloc(16 * 1024);
DATA.writeFloatLE(41, 0);
const GRAPH = Buffer.from(
  buildModel({
    inputs: [{ name: 'x', type: 'f32', shape: [4096] }],
    outputs: [{ name: 'y', type: 'f32', shape: [4096] }],
    nodes: [{ operator: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    initializers: [
      {
        name: 'w',
        type: 'f32',
        shape: [4096],
        bytes: { file: 'model.onnx_data', offset: 0, length: DATA.length },
      },
    ],
  }),
);
const ONNX_ENTRY: CatalogueEntry = {
  ...HUB_ENTRY,
  format: 'onnx',
  sources: [{ kind: 'hub', repo: HUB_ID, files: ['model.onnx', 'model.onnx_data'] }],
};

describe.skipIf(HUB_PYTHON === undefined)('beside the Python hub client', () => {
  it('[row 22] both pull at once: both succeed, the cache is right for both, nothing is left lying about', async () => {
    const weights = makeCheckpoint(4_000_000, 5);
    const workshop = await openHubWorkshop({
      repository: { files: { ...HUB_FILES, 'model.bin': weights }, faults: { 'model.bin': 'slow' } },
      hub: { slowPauseMs: 10 },
    });
    const env = hubPythonEnvironment(workshop.hub.origin, workshop.cache);
    const python = runHubPython(SNAPSHOT, [HUB_ID], env);
    // The client takes about half a second to start; then the hub sends both of them the same file for a second.
    await until(async () => (await incompleteBlobs(workshop)).length > 0);
    const model = await openHubStore(workshop.env).pull(HUB_ENTRY, { offline: false });
    const pulled = await python;
    expect(pulled.stdout.trim(), pulled.stderr).toBe(model.folder);
    const overlapped = workshop.hub.fileRequests().filter(({ server }) => server === 'cdn');
    expect(overlapped.length).toBeGreaterThanOrEqual(2);
    const verified = await runHf(['cache', 'verify', HUB_ID], env);
    expect(verified, verified.stdout).toMatchObject({ code: 0 });
    await openHubStore(workshop.env).verify(HUB_ENTRY);
    expect((await readdir(join(workshop.repository, 'blobs'))).sort()).toEqual(await blobNames(workshop));
  });

  it('[row 22] a blob in the shared store is read through two links, and proven there', async () => {
    const workshop = await openHubWorkshop();
    await pullAndShare(workshop);
    const before = workshop.hub.requests.length;
    const store = openHubStore(workshop.env);
    const model = await store.pull(HUB_ENTRY, { offline: false });
    expect(workshop.hub.requests).toHaveLength(before);
    expect((await lstat(await blobOf(workshop, 'model.bin'))).isSymbolicLink()).toBe(true);
    expect((await store.verify(HUB_ENTRY)).folder).toBe(model.folder);
  });

  it('[row 22] a shared blob that went bad is replaced by one of our own and never written through', async () => {
    const workshop = await openHubWorkshop();
    const payload = await pullAndShare(workshop);
    const env = hubPythonEnvironment(workshop.hub.origin, workshop.cache);
    const bytes = await readFile(payload);
    bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500);
    await replaceContent(payload, bytes);
    await expect(openHubStore(workshop.env).verify(HUB_ENTRY)).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
    });
    await openHubStore(workshop.env).pull(HUB_ENTRY, { offline: false });
    expect((await lstat(await blobOf(workshop, 'model.bin'))).isSymbolicLink()).toBe(false);
    expect((await readFile(payload)).equals(bytes)).toBe(true);
    const verified = await runHf(['cache', 'verify', HUB_ID], env);
    expect(verified, verified.stdout).toMatchObject({ code: 0 });
  });

  it('[row 22] the ONNX runtime loads a model whose tensors it refused behind two links', async () => {
    const files = { 'model.onnx': GRAPH, 'model.onnx_data': DATA };
    const workshop = await openHubWorkshop({ repository: { files } });
    await pullAndShare(workshop, 'model.onnx_data');
    const snapshot = join(workshop.repository, 'snapshots', workshop.hub.commitOf(HUB_ID));
    await expect(InferenceSession.create(join(snapshot, 'model.onnx'))).rejects.toThrow();
    const model = await openHubStore(workshop.env).pull(ONNX_ENTRY, { offline: false });
    expect(model.folder).not.toBe(snapshot);
    const session = await InferenceSession.create(join(model.folder, 'model.onnx'));
    const { y } = await session.run({ x: new Tensor('float32', new Float32Array(4096).fill(1), [4096]) });
    expect([y?.data[0], y?.data[1]]).toEqual([42, 1]);
  });

  it('[row 22] the client links a shared blob into a repository without a download, and we take it as it is', async () => {
    const files = { 'config.json': HUB_FILES['config.json'], 'model.bin': HUB_FILES['model.bin'] };
    const other = { id: 'maker/copy', files: files as Record<string, Buffer>, xet: true };
    const workshop = await openHubWorkshop({
      hub: { repositories: [{ id: HUB_ID, files: HUB_FILES }, other] },
    });
    const announced = await xetHashOf(workshop, other.id);
    await pullAndShare(workshop, 'model.bin', announced);
    const sent = workshop.hub.fileRequests().length;
    const { HF_HUB_DISABLE_XET: _off, ...env } = hubPythonEnvironment(workshop.hub.origin, workshop.cache);
    const pulled = await runHubPython(SNAPSHOT, [other.id], env);
    expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
    expect(workshop.hub.fileRequests()).toHaveLength(sent + 1);
    const entry: CatalogueEntry = {
      ...HUB_ENTRY,
      name: 'copy',
      sources: [{ kind: 'hub', repo: other.id, files: Object.keys(files) }],
    };
    const model = await openHubStore(workshop.env).pull(entry, { offline: false });
    expect(model.folder).toBe(pulled.stdout.trim());
    expect(workshop.hub.fileRequests()).toHaveLength(sent + 1);
  });
});

/** The Python client pulls the repository; then its large file lies in the shared store. Gives the payload's path. */
async function pullAndShare(
  workshop: HubWorkshop,
  file: string = 'model.bin',
  xetHash: string = XET_HASH,
): Promise<string> {
  const { HF_HUB_DISABLE_XET: _off, ...env } = hubPythonEnvironment(workshop.hub.origin, workshop.cache);
  await runHubPython(SNAPSHOT, [HUB_ID], env);
  const link = join(workshop.repository, 'snapshots', workshop.hub.commitOf(HUB_ID), file);
  const shared = await runHubPython(SHARE, [workshop.cache, link, xetHash], env);
  expect(shared.stdout.trim(), shared.stderr).toBe('True True');
  const payload = join(workshop.cache, 'blobs', xetHash.slice(0, 2), xetHash);
  expect((await stat(payload)).mode & 0o222).toBe(0);
  return payload;
}

async function xetHashOf({ hub }: HubWorkshop, id: string): Promise<string> {
  const response = await fetch(`${hub.origin}/${id}/resolve/main/model.bin`, { redirect: 'manual' });
  return response.headers.get('x-xet-hash') ?? '';
}

async function blobOf({ repository, hub }: HubWorkshop, name: string): Promise<string> {
  const link = join(repository, 'snapshots', hub.commitOf(HUB_ID), name);
  return join(dirname(link), await readlink(link));
}

async function blobNames(workshop: HubWorkshop): Promise<string[]> {
  const response = await fetch(`${workshop.hub.origin}/api/models/${HUB_ID}/tree/main?recursive=true`);
  const entries = (await response.json()) as { type: string; oid: string; lfs?: { oid: string } }[];
  return entries
    .filter(({ type }) => type === 'file')
    .map(({ oid, lfs }) => lfs?.oid ?? oid)
    .sort();
}

async function incompleteBlobs({ cache }: HubWorkshop): Promise<string[]> {
  try {
    const names = await readdir(join(cache, HUB_FOLDER, 'blobs'));
    return names.filter((name) => name.endsWith('.incomplete'));
  } catch {
    return [];
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000 && !(await holds()); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function replaceContent(path: string, bytes: Buffer): Promise<void> {
  await chmod(path, 0o644);
  await writeFile(path, bytes);
  await chmod(path, 0o444);
}
