/**
 * Check places: where mended files and the page go, and whether they may, before any work.
 *
 * Throws  UsageError E_USAGE, InputError E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE.
 * @module
 */
import { dirname, extname, resolve } from 'node:path';
import { InputError, UsageError } from '../../kernel/index.ts';
import { statIfPresent } from '../../platform/index.ts';
import { formatOfName } from '../../subtitles/index.ts';
import { prepareFolder } from '../outputs.ts';
import type { CheckSubtitlesRequest } from './subtitle-check.ts';

/** Refuses what cannot be done. */
export async function checkPlaces(request: CheckSubtitlesRequest): Promise<void> {
  const { files, output, html, fix, overwrite = false } = request;
  if (files.length === 0) {
    throw usage('No subtitle file was named.', 'offscribe check talk.srt --profile netflix-en');
  }
  if (output !== undefined) {
    if (fix !== true)
      throw usage('-o is for the mended file: it needs --fix.', 'offscribe check FILE --fix -o mended.srt');
    if (files.length > 1) {
      throw usage(
        '-o takes one file; of several, each is replaced by --overwrite.',
        'offscribe check FILES --fix --overwrite',
      );
    }
    checkFormat(files[0] ?? '', output);
  }
  const inputs = files.map((file) => resolve(file));
  if (html !== undefined && inputs.includes(resolve(html))) {
    throw usage(`The page would replace its own input ${html}.`, 'offscribe check FILE --html report.html');
  }
  for (const path of [output, html]) if (path !== undefined) await checkPlace(path, overwrite);
}

/** Another ending would be another format, which is what `convert` is for. */
function checkFormat(input: string, output: string): void {
  const format = formatOfName(output);
  if (format === undefined || format === formatOfName(input) || extname(input) === '') return;
  throw usage(
    `${output} would be another format than ${input}; mending keeps the format.`,
    `offscribe check ${JSON.stringify(input)} --fix -o mended${extname(input)}`,
  );
}

async function checkPlace(path: string, overwrite: boolean): Promise<void> {
  const there = await statIfPresent(path);
  if (there !== undefined && !there.isFile()) {
    throw new InputError('E_OUTPUT_UNWRITABLE', `${path} is no file and cannot be written.`, {
      hint: 'offscribe check FILE --fix -o mended.srt',
    });
  }
  if (there !== undefined && !overwrite) {
    throw new InputError('E_OUTPUT_EXISTS', `${path} is already there and would be overwritten.`, {
      hint: `offscribe check FILE ... --overwrite   (or another name than ${JSON.stringify(path)})`,
      details: { path },
    });
  }
  await prepareFolder(dirname(resolve(path)));
}

function usage(message: string, hint: string): UsageError {
  return new UsageError('E_USAGE', message, { hint });
}
