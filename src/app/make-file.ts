/**
 * Make file: all that is wanted of one media file, as a run that is remembered: its texts, their files, and where it is
 * wanted a copy of the media with them in it.
 *
 * Throws  what the stages throw; InputError E_SUBTITLE_SHIFTED for subtitles that do not stand where the speech is.
 * @module
 */
import { resolve } from 'node:path';
import { InputError } from '../kernel/index.ts';
import { type Course, findMade, type Made, runStage, withCourse } from '../pipeline/index.ts';
import { judgeSync } from '../subtitles/index.ts';
import type { Decoding } from './decoding.ts';
import { type FileJob, type FileSurroundings, onClock, type WrittenText } from './file-job.ts';
import { receiptStep } from './file-steps.ts';
import type { PlacedFile } from './inputs/plan-places.ts';
import { layoutWarnings } from './layout-warning.ts';
import { makeText, type TextProducts } from './make-text.ts';
import { muxFile } from './mux-file.ts';
import type { MadeText, TranscribedFile } from './outcomes.ts';
import { type EachFileRequest, wantedLanguage } from './plan-request.ts';
import type { Products } from './products.ts';
import { isProfileFile } from './profiles/choose-profile.ts';
import { type Publishing, publishOutputs } from './publish-outputs.ts';
import { shotsOfFile } from './shots-of-file.ts';

/** Does all stages of all texts; each text's files appear as it is finished. */
export async function makeFile(
  job: FileJob,
  around: FileSurroundings,
): Promise<Omit<TranscribedFile, 'wallSec'>> {
  const { signal, report } = around.supervision;
  const { file } = job.placed;
  return await withCourse<Products, Omit<TranscribedFile, 'wallSec'>>(
    {
      state: around.state,
      request: storedRequest(job),
      signal,
      report: (event) => {
        if (event.type === 'note') report(event);
        else if (event.state === 'running') {
          const { stage, branch } = event;
          report({ type: 'stage', file, stage, ...(branch === '' ? {} : { branch }) });
        }
      },
    },
    async (course) => {
      const shots = await shotsOfFile(course, job, around);
      const [main, ...others] = await makeTexts(course, { ...job, shots }, around);
      const { mux } = job.request;
      const muxed =
        mux === undefined ? undefined : await muxFile(course, { ...job, texts: [main, ...others] }, around);
      const warnings = [
        ...(shots?.product.frames === 0 ? [NO_PICTURE] : []),
        ...[main, ...others].flatMap((text) => warningsOf(text, job)),
      ];
      return {
        ok: true,
        file,
        ...(course.state === undefined ? {} : { run: course.id }),
        ...madeText(main),
        others: others.map(madeText),
        ...(muxed === undefined ? {} : { muxed }),
        warnings: [...new Set([...warnings, ...(muxed?.notes ?? [])])],
      };
    },
  );
}

const NO_PICTURE = 'It has no picture: cues keep to no shots.';

/** A file whose shots are known, where they are wanted. */
interface SeenJob extends FileJob {
  readonly shots: Made<Products, 'shots'> | undefined;
}

/** What is needed to do it again, whatever folder that is done from. */
function storedRequest({ placed, request, decodings: [{ threads }] }: FileJob): {
  readonly command: string;
  readonly media: string;
  readonly request: Readonly<Record<string, unknown>>;
} {
  const { files: _, skip: __, jobs: ___, folder: ____, glossary, profile, ...asked } = request;
  return {
    command: request.targets === undefined ? 'transcribe' : 'subtitle',
    media: resolve(placed.file),
    request: {
      ...asked,
      ...(threads === undefined ? {} : { threads }),
      ...(glossary === undefined ? {} : { glossary: resolve(glossary) }),
      ...(profile === undefined ? {} : { profile: isProfileFile(profile) ? resolve(profile) : profile }),
      ...(placed.place === undefined ? {} : { place: placed.place }),
    },
  };
}

