import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canLinkIn, copyFileAtomic, linkTarget, replaceLink } from './links.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-links-'));
  await writeFile(join(folder, 'file'), 'content');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('asking whether links can be made leaves nothing behind', async () => {
  const before = await readdir(folder);
  expect(typeof (await canLinkIn(folder))).toBe('boolean');
  expect(await readdir(folder)).toEqual(before);
});

test('a link replaces what is there, and its target reads as written', async (context) => {
  if (!(await canLinkIn(folder))) return context.skip('this system refuses symbolic links');
  const path = join(folder, 'link');
  await replaceLink('nowhere', path);
  await replaceLink('file', path);
  expect(await linkTarget(path)).toBe('file');
  expect(await readFile(path, 'utf8')).toBe('content');
});

test('a file and an absent path are no links', async () => {
  expect(await linkTarget(join(folder, 'file'))).toBeUndefined();
  expect(await linkTarget(join(folder, 'absent'))).toBeUndefined();
  expect(await linkTarget(join(folder, 'file', 'below'))).toBeUndefined();
});

test('a copy replaces what is there', async () => {
  await writeFile(join(folder, 'copy'), 'old');
  await copyFileAtomic(join(folder, 'file'), join(folder, 'copy'));
  expect(await readFile(join(folder, 'copy'), 'utf8')).toBe('content');
});

test('asking about a folder that is not there is an error, not a no', async () => {
  await expect(canLinkIn(join(folder, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' });
});
