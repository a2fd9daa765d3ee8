import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}${file}`, 'utf8');
const ARCHITECTURE = read('ARCHITECTURE.md');

/** Backticked words that can only be paths of this repository. */
function pathsIn(text: string): string[] {
  const found = text.matchAll(/`((?:src|tests|docs|benchmarks|examples)\/[\w./-]*)`/g);
  return [...found].map(([, path]) => path ?? '');
}

describe('ARCHITECTURE.md', () => {
  it('names only paths that exist', () => {
    const paths = pathsIn(ARCHITECTURE);
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  });

  it('names for each invariant the test that holds it', () => {
    const invariants = ARCHITECTURE.split('\n').filter(
      (line) => line.includes('**Invariant**') && line.startsWith('- '),
    );
    expect(invariants.length).toBeGreaterThan(8);
    const untested = invariants.filter(
      (line) => !pathsIn(line).some((path) => /\.test\.ts$|engine-contract\.ts$/.test(path)),
    );
    expect(untested).toEqual([]);
  });

  it('describes every folder of src/, and stays readable in one sitting', () => {
    for (const folder of [
      'kernel',
      'text',
      'audio',
      'subtitles',
      'platform',
      'media',
      'models',
      'weights',
      'engines',
      'setup',
      'pipeline',
      'app',
      'cli',
    ]) {
      expect(ARCHITECTURE).toContain(`### \`src/${folder}\``);
    }
    expect(ARCHITECTURE.split('\n').length).toBeLessThanOrEqual(400);
  });
});

describe('links', () => {
  it.each([
    'README.md',
    'CONTRIBUTING.md',
    'examples/README.md',
    'benchmarks/README.md',
    'docs/models.md',
    'docs/configuration.md',
    'docs/setup.md',
    'docs/truth.md',
    'docs/words.md',
    'docs/batches.md',
    'docs/formats.md',
    'docs/checking.md',
    'docs/measuring.md',
    'docs/performance.md',
    'docs/pipeline.md',
  ])('of %s lead to files', (file) => {
    const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : '';
    const targets = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target ?? '');
    expect(targets.filter((target) => !existsSync(`${ROOT}${folder}${target}`))).toEqual([]);
  });
});
