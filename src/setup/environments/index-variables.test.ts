import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uvVariables } from './index-variables.ts';

describe('the variables for uv', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'offscribe-index-'));
  });
  afterEach(async () => await rm(home, { recursive: true, force: true }));

  test('say what pip is configured to, which uv does not read', async () => {
    const config = join(home, 'pip.conf');
    await writeFile(
      config,
      '[global]\nindex-url = https://me:secret@index.example/simple\nextra-index-url = https://more.example/simple\ncert = /etc/ca.pem\nproxy = proxy.example:3128\n',
    );
    const links = `${home} /no/such/folder https://wheels.example/`;
    const variables = await uvVariables({ HOME: home, PIP_CONFIG_FILE: config, PIP_FIND_LINKS: links });
    expect(variables).toMatchObject({
      UV_DEFAULT_INDEX: 'https://me:secret@index.example/simple',
      UV_INDEX: 'https://more.example/simple',
      UV_FIND_LINKS: `${home},https://wheels.example/`,
      SSL_CERT_FILE: '/etc/ca.pem',
      ALL_PROXY: 'http://proxy.example:3128',
      UV_PYTHON_DOWNLOADS: 'never',
    });
  });

  test('leave alone what is set for uv, and drop what belongs to another Python', async () => {
    const variables = await uvVariables({
      HOME: home,
      PIP_CONFIG_FILE: '/dev/null',
      PIP_INDEX_URL: 'https://pip.example/simple',
      UV_INDEX_URL: 'https://uv.example/simple',
      PYTHONPATH: '/elsewhere',
      VIRTUAL_ENV: '/elsewhere',
    });
    expect(variables).toMatchObject({ UV_INDEX_URL: 'https://uv.example/simple' });
    for (const name of ['UV_DEFAULT_INDEX', 'PYTHONPATH', 'VIRTUAL_ENV'])
      expect(variables).not.toHaveProperty(name);
  });

  test('forbid every index where pip may use none', async () => {
    const variables = await uvVariables({ HOME: home, PIP_CONFIG_FILE: '/dev/null', PIP_NO_INDEX: '1' });
    expect(variables).toMatchObject({ UV_NO_INDEX: '1' });
  });
});
