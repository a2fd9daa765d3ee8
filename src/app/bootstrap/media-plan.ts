/**
 * Media plan: whether the media add-on is needed here, and what is to be said of it before it is fetched.
 *
 * Throws  NotReadyError E_RUNTIME_MISSING for a wrong OFFSCRIBE_FFMPEG.
 * @module
 */
import { addonSupport, findFfmpeg, inspectAddon } from '../../media/index.ts';
import type { Wiring } from '../wiring.ts';

/** The media add-on as it is now. */
export interface PlannedMedia {
  /** Version of node-av. */
  readonly version: string;
  /** Whether it must be fetched: there is no ffmpeg, and no add-on that is ready. */
  readonly isMissing: boolean;
  /** The ffmpeg that decodes instead. */
  readonly ffmpeg?: string;
  /** What it is, how large and under which licence; said before it is fetched. */
  readonly notice: string;
  /** Whether there is a build for this machine. */
  readonly isSupported: boolean;
}

/** Looks at what is here. */
export async function planMedia({ env, home }: Wiring): Promise<PlannedMedia> {
  const tools = await findFfmpeg(env);
  const { state, version } = await inspectAddon(home);
  return {
    version,
    isMissing: tools === undefined && state !== 'ready',
    ...(tools === undefined ? {} : { ffmpeg: tools.ffmpeg }),
    notice:
      `The media add-on is node-av ${version} from the npm registry: about 65 MB to fetch, 180 MB on the disk. ` +
      'It holds a build of FFmpeg under the GNU General Public License, version 3 or later; ' +
      'node-av itself is under the MIT licence. Nothing of it is part of Offscribe.',
    isSupported: addonSupport().supported,
  };
}
