import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseProfile } from './choose-profile.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profiles-'));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function fromText(text: string | Uint8Array): Promise<unknown> {
  const path = join(folder, 'house.toml');
  await writeFile(path, text);
  return await chooseProfile(path);
}

test('a profile is found by its name, whatever the case', async () => {
  await expect(chooseProfile('Netflix-EN')).resolves.toMatchObject({ name: 'netflix-en' });
});

test('an unknown name is E_PROFILE_UNKNOWN and suggests the nearest one', async () => {
  await expect(chooseProfile('netflx-en')).rejects.toMatchObject({
    code: 'E_PROFILE_UNKNOWN',
    hint: expect.stringContaining('--profile netflix-en'),
  });
  await expect(chooseProfile('something else')).rejects.toMatchObject({
    hint: expect.stringContaining('--profiles'),
  });
});

test("a house's own file starts from its base and changes the figures it names", async () => {
  const text = '\ufeffbase = "netflix-de"\r\n[limits]\r\nmaxLineChars = 38\r\n';
  await expect(fromText(text)).resolves.toMatchObject({
    name: 'house',
    limits: { maxLineChars: 38, maxSpeed: 17 },
  });
});

test('a file that is no profile is E_PROFILE_INVALID and names the line', async () => {
  const wrong = async (text: string | Uint8Array, message: RegExp): Promise<void> => {
    await expect(fromText(text)).rejects.toMatchObject({
      code: 'E_PROFILE_INVALID',
      message: expect.stringMatching(message),
    });
  };
  await wrong('name = "house"\nlimits = [\n', /house\.toml line \d+: this is not TOML/);
  await wrong('base = "netflx-en"\n', /line 1: there is no profile "netflx-en"/);
  await wrong('\n[limits]\nmaxSped = 3\n', /line 3: "maxSped" is no figure/);
  await wrong(new Uint8Array([0xff, 0xfe, 0x00]), /not UTF-8/);
  await wrong('x'.repeat(1_000_001), /too large/);
  await expect(chooseProfile(join(folder, 'none.toml'))).rejects.toMatchObject({ code: 'E_PROFILE_INVALID' });
  await expect(chooseProfile(folder.concat('.toml'))).rejects.toMatchObject({ code: 'E_PROFILE_INVALID' });
});
