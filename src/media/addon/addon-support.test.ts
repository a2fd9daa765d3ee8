import { expect, test } from 'vitest';
import { addonSupport } from './addon-support.ts';

test.each([
  ['linux', 'x64', '2.28', true],
  ['linux', 'arm64', '2.36', true],
  ['linux', 'x64', '2.27', false],
  ['linux', 'x64', undefined, false],
  ['linux', 'riscv64', '2.40', false],
  ['darwin', 'arm64', undefined, true],
  ['win32', 'x64', undefined, true],
  ['freebsd', 'x64', undefined, false],
])('on %s %s with glibc %s the add-on is there: %s', (platform, architecture, glibc, supported) => {
  const found = addonSupport({ platform, architecture, glibc });
  expect(found.supported).toBe(supported);
  expect(found.reason).toMatch(supported ? /^$/ : /^(It needs glibc|There is no build)/);
});
