import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { SlowFirst } from './tests/slow-first.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    reporters: ['default', './tests/count-reporter.ts'],
    testTimeout: 120_000,
    // Much of the suite waits for servers, disks and child processes: two files at a time even on two cores.
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    hookTimeout: 600_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/architecture.test.ts', 'tests/e2e/**'],
        },
      },
      { extends: true, test: { name: 'architecture', include: ['tests/architecture.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/global-setup.ts'],
        },
      },
    ],
  },
});

export default config;
