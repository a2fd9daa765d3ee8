/**
 * Shots of a file: the stage `shots`, where they are wanted. It comes before anything is heard: a picture that cannot be
 * decoded is told at once, not after an hour of listening.
 *
 * Throws  what `findShots` throws, but for media without a picture: those have no frames.
 * @module
 */
import { toAppError } from '../kernel/index.ts';
import type { Shots } from '../media/index.ts';
import { type Course, type Made, runStage } from '../pipeline/index.ts';
import type { FileJob, FileSurroundings } from './file-job.ts';
import { shotsStep } from './file-steps.ts';
import type { Products } from './products.ts';

/** The shots of the whole film, by whatever run found them; undefined: nobody asked for them. */
export async function shotsOfFile(
  course: Course<Products>,
  { placed: { file }, media, request }: FileJob,
  { wiring, supervision: { report } }: FileSurroundings,
): Promise<Made<Products, 'shots'> | undefined> {
  if (request.shots !== true) return undefined;
  const isRemembered = course.state !== undefined;
  if (isRemembered) report({ type: 'stage', file, stage: 'digest' });
  const mediaDigest = isRemembered ? await wiring.digests.digest(media.path) : '';
  const { offsetSec, durationSec } = media;
  const total = durationSec === undefined ? {} : { totalSec: offsetSec + durationSec };
  return await runStage(course, shotsStep({ mediaDigest }), async ({ signal }) => {
    const { findShots } = await import('../media/index.ts');
    const onProgress = (doneSec: number): void =>
      report({ type: 'stage', file, stage: 'shots', doneSec, ...total });
    try {
      return await findShots(media.path, { env: wiring.env, signal, onProgress });
    } catch (error) {
      if (toAppError(error).code !== 'E_MEDIA_NO_PICTURE') throw error;
      return { cuts: [], frames: 0 } satisfies Shots;
    }
  });
}