/** A request that was stored, as one that can be done. */
export function restoredRequest(media: string, request: Readonly<Record<string, unknown>>): EachFileRequest {
  const { place, ...asked } = request as unknown as EachFileRequest & Pick<PlacedFile, 'place'>;
  return { ...asked, files: () => [{ file: media, ...(place === undefined ? {} : { place }) }] };
}

async function makeTexts(
  course: Course<Products>,
  job: SeenJob,
  around: FileSurroundings,
): Promise<readonly [WrittenText, ...WrittenText[]]> {
  const [first, ...rest] = job.decodings;
  const isOne = rest.length === 0;
  const main = await makeOne(course, { job, decoding: first, branch: isOne ? '' : branchOf(first) }, around);
  const others: WrittenText[] = [];
  for (const decoding of rest) {
    // Whoever speaks English needs no translation into it.
    if (decoding.task === 'translate' && main.transcript.language === 'en') continue;
    others.push(await makeOne(course, { job, decoding, branch: branchOf(decoding) }, around));
  }
  return [main, ...others];
}

function branchOf(decoding: Decoding): string {
  return wantedLanguage(decoding) ?? decoding.language;
}

async function makeOne(
  course: Course<Products>,
  { job, decoding, branch }: { readonly job: SeenJob; readonly decoding: Decoding; readonly branch: string },
  around: FileSurroundings,
): Promise<WrittenText> {
  const { placed, media, request, clips, formats, profile, shots } = job;
  const { restore = [], wordStyle } = request;
  const text = {
    file: placed.file,
    media,
    span: request,
    decoding,
    clips,
    writing: wordStyle === undefined ? { formats } : { formats, wordStyle },
    profile,
    shots,
    restore,
    branch,
  };
  const products = await makeText(course, text, around);
  const { transcript, changes } = products.text.product;
  if (request.targets !== undefined) await proveTimes(course, { job, decoding, branch, products });
  const publishing: Publishing = { ...job, decoding, wiring: around.wiring };
  const texts = products.written.product;
  const language = transcript.language;
  const outputs = await publishOutputs(publishing, { texts, language }, course.signal);
  return { transcript, changes, cues: products.cues.product, outputs, texts, products, decoding };
}

/** Compares the cues with the speech they are for, before anyone sees them. */
async function proveTimes(
  course: Course<Products>,
  {
    job: { placed, media, request },
    decoding,
    branch,
    products: { steps, cues, written },
  }: { job: FileJob; decoding: Decoding; branch: string; products: TextProducts },
): Promise<void> {
  const regions = await findMade(course, steps.regions);
  if (regions?.product.regions === undefined) return;
  const step = { ...receiptStep(regions, written), branch };
  const { product } = await runStage(course, step, async ({ inputs }) =>
    judgeSync(cues.product, onClock(inputs.regions.regions ?? [], media, request)),
  );
  if (product.verdict !== 'shifted') return;
  const { file } = placed;
  const language = wantedLanguage(decoding) ?? 'own';
  throw new InputError(
    'E_SUBTITLE_SHIFTED',
    `The ${language} subtitles of ${file} were not written: they do not stand where the speech is. ${product.reason}`,
    {
      hint: `offscribe transcribe ${JSON.stringify(file)} --no-remember   (hears it anew; compare the times)`,
      details: { ...product },
    },
  );
}

/** What the user should know about one text. */
function warningsOf({ products: { heard, cues } }: WrittenText, job: FileJob): readonly string[] {
  return [...heard.product.warnings, ...(showsCues(job) ? layoutWarnings(cues.product, job.profile) : [])];
}

/** Whether anybody will see the cues. */
function showsCues({ formats, request }: FileJob): boolean {
  return request.mux !== undefined || formats.some((format) => format === 'srt' || format === 'vtt');
}

function madeText({ transcript, changes, cues, outputs, texts }: WrittenText): MadeText {
  return { transcript, changes, cues, outputs, texts };
}
