import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { MAIN, ROOT, runOffscribe } from './offscribe.ts';

const HELPS = [
  [],
  ['transcribe'],
  ['watch'],
  ['models'],
  ['models', 'list'],
  ['models', 'pull'],
  ['models', 'verify'],
  ['models', 'probe'],
  ['models', 'path'],
  ['models', 'prune'],
  ['models', 'export'],
  ['models', 'import'],
  ['align'],
  ['convert'],
  ['eval'],
  ['glossary'],
  ['glossary', 'check'],
  ['runs'],
  ['runs', 'list'],
  ['runs', 'show'],
  ['runs', 'resume'],
  ['runs', 'cancel'],
  ['runs', 'prune'],
  ['config'],
  ['config', 'show'],
  ['doctor'],
  ['bootstrap'],
];

/** Of the built files, several to a line; a call of `import()` has a parenthesis. */
const STATIC_IMPORT = /(?:^|[;\n])\s*(?:import|export)\b[^;'"()]*?["']([^"']+)["']/g;

describe('help', () => {
  test.each(HELPS.map((command) => [command]))(
    'of %j fits 80 columns and names the global flags',
    async (command) => {
      const { exitCode, stdout, stderr } = await runOffscribe([...command, '--help'], { cwd: ROOT });
      expect(exitCode).toBe(0);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^Usage: offscribe/);
      for (const flag of ['--offline', '--json', '--help']) expect(stdout).toContain(flag);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  test('teaches by example, names defaults, lists formats and exit codes', async () => {
    const program = (await runOffscribe(['--help'], { cwd: ROOT })).stdout;
    expect(program).toMatch(/Exit codes:/);
    for (const code of ['0', '1', '2', '3', '4', '70', '130/143']) expect(program).toContain(` ${code} `);
    const transcribe = (await runOffscribe(['transcribe', '--help'], { cwd: ROOT })).stdout;
    expect(transcribe).toContain('$ offscribe transcribe');
    expect(transcribe).toMatch(/default:\s+base/);
    expect(transcribe).toMatch(/Formats: srt, vtt, txt, json/);
    for (const group of ['Search', 'What the model is told', 'Several languages', 'When text is doubted'])
      expect(transcribe).toMatch(new RegExp(`^${group}:$`, 'm'));
    // A long flag has a line of its own; its text stands where the others do.
    expect(transcribe).toMatch(/^ {2}--condition-on-previous-text\n {30}tell each window/m);
    const align = (await runOffscribe(['align', '--help'], { cwd: ROOT })).stdout;
    expect(align).not.toMatch(/^ {2}--(task|word-timestamps)/m);
  });

  test('--version prints the version alone', async () => {
    const { stdout } = await runOffscribe(['--version'], { cwd: ROOT });
    expect(stdout).toBe(`${manifest.version}\n`);
  });

  test('loads nothing heavy: what the program imports at once is a few small files and no package', async () => {
    const packages = new Set<string>();
    const seen = new Set<string>();
    let characters = 0;
    const waiting = [MAIN];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const source = await readFile(file, 'utf8');
      characters += source.length;
      for (const [, name = ''] of source.matchAll(STATIC_IMPORT)) {
        if (name.startsWith('.')) waiting.push(resolve(dirname(file), name));
        else packages.add(name);
      }
    }
    expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([]);
    expect(seen.size).toBeGreaterThan(1);
    expect(seen.size).toBeLessThan(6);
    expect(characters).toBeLessThan(190_000);
  });
});

describe('--json', () => {
  test('is one document also when the command line is wrong', async () => {
    for (const args of [
      ['--json'],
      ['nonsense', '--json'],
      ['transcribe', '--json'],
      ['models', '--json', '--bad'],
    ]) {
      const { stdout, exitCode } = await runOffscribe(args, { cwd: ROOT });
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'E_USAGE' } });
      expect(exitCode).toBe(2);
    }
  });
});
