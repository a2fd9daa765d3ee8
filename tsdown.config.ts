import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';

/**
 * Code that every command about models needs, in one chunk: twenty small ones take longer to find than to run. What only
 * some need (protocols, bundles, pruning, processes) stays apart. Declarations (.d.ts) are not cut up.
 */
const STORE =
  /src[\\/](platform|models)[\\/](?!(bring|bundle|prune|hub|pypi|download|formats|folder-source|processes|contained-process|no-network|http)|catalogue[\\/](user-entries|settings-schema|settings-file)).*(?<!\.d)\.ts$/;

/** Packages that most commands need: as files of their own (execa comes in 140) they take longer to find than to run. */
const INLINED = ['commander', 'execa', 'smol-toml', 'zod'];

/** Their licences, and those of what they bring with them, ask for their text to come along. */
async function writeLicences(folder: string): Promise<void> {
  const found = new Map<string, string>();
  for (const name of INLINED) await collectLicences(createRequire(import.meta.url), name, found);
  const file = join(folder, 'THIRD-PARTY-LICENCES.txt');
  await writeFile(file, [...found.values()].sort().join('\n\n---\n\n'));
}

/** The licence of a package as `require` finds it, and of all that it depends on, by folder. */
async function collectLicences(
  require: NodeJS.Require,
  name: string,
  found: Map<string, string>,
): Promise<void> {
  const folder = packageFolder(require, name);
  if (found.has(folder)) return;
  const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { version, license, dependencies = {} } = about;
  const licenceFile = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  if (licenceFile === undefined) throw new Error(`${name} has no licence file`);
  const text = await readFile(join(folder, licenceFile), 'utf8');
  found.set(folder, `${name} ${version} (${license})\n\n${text}`);
  const inner = createRequire(join(folder, 'package.json'));
  for (const each of Object.keys(dependencies)) await collectLicences(inner, each, found);
}

/** Where a package lies, looked for as Node does; not by its exports, which may hide its package.json. */
function packageFolder(require: NodeJS.Require, name: string): string {
  const places = require.resolve.paths(name) ?? [];
  const folder = places
    .map((place) => join(place, name))
    .find((path) => existsSync(join(path, 'package.json')));
  if (folder === undefined) throw new Error(`${name} is not installed`);
  return folder;
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
