/**
 * Format report: an evaluation as one HTML page that asks nothing of any server.
 * @module
 */
import { VERSION } from '../../../kernel/index.ts';
import { alignUnits } from '../../../text/index.ts';
import type { Evaluation } from '../evaluation.ts';
import type { ManifestItem } from '../manifest.ts';
import type { ScoredItem } from '../score-item.ts';
import { diffSpans } from '../word-diff.ts';
import { escapeHtml, htmlTable } from './html.ts';
import { changeCard, itemCard, separatorOf } from './item-cards.ts';
import {
  chartsSection,
  comparisonSection,
  languagesSection,
  tilesSection,
  timingSection,
} from './sections.ts';
import { REPORT_STYLE } from './style.data.ts';

/** Items on which two systems differ that are shown. */
const SHOWN_CHANGES = 8;

/** What the page shows. */
export interface ReportParts {
  readonly title: string;
  readonly evaluation: Evaluation;
  readonly ours: readonly ScoredItem[];
  /** The other system's, in the same order; empty without a comparison. */
  readonly theirs: readonly ScoredItem[];
  /** Shown with their texts, worst first. */
  readonly worst: readonly ScoredItem[];
  /** Without speech, but with words. */
  readonly invented: readonly ScoredItem[];
  readonly clips: ReadonlyMap<ManifestItem, string>;
}

/** The page. */
export function formatReport(parts: ReportParts): string {
  const { title, evaluation, ours, theirs } = parts;
  const { engine, model, items, comparison } = evaluation;
  const system =
    engine === undefined || model === undefined
      ? 'nothing could be decoded'
      : `${model.name} on ${engine.name} ${engine.version}`;
  const failed = items.filter(({ error }) => error !== undefined).length;
  const count = `${items.length} items${failed > 0 ? `, ${failed} of them not decoded` : ''}`;
  const sections = [
    `<h1>${escapeHtml(title)}</h1><p class="soft">${escapeHtml(`${system}; ${count}`)}</p>`,
    tilesSection(evaluation),
    ...evaluation.notes.map((note) => `<p class="soft">${escapeHtml(note)}</p>`),
    languagesSection(evaluation),
    comparison === undefined ? '' : comparisonSection(comparison),
    chartsSection(evaluation, ours, theirs),
    timingSection(evaluation),
    cardsSection('Most errors', parts.worst, parts),
    cardsSection('Words where nobody speaks', parts.invented, parts),
    changesSection(parts),
    failuresSection(evaluation),
    settingsSection(evaluation),
    footer(evaluation),
  ];
  return page(title, sections.filter((section) => section !== '').join('\n'));
}

function page(title: string, body: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; media-src data:";
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escapeHtml(title)}</title>` +
    `<style>${REPORT_STYLE}</style></head>\n<body><main>\n${body}\n</main></body></html>\n`
  );
}

function cardsSection(title: string, items: readonly ScoredItem[], { clips }: ReportParts): string {
  if (items.length === 0) return '';
  const key =
    '<p class="soft"><del>−said, not heard</del> <ins>+heard, not said</ins>, after normalisation.</p>';
  return `<h2>${title}</h2>${key}${items.map((each) => itemCard(each, clips.get(each.item))).join('\n')}`;
}

function changesSection({ evaluation, ours, theirs }: ReportParts): string {
  const changed = evaluation.comparison?.changed.slice(0, SHOWN_CHANGES) ?? [];
  const cards = changed.flatMap((change) => {
    const at = ours.findIndex(({ item, hyp }) => item.id === change.id && hyp === change.hyp);
    const [after, before] = [ours[at]?.score, theirs[at]?.score];
    if (after === undefined || before === undefined) return [];
    const [from, to] = [before.aligned.hypothesis, after.aligned.hypothesis];
    return [changeCard(change, diffSpans(from, to, alignUnits(from, to)), separatorOf(after))];
  });
  if (cards.length === 0) return '';
  const key = '<p class="soft"><del>−only the other</del> <ins>+only this run</ins></p>';
  return `<h2>Changed most</h2>${key}${cards.join('\n')}`;
}

function failuresSection({ items }: Evaluation): string {
  const rows = items.flatMap(({ id, error }) =>
    error === undefined ? [] : [[escapeHtml(id), `${escapeHtml(error.code)}: ${escapeHtml(error.message)}`]],
  );
  return rows.length === 0
    ? ''
    : `<h2>Not decoded</h2><div class="settings">${htmlTable(['item', 'why'], rows)}</div>`;
}

function settingsSection({ engine, model, comparison }: Evaluation): string {
  const other = comparison?.other.engine;
  const keys = [...new Set([...Object.keys(engine?.options ?? {}), ...Object.keys(other?.options ?? {})])];
  const cell = (value: unknown): string => (value === undefined ? '–' : escapeHtml(JSON.stringify(value)));
  const row = (name: string, ...values: readonly (string | undefined)[]): readonly string[] => [
    name,
    ...values.slice(0, comparison === undefined ? 1 : 2).map((value) => escapeHtml(value ?? '–')),
  ];
  const rows = [
    row('engine', engine && `${engine.name} ${engine.version}`, other && `${other.name} ${other.version}`),
    row('model', model?.name, comparison?.other.model?.name),
    row('weights, sha256', model?.sha256, comparison?.other.model?.sha256),
    ...keys.map((key) => {
      const values = [engine?.options[key], other?.options[key]].slice(0, comparison === undefined ? 1 : 2);
      return [escapeHtml(key), ...values.map(cell)];
    }),
  ];
  const titles = comparison === undefined ? ['setting', 'value'] : ['setting', 'this run', 'the other'];
  return `<h2>Settings</h2><div class="settings">${htmlTable(titles, rows)}</div>`;
}

function footer({ normaliser, bootstrap, audioSeconds, wallSeconds }: Evaluation): string {
  const { resamples, level, seed } = bootstrap;
  const text =
    `Normalised with ${normaliser || 'nothing: no item has a reference'}. Intervals: ${resamples} bootstrap draws of the items, ` +
    `${100 * level} %, seed ${seed}. ${audioSeconds.toFixed(1)} s of audio in ${wallSeconds.toFixed(1)} s. Offscribe ${VERSION}.`;
  return `<footer>${escapeHtml(text)}</footer>`;
}
