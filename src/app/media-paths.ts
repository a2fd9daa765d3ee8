/**
 * Media paths: the checks on input paths that need no look at the disk.
 *
 * Throws  UsageError E_USAGE (none given, a URL, standard input).
 * @module
 */
import { UsageError } from '../kernel/index.ts';

/** Two letters at least before `://`, so that a Windows drive is no scheme. */
const URL_SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i;

/** Refuses an empty list, standard input, and anything that looks like a URL: Offscribe reads local files. */
export function checkMediaPaths(media: readonly string[]): void {
  if (media.length === 0) {
    throw new UsageError('E_USAGE', 'No media file was named.', { hint: 'offscribe transcribe MEDIA' });
  }
  if (media.includes('-')) {
    // Media are read more than once: to find the track, for their samples, for their digest.
    throw new UsageError('E_USAGE', 'Standard input cannot be transcribed; media are read from files.', {
      hint: 'offscribe transcribe clip.mka   (after: cat > clip.mka)',
    });
  }
  const url = media.find((path) => URL_SCHEME.test(path));
  if (url === undefined) return;
  throw new UsageError('E_USAGE', `${url} is a URL; Offscribe transcribes local files.`, {
    hint: `curl -LO ${JSON.stringify(url)}   (then transcribe the file)`,
  });
}
