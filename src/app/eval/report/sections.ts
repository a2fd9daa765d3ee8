/**
 * Sections: the parts of the report's page that hold figures, tables and charts.
 * @module
 */
import type { Comparison, Evaluation, RateFigures } from '../evaluation.ts';
import type { PairedFigures } from '../paired-test.ts';
import type { ScoredItem } from '../score-item.ts';
import type { TimingSpread } from '../word-timing.ts';
import {
  comparisonChart,
  itemRatesChart,
  reliabilityChart,
  type TimingCurve,
  timingChart,
} from './charts.ts';
import { escapeHtml, htmlFigure, htmlTable, intervalText, percentText } from './html.ts';

/** The few numbers that matter most. */
export function tilesSection(evaluation: Evaluation): string {
  const { wer, werInterval, cer, cerInterval, missedSpeech, wordTiming, noSpeech, rtfx, peakRssMb } =
    evaluation;
  const within = (interval: RateFigures['werInterval']): string =>
    interval === null ? 'too few items for an interval' : `95 %: ${intervalText(interval)}`;
  const tiles = [
    tile('word error rate', percentText(wer), within(werInterval)),
    tile('character error rate', percentText(cer), within(cerInterval)),
    tile('missed speech', missedSpeech.per1000?.toFixed(1) ?? '–', 'of 1,000 words, in runs of 4 or more'),
  ];
  if (wordTiming !== null) {
    const { medianMs, p95Ms } = wordTiming.both;
    tiles.push(tile('word times', msText(medianMs), `off, median; p95 ${msText(p95Ms)}`));
  }
  if (noSpeech !== null) {
    const rate = noSpeech.perMinute?.toFixed(2) ?? '–';
    tiles.push(tile('invented words', rate, `a minute, on ${noSpeech.clips} items without speech`));
  }
  tiles.push(tile('speed', `${rtfx.toFixed(1)}×`, `real time; peak ${peakRssMb.toFixed(0)} MB`));
  return `<div class="tiles">${tiles.join('')}</div>`;
}

function tile(name: string, figure: string, note: string): string {
  return `<div class="tile"><span>${escapeHtml(name)}</span><b>${escapeHtml(figure)}</b><span>${escapeHtml(note)}</span></div>`;
}

/** Rates of each language and of all. */
export function languagesSection(evaluation: Evaluation): string {
  const { byLanguage, errors, missedSpeech, wer, werInterval, cer, cerInterval } = evaluation;
  const all = { ...errors, wer, werInterval, cer, cerInterval, missedPer1000: missedSpeech.per1000 };
  const rows = [...Object.entries(byLanguage), ['all', all] as const].map(([code, row]) => [
    escapeHtml(code),
    percentText(row.wer),
    intervalText(row.werInterval) || '–',
    percentText(row.cer),
    intervalText(row.cerInterval) || '–',
    ...[row.words, row.substitutions, row.deletions, row.insertions].map(String),
    row.missedPer1000?.toFixed(1) ?? '–',
  ]);
  const titles = ['language', 'WER', '95 %', 'CER', '95 %', 'words', 'sub', 'del', 'ins', 'missed of 1,000'];
  return `<h2>Languages</h2>${htmlTable(titles, rows)}`;
}

/** Distances of word times. */
export function timingSection({ wordTiming, comparison }: Evaluation): string {
  if (wordTiming === null) return '';
  const rows = [...timingRows('', wordTiming)];
  const other = comparison?.other.wordTiming ?? null;
  if (other !== null) rows.push(...timingRows('the other: ', other));
  const titles = ['word', 'measured', 'median', 'p95', 'bias', 'within 50 ms', '100 ms', '200 ms'];
  return `<h2>Word times</h2>${htmlTable(titles, rows)}<p class="soft">Bias above 0: late.</p>`;
}

