/**
 * The hub fixture before its strictest judge: the real Python client pulls from it, checks what it pulled, and names
 * every refusal by its own exception.
 * @module
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Hub, type HubSetup, makeCertificate, openHub } from '../fixtures/hub/index.ts';
import { HUB_PYTHON, hubPythonEnvironment, runHf, runHubPython } from '../fixtures/hub-python.ts';
import { noise } from '../fixtures/model-workshop.ts';

const ID = 'maker/model';
const MIB = 1024 * 1024;
const FILES = {
  'config.json': Buffer.from('{"a": 1}'),
  'sub/folder/vocab.txt': Buffer.from('a\nb\n'),
  'model.bin': noise(400_000, 7),
};

const SNAPSHOT = `
import sys, huggingface_hub
print(huggingface_hub.snapshot_download(sys.argv[1], revision=sys.argv[2]))
`;
/** Prints the class of what a download raises, and of what an access check raises. */
const REFUSAL = `
import sys, huggingface_hub
def name(work):
    try:
        work()
        return 'nothing'
    except Exception as error:
        return type(error).__name__
repo, revision, file = sys.argv[1:4]
print(name(lambda: huggingface_hub.hf_hub_download(repo, file, revision=revision)))
print(name(lambda: huggingface_hub.HfApi().auth_check(repo)))
`;

async function workplace(setup: Partial<HubSetup> = {}): Promise<{ hub: Hub; cache: string }> {
  const hub = await openHub({ repositories: [{ id: ID, files: FILES }], ...setup });
  const folder = await mkdtemp(join(tmpdir(), 'offscribe-hub-python-'));
  onTestFinished(async () => {
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { hub, cache: join(folder, 'hub') };
}

describe.skipIf(HUB_PYTHON === undefined)('the Python hub client and the hub fixture', () => {
  it('downloads a repository of several pages and finds nothing wrong with it', async () => {
    const { hub, cache } = await workplace({ pageSize: 2 });
    const env = hubPythonEnvironment(hub.origin, cache);
    const pulled = await runHubPython(SNAPSHOT, [ID, 'main'], env);
    expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
    const folder = pulled.stdout.trim();
    expect(folder).toBe(join(cache, 'models--maker--model', 'snapshots', hub.commitOf(ID)));
    for (const [path, bytes] of Object.entries(FILES)) {
      expect((await readFile(join(folder, path))).equals(bytes), path).toBe(true);
    }
    const verified = await runHf(['cache', 'verify', ID, '--fail-on-missing-files'], env);
    expect(verified, verified.stderr + verified.stdout).toMatchObject({ code: 0 });
    const listed = await runHf(['cache', 'ls'], env);
    expect(listed.stdout).toContain(ID);
  });

  it('asks for as little as it does of the real hub: one commit, one listing, HEAD and GET of each file', async () => {
    const { hub, cache } = await workplace();
    const env = hubPythonEnvironment(hub.origin, cache);
    await runHubPython(SNAPSHOT, [ID, 'main'], env);
    const asked = hub.requests.map(({ server, method, path }) => `${server} ${method} ${path.split('/')[1]}`);
    expect(asked.filter((line) => line === 'hub GET api')).toHaveLength(2);
    expect(hub.requests.filter(({ method }) => method === 'HEAD')).toHaveLength(3);
    expect(hub.fileRequests()).toHaveLength(3);
    expect(asked).toContain('cdn GET bridge');
    const before = hub.requests.length;
    await runHubPython(SNAPSHOT, [ID, 'main'], env);
    expect(hub.requests.length - before).toBe(1);
  });

  it('follows the redirect of small files, tags with slashes and commits', async () => {
    const revisions = { 'refs/pr/1': 'a'.repeat(40) };
    const repositories = [{ id: ID, files: FILES, revisions }];
    const { hub, cache } = await workplace({ repositories, resolveCache: true });
    const env = hubPythonEnvironment(hub.origin, cache);
    for (const revision of ['refs/pr/1', hub.commitOf(ID)]) {
      const pulled = await runHubPython(SNAPSHOT, [ID, revision], env);
      expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
    }
    expect(await readdir(join(cache, 'models--maker--model', 'snapshots'))).toHaveLength(2);
    expect(hub.requests.some(({ path }) => path.startsWith('/api/resolve-cache/'))).toBe(true);
  });

  it('resumes after cuts in mid-file', async () => {
    const { hub, cache } = await workplace({
      repositories: [{ id: ID, files: { 'cut-twice.bin': Buffer.alloc(48 * MIB, 1) } }],
    });
    const env = hubPythonEnvironment(hub.origin, cache);
    const pulled = await runHubPython(SNAPSHOT, [ID, 'main'], env);
    expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
    // The client keeps what it got in whole pieces of 10 MiB.
    expect(hub.fileRequests().map(({ range }) => range)).toEqual([
      undefined,
      `bytes=${20 * MIB}-`,
      `bytes=${30 * MIB}-`,
    ]);
  });

  it.each([
    ['a missing file', ['main', 'absent.txt'], {}, 'RemoteEntryNotFoundError', 'nothing'],
    ['a missing revision', ['v9', 'config.json'], {}, 'RevisionNotFoundError', 'nothing'],
    ['a gated repository', ['main', 'config.json'], { gated: true }, 'GatedRepoError', 'GatedRepoError'],
    [
      'a private repository',
      ['main', 'config.json'],
      { private: true },
      'RepositoryNotFoundError',
      'RepositoryNotFoundError',
    ],
    [
      'a disabled repository',
      ['main', 'config.json'],
      { disabled: true },
      'LocalEntryNotFoundError',
      'DisabledRepoError',
    ],
  ] as const)('names %s as on the real hub', async (_what, [revision, file], traits, download, check) => {
    // The client takes a bare 401 for a hidden repository only over TLS.
    const tls = makeCertificate('valid');
    const { hub, cache } = await workplace({ repositories: [{ id: ID, files: FILES, ...traits }], tls });
    const authority = join(dirname(cache), 'authority.pem');
    await writeFile(authority, tls.cert);
    const env = hubPythonEnvironment(hub.origin, cache, { SSL_CERT_FILE: authority });
    const refused = await runHubPython(REFUSAL, [ID, revision, file], env);
    expect(refused.stdout.trim().split('\n'), refused.stderr).toEqual([download, check]);
  });

  it('lets the owner of the token in, and tells a stranger and an expired token apart', async () => {
    const repositories = [{ id: ID, files: FILES, gated: true }];
    const { hub, cache } = await workplace({ repositories, token: 'good', strangerToken: 'stranger' });
    const outcomes: Record<string, string[]> = {};
    for (const token of ['stranger', 'expired', 'good']) {
      const env = hubPythonEnvironment(hub.origin, cache, { HF_TOKEN: token });
      outcomes[token] = (await runHubPython(REFUSAL, [ID, 'main', 'model.bin'], env)).stdout
        .trim()
        .split('\n');
    }
    expect(outcomes).toEqual({
      stranger: ['GatedRepoError', 'GatedRepoError'],
      expired: ['HfHubHTTPError', 'HfHubHTTPError'],
      good: ['nothing', 'nothing'],
    });
    expect(hub.requests.filter(({ server }) => server === 'cdn').map((seen) => seen.authorization)).toEqual([
      undefined,
    ]);
  });
});
