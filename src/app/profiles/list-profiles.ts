/**
 * List profiles: the rules of houses that come with the program.
 * @module
 */
import { allProfiles, type SubtitleProfile } from '../../subtitles/index.ts';

/** All of them, `default` first. */
export async function listProfiles(): Promise<readonly SubtitleProfile[]> {
  return allProfiles();
}
