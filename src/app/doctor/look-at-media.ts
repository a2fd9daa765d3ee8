/**
 * Look at media: who decodes media here: the machine's ffmpeg, the media add-on, or neither.
 * @module
 */
import { type AppError, toAppError } from '../../kernel/index.ts';
import { addonSupport, decoderMissing, findFfmpeg, inspectAddon } from '../../media/index.ts';
import { type FoundProgram, findVersion } from '../../setup/index.ts';
import type { Wiring } from '../wiring.ts';
import type { MediaAddonReport, Problem } from './diagnosis.ts';

/** What was found. */
export interface MediaFindings {
  readonly ffmpeg?: FoundProgram;
  readonly addon: MediaAddonReport;
  readonly problems: readonly Problem[];
}

/** Looks at both. */
export async function lookAtMedia(wiring: Wiring): Promise<MediaFindings> {
  const addon = await lookAtAddon(wiring);
  try {
    const tools = await findFfmpeg(wiring.env);
    if (tools !== undefined) {
      const ffmpeg = await findVersion([tools.ffmpeg], '-version', wiring.env);
      return { ...(ffmpeg === undefined ? {} : { ffmpeg }), addon, problems: [] };
    }
    if (addon.state === 'ready') return { addon, problems: [] };
    const flaw = ['absent', 'unsupported'].includes(addon.state)
      ? ''
      : `, and the media add-on is ${addon.state}`;
    const words = `There is no ffmpeg${flaw}: WAV, FLAC, MP3 and Ogg are read without it, everything else is not.`;
    return { addon, problems: [problemOf(decoderMissing(words), false)] };
  } catch (error) {
    return { addon, problems: [problemOf(toAppError(error), true)] };
  }
}

async function lookAtAddon({ home }: Wiring): Promise<MediaAddonReport> {
  const { supported, reason } = addonSupport();
  if (!supported) return { state: 'unsupported', finding: reason };
  const { state, finding, version } = await inspectAddon(home);
  return { state, finding, ...(state === 'ready' ? { version } : {}) };
}

function problemOf({ message, hint = '' }: AppError, blocks: boolean): Problem {
  return { what: message, mend: hint, blocks };
}
