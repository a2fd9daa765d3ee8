import { describe, expect, test } from 'vitest';
import { environmentSupport } from './environment-support.ts';

describe('the support of an engine', () => {
  test.each([
    ['mlx', { platform: 'darwin', architecture: 'arm64' }, true],
    ['mlx', { platform: 'darwin', architecture: 'x64' }, false],
    ['mlx', { platform: 'linux', architecture: 'x64', glibc: '2.36' }, true],
    ['mlx', { platform: 'linux', architecture: 'arm64', glibc: '2.35' }, true],
    ['mlx', { platform: 'linux', architecture: 'x64', glibc: '2.31' }, false],
    ['mlx', { platform: 'linux', architecture: 'x64' }, false],
    ['mlx', { platform: 'linux', architecture: 'riscv64', glibc: '2.40' }, false],
    ['mlx', { platform: 'win32', architecture: 'x64' }, false],
    ['faster-whisper', { platform: 'win32', architecture: 'x64' }, true],
    ['faster-whisper', { platform: 'linux', architecture: 'x64', glibc: '2.31' }, true],
    ['faster-whisper', { platform: 'linux', architecture: 'x64' }, false],
  ] as const)('%s on %o is %s', (engine, machine, expected) => {
    const { supported, reason } = environmentSupport(engine, machine);
    expect(supported).toBe(expected);
    expect(reason).toMatch(/\w\.$/);
  });
});
