import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readGlossary } from './read-glossary.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-glossary-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

describe('reading a glossary', () => {
  test('takes TSV, and TOML where the name says so', async () => {
    expect(await readGlossary(await file('a.tsv', 'Hale\thail'))).toMatchObject({
      terms: [{ term: 'Hale' }],
    });
    expect(await readGlossary(await file('a.toml', '[[term]]\nterm = "Hale"'))).toMatchObject({
      terms: [{ term: 'Hale' }],
    });
    expect(await readGlossary(await file('empty.tsv', ''))).toEqual({ terms: [] });
  });

  test.each([
    ['a line that is wrong', 'Hale\n\thail', /line 2: The term is empty/],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe, 0x41, 0x00]), /not UTF-8/],
  ])('refuses %s as E_GLOSSARY_INVALID', async (_, content, message) => {
    const path = await file('a.tsv', content);
    await expect(readGlossary(path)).rejects.toMatchObject({
      code: 'E_GLOSSARY_INVALID',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/^offscribe glossary check /),
    });
  });

  test('refuses a file that is not there, a folder, and one that is far too large', async () => {
    const refused = { code: 'E_GLOSSARY_INVALID' };
    await expect(readGlossary(join(folder, 'none.tsv'))).rejects.toMatchObject(refused);
    await expect(readGlossary(folder)).rejects.toMatchObject(refused);
    const large = await file('large.tsv', 'a');
    await truncate(large, 9e6);
    await expect(readGlossary(large)).rejects.toMatchObject({ ...refused, message: /larger than 8 MB/ });
  });
});
