/**
 * `node lock.mjs` makes package-lock.json anew: the exact versions and hashes of node-av and of its build for each platform.
 *
 * Left out of what npm resolves: what only node-av's install script, its WebRTC part and Node.js built with MinGW need. No
 * addresses are kept, so that whoever installs uses the registry that is configured.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'offscribe-lock-'));
try {
  cpSync(join(here, 'package.json'), join(folder, 'package.json'));
  const flags = ['--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...flags], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const root = lock.packages[''];
  const names = Object.keys({ ...root.dependencies, ...root.optionalDependencies }).sort();
  const kept = names.map((name) => {
    const { dependencies, optionalDependencies, resolved, hasInstallScript, ...rest } =
      lock.packages[`node_modules/${name}`];
    return [`node_modules/${name}`, rest];
  });
  lock.packages = { '': root, ...Object.fromEntries(kept) };
  writeFileSync(join(here, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
