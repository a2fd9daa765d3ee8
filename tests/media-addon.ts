/**
 * Media add-on for tests: the machine's own, made once in its OFFSCRIBE_HOME as a user's would be.
 *
 * Where it cannot be made the tests that need it are skipped with the reason printed; in CI that is a failure.
 * @module
 */
import { join } from 'node:path';
import type { MediaAddon } from '../src/media/index.ts';
import { offlineByEnvironment } from '../src/platform/index.ts';
import { makeAddon } from '../src/setup/index.ts';
import { HOME } from './real-models.ts';

/** The add-on, made if it is not there; undefined where it cannot be. */
export async function mediaAddon(): Promise<MediaAddon | undefined> {
  try {
    return await makeAddon({
      home: HOME,
      env: process.env,
      offline: offlineByEnvironment(process.env),
      logFile: join(HOME, 'logs', 'test-media-addon.log'),
    });
  } catch (error) {
    if (process.env['CI']) throw error;
    process.stderr.write(`skipping tests that need the media add-on: ${String(error)}\n`);
    return undefined;
  }
}

/** An environment without ffmpeg, and with this machine's add-on. */
export const ADDON_ENV: NodeJS.ProcessEnv = {
  ...process.env,
  OFFSCRIBE_FFMPEG: 'none',
  OFFSCRIBE_HOME: HOME,
};
