import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';

/**
 * Code that every command about models needs, in one chunk: twenty small ones take longer to find than to run. What only
 * some need (protocols, bundles, pruning, processes) stays apart. Declarations (.d.ts) are not cut up.
 */
const STORE =
  /src[\\/](platform|models)[\\/](?!(bring|bundle|prune|hub|pypi|download|formats|folder-source|processes|contained-process|no-network|http)|catalogue[\\/](user-entries|settings-schema|settings-file)).*(?<!\.d)\.ts$/;

/** Small packages that most commands need: as files of their own they take longer to find than to run. */
const INLINED = ['commander', 'smol-toml', 'zod'];

/** Their licences ask for their text to come along. */
async function writeLicences(folder: string): Promise<void> {
  const texts = INLINED.map(async (name) => {
    const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8'));
    return `${name} ${version} (${license})\n\n${await readFile(`node_modules/${name}/LICENSE`, 'utf8')}`;
  });
  const file = join(folder, 'THIRD-PARTY-LICENCES.txt');
  await writeFile(file, (await Promise.all(texts)).join('\n\n---\n\n'));
}

/** Four doors, one package: the library, the CLI, and the programs that probe models and decode media for both. Shared code lands in chunks, loaded when first needed. */
const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    'cli/probe': 'src/cli/probe.ts',
    'cli/decode': 'src/cli/decode.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  dts: true,
  // Half the text to parse at every start; names stay, so that the trace of a bug can be read.
  minify: { compress: true, mangle: false },
  deps: { alwaysBundle: INLINED },
  hooks: { 'build:done': ({ options }) => writeLicences(options.outDir) },
  logLevel: 'warn',
  inputOptions: { checks: { pluginTimings: false } },
  clean: true,
  outputOptions: {
    advancedChunks: {
      groups: [
        { name: 'kernel', test: /src[\\/]kernel[\\/].*(?<!\.d)\.ts$/, priority: 2 },
        { name: 'store', test: STORE, priority: 1 },
      ],
    },
  },
});

export default config;
