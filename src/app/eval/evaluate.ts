/**
 * Evaluate: decode the recordings of a manifest and hold them against their reference texts and times; a second system
 * beside the first where one is asked for.
 *
 * Throws  InputError E_MANIFEST_INVALID, E_MEDIA_NOT_FOUND, UsageError, NotReadyError; a recording that cannot be
 *         decoded is an item with an error and no score.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import { type Decoding, type DecodingOptions, planDecoding } from '../decoding.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { compareSets } from './comparison.ts';
import type { Evaluation } from './evaluation.ts';
import { hearSet } from './hear-set.ts';
import type { HeardSet } from './heard-item.ts';
import { type ManifestItem, readManifest } from './manifest.ts';
import { makeReport } from './report/make-report.ts';
import { checkReport, type ReportRequest } from './report/report-file.ts';
import { readSavedDocument, savedSet } from './saved-set.ts';
import { type ScoredItem, scoreItem } from './score-item.ts';
import { summarise } from './summarise.ts';

/** The system to compare with: hypotheses of an earlier run, or other decoding options. */
export type ComparedSystem =
  | { readonly file: string }
  | { readonly name: string; readonly options: DecodingOptions };

/**
 * What to evaluate. `language`: a code keeps only that language's items, `auto` has every language detected. `wordTimes`:
 * words with times for every item with speech, not only for those whose reference has times.
 */
export interface EvaluateRequest extends DecodingOptions {
  readonly manifest: string;
  /** Stop after so many items. */
  readonly limit?: number | undefined;
  readonly compare?: ComparedSystem | undefined;
  /** An HTML page to write. */
  readonly report?: ReportRequest | undefined;
}

/** Everything that can be refused before any work, checked. */
interface Plan {
  readonly items: readonly ManifestItem[];
  readonly decoding: Decoding;
  readonly wordTimes: boolean;
  /** Gives the other system's answers. */
  readonly other?: { readonly name: string; readonly hear: () => Promise<HeardSet> };
}

/** Decodes and scores a manifest. */
export async function evaluate(
  request: EvaluateRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<Evaluation> {
  const plan = await makePlan(request, wiring, supervision);
  const { items, decoding, wordTimes, other } = plan;
  for (const message of decoding.notes) supervision.report({ type: 'note', message });
  const hearing = { decoding, language: request.language, wordTimes };
  const ours = await hearSet(items, hearing, { wiring, supervision });
  const theirs = await other?.hear();
  const scored = ours.items.map(scoreItem);
  const others = theirs === undefined ? [] : scoreOthers(theirs, scored);
  const evaluation: Evaluation = {
    ...summarise(scored),
    ...identityOf(ours),
    notes: ours.notes,
    ...(other === undefined || theirs === undefined
      ? {}
      : { comparison: compareSets(scored, others, { name: other.name, ...identityOf(theirs) }) }),
  };
  if (request.report !== undefined) {
    await makeReport(
      { path: request.report.path, manifest: request.manifest },
      { evaluation, ours: scored, theirs: others },
      { wiring, supervision },
    );
  }
  return evaluation;
}

/** Where the manifest names no language both are scored in the one that the first system found. */
function scoreOthers({ items }: HeardSet, scored: readonly ScoredItem[]): readonly ScoredItem[] {
  return items.map((each, i) => scoreItem({ ...each, language: scored[i]?.language ?? each.language }));
}

function identityOf({ engine, model }: HeardSet): Pick<HeardSet, 'engine' | 'model'> {
  return { ...(engine === undefined ? {} : { engine }), ...(model === undefined ? {} : { model }) };
}

async function makePlan(request: EvaluateRequest, wiring: Wiring, supervision: Supervision): Promise<Plan> {
  const { compare: compared, limit, wordTimes = false } = request;
  const choices = { catalogue: await wiring.catalogue(), engines: wiring.engines };
  const decoding = await planDecoding(request, choices);
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1)) {
    throw new UsageError('E_USAGE', `--limit takes a whole number from 1 up, not ${limit}.`, {
      hint: 'offscribe eval MANIFEST.jsonl --limit 10',
    });
  }
  const all = await readManifest(request.manifest);
  const items = chooseItems(all, request).slice(0, limit ?? all.length);
  const plan = { items, decoding, wordTimes };
  if (request.report !== undefined) await checkReport(request.report, inputsOf(request, items));
  if (compared === undefined) return plan;
  if ('file' in compared) {
    const saved = await readSavedDocument(compared.file);
    if (!saved.items.some(({ id }) => items.some((item) => item.id === id))) {
      throw new UsageError('E_USAGE', `${compared.file} has none of the items of ${request.manifest}.`, {
        hint: `offscribe eval ${JSON.stringify(request.manifest)} --json`,
      });
    }
    return { ...plan, other: { name: compared.file, hear: async () => savedSet(items, saved) } };
  }
  const { name, options } = compared;
  const hearing = {
    decoding: await planDecoding(options, choices),
    language: options.language,
    wordTimes,
  };
  return {
    ...plan,
    other: { name, hear: async () => await hearSet(items, hearing, { wiring, supervision }) },
  };
}

function inputsOf({ manifest, compare }: EvaluateRequest, items: readonly ManifestItem[]): readonly string[] {
  const saved = compare !== undefined && 'file' in compare ? [compare.file] : [];
  return [manifest, ...saved, ...items.map(({ file }) => file)];
}

function chooseItems(items: readonly ManifestItem[], request: EvaluateRequest): readonly ManifestItem[] {
  const { language, manifest } = request;
  if (language === undefined || language === 'auto') return items;
  const chosen = items.filter((item) => item.language === language);
  if (chosen.length > 0) return chosen;
  throw new UsageError('E_USAGE', `${manifest} has no recording with "language":"${language}".`, {
    hint: `offscribe eval ${JSON.stringify(manifest)}`,
  });
}
