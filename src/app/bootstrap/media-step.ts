/**
 * Media step: the media add-on, where there is no ffmpeg. What it is and under which licence is said before it is fetched.
 *
 * Throws  CancelledError; everything else that fails is an outcome.
 * @module
 */
import { makeAddon } from '../../setup/index.ts';
import { attempt, type BootstrapJob, type BootstrapOutcome } from './bootstrap-outcome.ts';

/** Makes the add-on, if that was asked for and is of use. */
export async function makeMedia(job: BootstrapJob): Promise<readonly BootstrapOutcome[]> {
  const { request, wiring, supervision, log } = job;
  const { media } = request.plan;
  if (media === undefined) return [];
  const name = `node-av ${media.version}`;
  if (media.ffmpeg !== undefined) {
    const finding = `not needed: ${media.ffmpeg} decodes everything`;
    await log.write('INFO', `The media add-on is ${finding}.`);
    return [{ what: 'media', name, ok: true, isProven: true, finding }];
  }
  if (!request.fetchMedia) {
    await log.write(
      'WARNING',
      'The media add-on is not fetched, as asked. Later: offscribe bootstrap --media',
    );
    return [];
  }
  const make = async (): Promise<{ readonly finding: string }> => {
    if (media.isSupported && !wiring.offline) await log.write('INFO', media.notice);
    const { finding } = await makeAddon({
      ...{ home: wiring.home, env: wiring.env, offline: wiring.offline, force: request.force },
      ...{ logFile: log.path, signal: supervision.signal },
      report: (message) => void log.write('INFO', `media: ${message}`),
    });
    await log.write('SUCCESS', `✓ the media add-on is ready. ${finding}`);
    return { finding };
  };
  return [await attempt({ what: 'media', name }, job, make)];
}
