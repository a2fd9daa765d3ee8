/**
 * Check subtitles: files held to the rules of a house, mended as far as they can be, and shown on a page.
 *
 * Order   all that can be refused is refused before any file is read; a file that cannot be read stops no other.
 * Throws  UsageError E_USAGE, E_PROFILE_UNKNOWN, E_PROFILE_INVALID, E_LANGUAGE_UNSUPPORTED; InputError E_OUTPUT_EXISTS,
 *         E_OUTPUT_UNWRITABLE, what opening media throws; StoreError E_DISK_FULL; CancelledError.
 * @module
 */
import { resolve } from 'node:path';
import { secondsToMs, throwIfCancelled, toAppError } from '../../kernel/index.ts';
import { type CheckOptions, checkTrack, type Span, type SubtitleProfile } from '../../subtitles/index.ts';
import type { Supervision } from '../events.ts';
import { hearSpeech } from '../mux/hear-speech.ts';
import { writeOutputs } from '../outputs.ts';
import { chooseProfile } from '../profiles/choose-profile.ts';
import type { Wiring } from '../wiring.ts';
import { checkPlaces } from './check-places.ts';
import { mendFile } from './mend-file.ts';
import { readSubtitles } from './read-subtitles.ts';
import type {
  CheckedFile,
  CheckSubtitlesRequest,
  DrawnCue,
  SubtitleCheck,
  UnreadFile,
} from './subtitle-check.ts';

/** Checks files, and writes what was asked for. */
export async function checkSubtitles(
  request: CheckSubtitlesRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<SubtitleCheck> {
  const profile = await chooseProfile(request.profile);
  await checkPlaces(request);
  const notes: string[] = [];
  const options = await readOptions(request, profile, { wiring, supervision, notes });
  const files: (CheckedFile | UnreadFile)[] = [];
  for (const file of request.files) {
    throwIfCancelled(supervision.signal);
    files.push(await checkOne(file, { request, profile, options, notes, supervision }));
  }
  if (request.html === undefined) return { profile, files, notes };
  const { formatCheckPage } = await import('./page/check-page.ts');
  const path = resolve(request.html);
  await writeOutputs([{ path, content: formatCheckPage({ profile, files, notes }) }], async () =>
    throwIfCancelled(supervision.signal),
  );
  return { profile, files, notes, html: path };
}

interface Surroundings {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
  readonly notes: string[];
}

async function readOptions(
  { media, frameRate }: CheckSubtitlesRequest,
  { limits }: SubtitleProfile,
  { wiring, supervision, notes }: Surroundings,
): Promise<CheckOptions> {
  const own = { limits: frameRate === undefined ? limits : { ...limits, frameRate } };
  if (media === undefined) return own;
  const regions = await hearSpeech(media, wiring, supervision);
  if (regions === undefined) {
    notes.push('Cues were not compared with the speech: offscribe models pull silero-vad');
    return own;
  }
  const speech = regions.map(
    ({ start, end }): Span => ({
      startMs: secondsToMs(Math.max(0, start)),
      endMs: secondsToMs(Math.max(0, end)),
    }),
  );
  return { ...own, speech };
}

interface FileJob {
  readonly request: CheckSubtitlesRequest;
  readonly profile: SubtitleProfile;
  readonly options: CheckOptions;
  readonly notes: string[];
  readonly supervision: Supervision;
}

async function checkOne(file: string, job: FileJob): Promise<CheckedFile | UnreadFile> {
  const { request, notes } = job;
  try {
    const read = await readSubtitles(file);
    notes.push(...read.notes);
    const language = request.language ?? read.language ?? languageOfProfile(job.profile);
    if (language === undefined) {
      notes.push(
        `${file}: nobody says in which language it is, so that rules about words are left out; --language en`,
      );
    }
    const options = { ...job.options, language };
    const report = checkTrack({ cues: read.track.cues, text: read.text, problems: read.problems }, options);
    const facts = {
      file,
      format: read.format,
      encoding: read.encoding,
      ...(language === undefined ? {} : { language }),
    };
    const whole = { ...facts, cues: drawn(report.filed), ...figuresOf(report) };
    if (request.fix !== true) return { ...whole, ok: report.errors === 0 };
    const mended = mendFile({ path: file, read }, report, options);
    const isSame = mended.fix.diff === '' && request.output === undefined;
    const path = isSame ? undefined : await writeMended(file, mended.text, job);
    const { findings, errors, warnings, counts } = mended.report;
    const ok = (path === undefined ? report.errors : errors) === 0;
    const fix = { ...mended.fix, ...(path === undefined ? {} : { path }) };
    return { ...whole, cues: drawn(mended.report.filed), findings, errors, warnings, counts, fix, ok };
  } catch (error) {
    throwIfCancelled(job.supervision.signal);
    const typed = toAppError(error);
    if (typed.code !== 'E_SUBTITLES_UNREADABLE') throw error;
    return { file, ok: false, error: typed };
  }
}

/** Writes a mended file where it was asked for. */
async function writeMended(
  file: string,
  text: string | undefined,
  { request: { output, overwrite }, supervision }: FileJob,
): Promise<string | undefined> {
  if (text === undefined || (output === undefined && overwrite !== true)) return undefined;
  const path = resolve(output ?? file);
  await writeOutputs([{ path, content: text }], async () => throwIfCancelled(supervision.signal));
  return path;
}

function languageOfProfile({ name }: SubtitleProfile): string | undefined {
  return /^netflix-([a-z]{2})/.exec(name)?.[1];
}

function drawn(cues: readonly DrawnCue[]): readonly DrawnCue[] {
  return cues.map(({ number, startMs, endMs, lines }) => ({ number, startMs, endMs, lines }));
}

function figuresOf({
  findings,
  errors,
  warnings,
  counts,
}: Pick<CheckedFile, 'findings' | 'errors' | 'warnings' | 'counts'>): Pick<
  CheckedFile,
  'findings' | 'errors' | 'warnings' | 'counts'
> {
  return { findings, errors, warnings, counts };
}
