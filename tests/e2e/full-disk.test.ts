/** A disk that is too small: a real file system of a few megabytes, in a mount namespace of its own. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHubCell } from './hub-cell.ts';
import { MAIN, runEnvironment, runProgram, temporaryFolder } from './offscribe.ts';
import { HAS_MOUNTS } from './tools.ts';

/** Runs the CLI on the small disk; the document of each call goes into a file of its own. */
const SCRIPT = `
mount -t tmpfs -o size=2500k tmpfs "$DISK"
call() { name=$1; shift; node "$MAIN" models "$@" --json > "$OUT/$name.json" 2> /dev/null; }
call small pull toy-mlx --no-probe
call refused pull toy-slow --no-probe
ls "$DISK/home/partial" > "$OUT/parts-refused" 2> /dev/null
call filled pull toy-slow --no-probe --force
call old verify toy-mlx
call list list
ls "$DISK/cache/models--toys--slow/blobs" "$DISK/cache/models--toys--slow/refs" > "$OUT/published" 2> /dev/null
stat -c %s "$DISK"/home/partial/* > "$OUT/parts"
true
`;

test.skipIf(!HAS_MOUNTS)(
  '[rows 17, 18] too little room is refused before a byte, with the bytes needed and free; a disk that fills up on the way keeps the part and every older model',
  async () => {
    const cell = await openHubCell();
    const out = await temporaryFolder();
    const disk = join(out, 'disk');
    await mkdir(disk);
    const places = { HF_HUB_CACHE: join(disk, 'cache'), OFFSCRIBE_HOME: join(disk, 'home') };
    const variables = runEnvironment({ ...cell.env, ...places, DISK: disk, OUT: out, MAIN });
    const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    await writeFile(join(out, 'script.sh'), SCRIPT);
    await runProgram('env', ['-i', ...assignments, 'unshare', '-rm', 'sh', join(out, 'script.sh')], cell.cwd);
    const document = async (name: string): Promise<Record<string, unknown>> =>
      JSON.parse(await readFile(join(out, `${name}.json`), 'utf8'));

    expect(await document('small')).toMatchObject({ ok: true });
    expect(await document('refused')).toMatchObject({
      ok: false,
      models: [
        {
          error: {
            code: 'E_DISK_FULL',
            details: { neededBytes: expect.any(Number), freeBytes: expect.any(Number) },
          },
        },
      ],
    });
    expect(await readFile(join(out, 'parts-refused'), 'utf8')).toBe('');
    expect(await document('filled')).toMatchObject({
      ok: false,
      models: [{ error: { code: 'E_DISK_FULL' } }],
    });
    expect(await document('old')).toMatchObject({ ok: true });
    const rows = (await document('list'))['models'] as { name: string; state: string }[];
    expect(rows.find(({ name }) => name === 'toy-slow')?.state).toBe('partial');
    expect((await readFile(join(out, 'published'), 'utf8')).match(/^[0-9a-f]{40,64}$|^main$/gm)).toBeNull();
    const parts = (await readFile(join(out, 'parts'), 'utf8')).trim().split('\n').map(Number);
    expect(Math.max(...parts)).toBeGreaterThan(1_000_000);
  },
);