function timingRows(
  prefix: string,
  timing: NonNullable<Evaluation['wordTiming']>,
): readonly (readonly string[])[] {
  const row = (name: string, spread: TimingSpread): readonly string[] => [
    prefix + name,
    `${spread.count} of ${timing.referenceWords}`,
    ...[spread.medianMs, spread.p95Ms, spread.biasMs].map(msText),
    ...[spread.within[50], spread.within[100], spread.within[200]].map(
      (each) => `${each?.toFixed(1) ?? '–'} %`,
    ),
  ];
  return [row('starts', timing.start), row('ends', timing.end)];
}

/** All charts there is something to draw for. */
export function chartsSection(
  evaluation: Evaluation,
  ours: readonly ScoredItem[],
  theirs: readonly ScoredItem[],
): string {
  const { items, reliability, comparison, wordTiming } = evaluation;
  const figures: string[] = [];
  if (items.some(({ wer }) => wer !== null)) {
    figures.push(
      htmlFigure('Errors by item', itemRatesChart(items), 'Each bar is an item; point at it for its name.'),
    );
  }
  if (wordTiming !== null && wordTiming.both.count > 0) {
    const curves = [...timingCurves(ours, false), ...timingCurves(theirs, true)];
    figures.push(
      htmlFigure(
        'Word times',
        timingChart(curves),
        'Share of recognised words within a distance; higher is better.',
      ),
    );
  }
  if (reliability !== null) {
    const { ece, brier, words } = reliability;
    const caption = `On the dotted line confidence means what it says. Grey: where the ${words} words are. ECE ${ece.toFixed(3)}, Brier ${brier.toFixed(3)}.`;
    figures.push(htmlFigure('Confidence', reliabilityChart(reliability), caption));
  }
  if (comparison !== undefined && comparison.items > 0) {
    const caption = `Below the dotted line this run has fewer errors: ${comparison.fewerErrors} items; above, more: ${comparison.moreErrors}; the same: ${comparison.sameErrors}, not drawn.`;
    figures.push(htmlFigure('Item by item', comparisonChart(comparison), caption));
  }
  return figures.length === 0 ? '' : `<h2>Charts</h2><div class="figures">${figures.join('\n')}</div>`;
}

function timingCurves(scored: readonly ScoredItem[], isOther: boolean): readonly TimingCurve[] {
  const timings = scored.flatMap(({ score }) => score?.timing ?? []);
  const of = (kind: 'start' | 'end', errors: readonly number[]): TimingCurve[] =>
    errors.length === 0 ? [] : [{ name: `${isOther ? 'other ' : ''}${kind}s`, errors, kind, isOther }];
  return [
    ...of(
      'start',
      timings.flatMap(({ starts }) => starts),
    ),
    ...of(
      'end',
      timings.flatMap(({ ends }) => ends),
    ),
  ];
}

/** The test of the difference. */
export function comparisonSection({ other, items, wer, cer }: Comparison): string {
  const row = (name: string, figures: PairedFigures | null): readonly string[] =>
    figures === null
      ? [name, '–', '–', '–', '–', '–']
      : [
          name,
          percentText(figures.rate),
          percentText(figures.otherRate),
          `${figures.difference > 0 ? '+' : ''}${figures.difference.toFixed(2)}`,
          intervalText(figures.interval) || '–',
          figures.p === null ? '–' : figures.p < 0.001 ? '&lt; 0.001' : figures.p.toFixed(3),
        ];
  const titles = ['rate', 'this run', 'the other', 'difference, points', '95 %', 'p'];
  return (
    `<h2>Against ${escapeHtml(other.name)}</h2><p class="soft">${items} items that both have scored. ` +
    `p: how often chance alone would differ as much; below 0.05 is commonly taken as a real difference.</p>` +
    htmlTable(titles, [row('WER', wer), row('CER', cer)])
  );
}

function msText(ms: number | null): string {
  return ms === null ? '–' : `${ms.toFixed(0)} ms`;
}
