/**
 * Convert files: subtitle files and transcripts into other formats; each output is there whole or not at all.
 *
 * Throws  UsageError E_USAGE (a format that is none, an output whose format nobody knows, an output that is its input),
 *         E_PROFILE_UNKNOWN, E_PROFILE_INVALID,
 *         InputError E_SUBTITLES_UNREADABLE, E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE, StoreError E_DISK_FULL.
 * @module
 */
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../kernel/index.ts';
import {
  extensionOf,
  type FileFormat,
  type FileLoss,
  fileFormatOfName,
  READ_FORMATS,
  readSubtitleFile,
  type SubtitleFile,
  WRITTEN_FORMATS,
  writeSubtitleFile,
} from '../../subtitles/index.ts';
import { readSubtitleBytes } from '../inputs/subtitle-bytes.ts';
import { nearestNames } from '../nearest.ts';
import { checkOutputs, writeOutputs } from '../outputs.ts';
import { chooseProfile } from '../profiles/choose-profile.ts';

/** What to convert. */
export interface ConvertRequest {
  /** A path, or `-` with `input`. */
  readonly file: string;
  /** What standard input held. */
  readonly input?: Uint8Array | undefined;
  /** A path, or `-`: the text is handed back and nothing is written. */
  readonly output?: string | undefined;
  /** Instead of `output`: a folder for a file named after the input. */
  readonly folder?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** BCP 47; told in files that tell one. */
  readonly language?: string | undefined;
  /** Rules by which a transcript is laid out as cues: a name, or a TOML file. */
  readonly profile?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

/** What became of a file. */
export interface Conversion {
  readonly file: string;
  /** Absolute; absent where the text is handed back. */
  readonly output?: string;
  /** The written file's text. */
  readonly text: string;
  readonly from: SubtitleFile['format'];
  readonly to: FileFormat;
  readonly encoding: string;
  /** Cues, or segments of a transcript. */
  readonly count: number;
  readonly losses: readonly FileLoss[];
  readonly problems: SubtitleFile['problems'];
}

/** Converts one file. */
export async function convertFile(request: ConvertRequest): Promise<Conversion> {
  const { file, language, overwrite } = request;
  const profile = request.profile === undefined ? undefined : await chooseProfile(request.profile);
  const from = request.from === undefined ? undefined : formatNamed(request.from, READ_FORMATS, '--from');
  const to = targetFormat(request);
  const output = outputPath(request, to);
  const name = file === '-' ? 'Standard input' : file;
  const bytes =
    file === '-'
      ? (request.input ?? new Uint8Array())
      : await readSubtitleBytes(file, 'offscribe convert path/to/IN.srt OUT.vtt');
  const read = readSubtitleFile(bytes, name, from);
  if (profile !== undefined && read.content.kind === 'track') throw hasCues(name, profile.name);
  if (output !== undefined) await refuseOutput(file, output, overwrite === true);
  const { text, losses } = writeSubtitleFile(read, to, { language, profile });
  if (output !== undefined) {
    await writeOutputs([{ path: output, content: text }], async () => {
      await refuseOutput(file, output, overwrite === true);
    });
  }
  const { content, format, encoding, problems } = read;
  return {
    file,
    ...(output === undefined ? {} : { output }),
    ...{ text, from: format, to, encoding, losses, problems },
    count: content.kind === 'track' ? content.track.cues.length : content.transcript.segments.length,
  };
}

function formatNamed<T extends string>(name: string, known: readonly T[], flag: string): T {
  const found = known.find((format) => format === name.toLowerCase());
  if (found !== undefined) return found;
  const [guess] = nearestNames(name, known);
  const end = guess === undefined ? '.' : `; did you mean ${guess}?`;
  throw new UsageError('E_USAGE', `${flag} takes ${known.join(', ')}, not "${name}"${end}`, {
    hint: `offscribe convert IN OUT ${flag} ${guess ?? known[0] ?? 'srt'}`,
  });
}

function hasCues(name: string, profile: string): UsageError {
  return new UsageError('E_USAGE', `${name} has cues already; --profile is for transcripts that have none.`, {
    hint: `offscribe check ${JSON.stringify(name)} --profile ${profile}`,
  });
}

function targetFormat({ file, output, to }: ConvertRequest): FileFormat {
  if (to !== undefined) return formatNamed(to, WRITTEN_FORMATS, '--to');
  const shown = output === undefined || output === '-' ? undefined : fileFormatOfName(output);
  if (shown !== undefined) return shown;
  const where =
    output === '-' ? 'Standard output has no name that tells' : `The name ${output ?? ''} does not tell`;
  throw new UsageError('E_USAGE', `${where} which format is wanted.`, {
    hint: `offscribe convert ${JSON.stringify(file)} ${JSON.stringify(output ?? 'OUT')} --to vtt`,
  });
}

function outputPath({ file, output, folder }: ConvertRequest, to: FileFormat): string | undefined {
  if (output === '-') return undefined;
  if (output !== undefined) return resolve(output);
  const name = file === '-' ? 'stdin' : basename(file);
  const own = fileFormatOfName(name);
  const ending = own === undefined ? '' : endingOf(name, own);
  return resolve(
    join(folder ?? dirname(file), `${name.slice(0, name.length - ending.length)}.${extensionOf(to)}`),
  );
}

/** The name's ending with its point: that of its format, or whatever stands behind the last point. */
function endingOf(name: string, format: FileFormat): string {
  const ending = `.${extensionOf(format)}`;
  return name.toLowerCase().endsWith(ending) ? ending : name.slice(Math.max(0, name.lastIndexOf('.')));
}

/** An output is never its own input, whatever else may be replaced. */
async function refuseOutput(file: string, output: string, mayReplace: boolean): Promise<void> {
  await checkOutputs([{ path: output }], file, async () => mayReplace);
}
