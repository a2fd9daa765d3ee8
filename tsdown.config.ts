import { defineConfig, type UserConfig } from 'tsdown';

/**
 * Code that every command about models needs, in one chunk: twenty small ones take longer to find than to run. What only
 * some need (protocols, bundles, pruning, processes) stays apart. Declarations (.d.ts) are not cut up.
 */
const STORE =
  /src[\\/](platform|models)[\\/](?!(bundle|prune|hub|pypi|download|formats|folder-source|processes|contained-process|no-network|http)|catalogue[\\/](user-entries|settings-schema|settings-file)).*(?<!\.d)\.ts$/;

/** Three doors, one package: the library, the CLI, and the program that probes models for both. Shared code lands in chunks, loaded when first needed. */
const config: UserConfig = defineConfig({
  entry: { index: 'src/index.ts', 'cli/main': 'src/cli/main.ts', 'cli/probe': 'src/cli/probe.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  dts: true,
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
