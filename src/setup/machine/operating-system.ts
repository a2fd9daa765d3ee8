/**
 * Operating system: its name as people know it.
 * @module
 */
import { release } from 'node:os';
import { type Environment, readTextIfPresent } from '../../platform/index.ts';
import { askProgram } from './program-version.ts';

/** `Debian GNU/Linux 12 (bookworm)`, `macOS 15.1`, `Windows 10.0.22631`. */
export async function readOperatingSystem(env: Environment): Promise<string> {
  switch (process.platform) {
    case 'linux': {
      const text = (await readTextIfPresent('/etc/os-release')) ?? '';
      const [, name] = /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(text) ?? [];
      return name ?? `Linux ${release()}`;
    }
    case 'darwin': {
      const asked = await askProgram('sw_vers', ['-productVersion'], env);
      return `macOS ${asked?.text.trim() || release()}`;
    }
    case 'win32':
      return `Windows ${release()}`;
    default:
      return `${process.platform} ${release()}`;
  }
}
