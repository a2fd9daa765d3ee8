/**
 * Charts: the drawings of the report.
 * @module
 */
import type { Comparison, EvaluatedItem } from '../evaluation.ts';
import { ascending } from '../quantile.ts';
import type { ReliabilityFigures } from '../reliability.ts';
import { formatChart, keyEntry, type Plot, pathThrough, roundAxis } from './chart.ts';
import { escapeHtml, percentText } from './html.ts';

/** Rates above it are drawn as high: a loop of 500 % must not flatten all the rest. */
const HIGHEST_RATE = 150;

/** Beyond it a word is simply lost; the curve ends here. */
const LONGEST_MS = 500;

/** Error rates of the items, the worst first: how much of the sum a few of them make. */
export function itemRatesChart(items: readonly EvaluatedItem[]): string {
  const rates = items.flatMap(({ id, wer }) => (wer === null ? [] : [{ id, wer }]));
  rates.sort((a, b) => b.wer - a.wer);
  const highest = Math.min(HIGHEST_RATE, Math.max(10, rates[0]?.wer ?? 0));
  const xAxis = { ...roundAxis('items, worst first', rates.length, true), max: Math.max(1, rates.length) };
  const parts = {
    label: `Word error rate of ${rates.length} items, the worst first`,
    xAxis: { ...xAxis, ticks: xAxis.ticks.filter((tick) => tick <= xAxis.max) },
    yAxis: roundAxis('WER, %', highest),
  };
  return formatChart(parts, ({ x, y, floor }) => {
    const wide = x(1) - x(0);
    const bar = Math.max(0.5, Math.min(wide * 0.8, wide - 0.6));
    const bars = rates.map(({ id, wer }, i) => {
      const top = y(Math.min(wer, parts.yAxis.max));
      const left = (x(i) + (wide - bar) / 2).toFixed(1);
      const title = `<title>${escapeHtml(id)}: ${percentText(wer)}</title>`;
      // Nothing wrong is a dot on the floor, so that it can be told from nothing there.
      const height = Math.max(0.8, floor - top).toFixed(1);
      return `<rect class="bar" x="${left}" y="${top}" width="${bar.toFixed(1)}" height="${height}">${title}</rect>`;
    });
    return bars.join('');
  });
}

/** One curve of timing errors, seconds; `other` is drawn lighter. */
export interface TimingCurve {
  readonly name: string;
  readonly errors: readonly number[];
  readonly kind: 'start' | 'end';
  readonly isOther: boolean;
}

/** Share of words whose times are at most so far off. */
export function timingChart(curves: readonly TimingCurve[]): string {
  const parts = {
    label: 'Share of word times by their distance from the reference',
    xAxis: {
      title: 'distance from the reference, ms',
      max: LONGEST_MS,
      ticks: [0, 50, 100, 200, 300, 400, 500],
    },
    yAxis: { title: 'share of words, %', max: 100, ticks: [0, 20, 40, 60, 80, 100] },
  };
  return formatChart(parts, (plot) => {
    const guides = [50, 100, 200].map((ms) => {
      return `<line class="guide" x1="${plot.x(ms)}" x2="${plot.x(ms)}" y1="${plot.y(100)}" y2="${plot.floor}"/>`;
    });
    const lines = curves.map((curve) => `<path class="${lineClass(curve)}" d="${cumulative(curve, plot)}"/>`);
    // The curves are high where they are far right, so that the key stands clear of them lower down.
    const keys = curves.map((curve, i) => keyEntry(lineClass(curve), curve.name, i + 8));
    return [...guides, ...lines, ...keys].join('');
  });
}

function lineClass({ kind, isOther }: TimingCurve): string {
  return `line ${kind === 'end' ? 'dashed' : ''} ${isOther ? 'second' : 'first'}`;
}

function cumulative({ errors }: TimingCurve, { x, y }: Plot): string {
  const sizes = ascending(errors.map((error) => Math.abs(error) * 1000));
  const points: (readonly [number, number])[] = [[x(0), y(0)]];
  for (const [i, size] of sizes.entries()) {
    if (size > LONGEST_MS) break;
    points.push([x(size), y((100 * i) / sizes.length)], [x(size), y((100 * (i + 1)) / sizes.length)]);
  }
  const within = sizes.filter((size) => size <= LONGEST_MS).length;
  points.push([x(LONGEST_MS), y((100 * within) / Math.max(1, sizes.length))]);
  return pathThrough(points);
}

/** Share of right words by confidence, against the diagonal of one that means what it says. */
export function reliabilityChart({ bins, words, source }: ReliabilityFigures): string {
  const parts = {
    label: `Share of right words by ${source}`,
    xAxis: { title: `${source} of the word`, max: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    yAxis: { title: 'share right', max: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
  };
  return formatChart(parts, ({ x, y, floor }) => {
    const diagonal = `<line class="guide" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>`;
    const counts = bins.map((bin) => {
      // A quarter of the height for all the words there are.
      const height = (floor - y(0.25)) * (bin.words / words);
      const wide = x(bin.to) - x(bin.from) - 2;
      return `<rect class="count" x="${x(bin.from) + 1}" y="${(floor - height).toFixed(1)}" width="${wide.toFixed(1)}" height="${height.toFixed(1)}"/>`;
    });
    const known = bins.flatMap(({ confidence, right, words: count, from, to }) =>
      confidence === null || right === null ? [] : [{ confidence, right, count, from, to }],
    );
    const path = pathThrough(known.map(({ confidence, right }) => [x(confidence), y(right)] as const));
    const dots = known.map(({ confidence, right, count, from, to }) => {
      const title = `<title>${from} to ${to}: ${count} words, ${(100 * right).toFixed(1)} % right</title>`;
      return `<circle class="dot first" cx="${x(confidence)}" cy="${y(right)}" r="4.5">${title}</circle>`;
    });
    return `${counts.join('')}${diagonal}<path class="line first" d="${path}"/>${dots.join('')}`;
  });
}

/** The two systems' rates, an item a dot; below the diagonal this one has fewer errors. */
export function comparisonChart({ changed, sameErrors }: Comparison): string {
  const points = changed.flatMap(({ id, wer, otherWer }) =>
    wer === null || otherWer === null ? [] : [{ id, wer, otherWer }],
  );
  const highest = Math.min(
    HIGHEST_RATE,
    Math.max(10, ...points.flatMap(({ wer, otherWer }) => [wer, otherWer])),
  );
  const parts = {
    label: `Word error rates of two systems on ${points.length} items that differ; ${sameErrors} are the same`,
    xAxis: roundAxis('WER of the other, %', highest),
    yAxis: roundAxis('WER of this run, %', highest),
  };
  return formatChart(parts, ({ x, y }) => {
    const { max } = parts.xAxis;
    const diagonal = `<line class="guide" x1="${x(0)}" y1="${y(0)}" x2="${x(max)}" y2="${y(max)}"/>`;
    const dots = points.map(({ id, wer, otherWer }) => {
      const title = `<title>${escapeHtml(id)}: ${percentText(wer)} against ${percentText(otherWer)}</title>`;
      const kind = wer <= otherWer ? 'first' : 'second';
      return `<circle class="dot ${kind}" cx="${x(Math.min(max, otherWer))}" cy="${y(Math.min(max, wer))}" r="4.5">${title}</circle>`;
    });
    return diagonal + dots.join('');
  });
}
