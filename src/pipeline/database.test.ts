import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { newHome } from '../../tests/fixtures/pipeline.ts';
import { type Database, openDatabase } from './database.ts';
import { SCHEMA_STEPS } from './schema.data.ts';
import { openState, openStateIfThere, openStateIfUsable } from './state.ts';

async function open(path: string): Promise<Database> {
  const database = await openDatabase(path);
  onTestFinished(() => database.close());
  return database;
}

/** The hint of what `work` throws. */
async function failure(work: Promise<unknown>): Promise<{ code: string; hint: string }> {
  return await work.then(
    () => expect.unreachable(),
    (error: { code: string; hint: string }) => error,
  );
}

test('a new database keeps a write-ahead log and says which schema it has', async () => {
  const database = await open(join(await newHome(), 'deep', 'state.db'));
  expect(database.get('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' });
  expect(database.get('PRAGMA user_version')).toMatchObject({ user_version: SCHEMA_STEPS.length });
  expect(database.get('PRAGMA foreign_keys')).toMatchObject({ foreign_keys: 1 });
});

test('opened by many at once it is made once, and all can write', async () => {
  const path = join(await newHome(), 'state.db');
  const all = await Promise.all(Array.from({ length: 6 }, () => open(path)));
  for (const [i, database] of all.entries())
    database.run('INSERT INTO parts (stage_key, part_key, value) VALUES (?, ?, ?)', 's', `p${i}`, '1');
  expect(all[0]?.all('SELECT * FROM parts')).toHaveLength(6);
});

test('a transaction does all or nothing, and a rehearsal nothing', async () => {
  const database = await open(join(await newHome(), 'state.db'));
  const put = (key: string): number =>
    database.run('INSERT INTO parts (stage_key, part_key, value) VALUES (?, ?, ?)', 's', key, '1');
  const torn = (): never => {
    put('a');
    throw new Error('torn');
  };
  expect(() => database.transaction(torn)).toThrow('torn');
  expect(database.rehearse(() => put('b'))).toBe(1);
  expect(database.transaction(() => put('c'))).toBe(1);
  expect(database.all('SELECT part_key FROM parts')).toMatchObject([{ part_key: 'c' }]);
});

test.each([
  ['no database at all', Buffer.from('This was never a database. '.repeat(100))],
  ['a database with its first page overwritten', undefined],
])('%s is E_STATE_CORRUPT, and its hint moves it aside', async (_, content) => {
  const path = join(await newHome(), 'state.db');
  if (content === undefined) {
    const database = await openDatabase(path);
    database.get('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0x5a, 100, 3000));
  } else await writeFile(path, content);
  const { code, hint } = await failure(openDatabase(path));
  expect(code).toBe('E_STATE_CORRUPT');
  expect(hint).toMatch(/^mv ".*state\.db" ".*state\.db\.damaged"/);
});

test('a database of a newer release is left alone: E_STATE_NEWER', async () => {
  const path = join(await newHome(), 'state.db');
  (await open(path)).get(`PRAGMA user_version = ${SCHEMA_STEPS.length + 1}`);
  const { code, hint } = await failure(openDatabase(path));
  expect(code).toBe('E_STATE_NEWER');
  expect(hint).toMatch(/^npm install offscribe@latest/);
});

test('a database that somebody keeps locked is E_STATE_LOCKED', async () => {
  const path = join(await newHome(), 'state.db');
  const database = await open(path);
  database.get('PRAGMA busy_timeout = 50');
  const other = new DatabaseSync(path);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const write = (): void => void database.transaction(() => 1);
  expect(write).toThrow(expect.objectContaining({ code: 'E_STATE_LOCKED' }));
  other.exec('COMMIT');
  expect(write).not.toThrow();
});

test('a database that cannot be written is E_STORE_UNWRITABLE, one on a full disk E_DISK_FULL', async () => {
  const home = await newHome();
  await mkdir(join(home, 'state.db'));
  expect((await failure(openState(home))).code).toBe('E_STORE_UNWRITABLE');
  await writeFile(join(home, 'file'), '');
  expect((await failure(openState(join(home, 'file', 'home')))).code).toBe('E_STORE_UNWRITABLE');
  const database = await open(join(home, 'other', 'state.db'));
  const pages = database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
  database.get(`PRAGMA max_page_count = ${pages}`);
  const fill = (): number =>
    database.run(
      'INSERT INTO parts (stage_key, part_key, value) VALUES (?, ?, ?)',
      's',
      'p',
      'x'.repeat(1 << 20),
    );
  expect(fill).toThrow(expect.objectContaining({ code: 'E_DISK_FULL' }));
  database.get('PRAGMA query_only = 1');
  expect(fill).toThrow(expect.objectContaining({ code: 'E_STORE_UNWRITABLE' }));
});

test('work that can do without a state goes on without one, and says so; looking makes none', async () => {
  const home = await newHome();
  expect(await openStateIfThere(home)).toBeUndefined();
  await writeFile(join(home, 'state.db'), 'not a database, but long enough to be taken for one '.repeat(20));
  const notes: string[] = [];
  expect(await openStateIfUsable(home, (message) => notes.push(message))).toBeUndefined();
  expect(notes).toEqual([expect.stringMatching(/not remembered.*state\.db is damaged/)]);
});
