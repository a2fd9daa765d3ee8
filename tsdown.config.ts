import { defineConfig, type UserConfig } from 'tsdown';

/** Two doors, one package: the library and the CLI. Shared code lands in chunks, loaded when first needed. */
const config: UserConfig = defineConfig({
  entry: { index: 'src/index.ts', 'cli/main': 'src/cli/main.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
  dts: true,
  logLevel: 'warn',
  inputOptions: { checks: { pluginTimings: false } },
  clean: true,
});

export default config;
