/**
 * Chart: a frame with two numeric axes, as inline SVG; what is drawn in it is given. Colours come from the page's CSS.
 * @module
 */
import { escapeHtml } from './html.ts';

const WIDTH = 560;
const HEIGHT = 300;
const LEFT = 52;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 44;

/** One axis from 0 to `max`. */
export interface Axis {
  readonly title: string;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** Places of values in the drawing. */
export interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Where the x axis lies. */
  readonly floor: number;
}

/** What a chart is made of; `label` is read to those who cannot see it. */
export interface ChartParts {
  readonly label: string;
  readonly xAxis: Axis;
  readonly yAxis: Axis;
}

/** An SVG element with axes, and in it what `draw` gives. */
export function formatChart({ label, xAxis, yAxis }: ChartParts, draw: (plot: Plot) => string): string {
  const floor = HEIGHT - BOTTOM;
  const x = (value: number): number => place(LEFT + (value / xAxis.max) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): number => place(floor - (value / yAxis.max) * (floor - TOP));
  const rules = yAxis.ticks.map((tick) => {
    const at = y(tick);
    const line = `<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/>`;
    return `${line}<text class="tick" text-anchor="end" x="${LEFT - 7}" y="${at + 4}">${tick}</text>`;
  });
  const marks = xAxis.ticks.map((tick) => {
    const at = x(tick);
    const line = `<line class="rule" x1="${at}" x2="${at}" y1="${floor}" y2="${floor + 4}"/>`;
    return `${line}<text class="tick" text-anchor="middle" x="${at}" y="${floor + 17}">${tick}</text>`;
  });
  const middle = (TOP + floor) / 2;
  const titles =
    `<text class="axis" text-anchor="middle" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}">${escapeHtml(xAxis.title)}</text>` +
    `<text class="axis" text-anchor="middle" transform="translate(13 ${middle}) rotate(-90)">${escapeHtml(yAxis.title)}</text>`;
  const base = `<line class="base" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${floor}" y2="${floor}"/>`;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">` +
    `${rules.join('')}${marks.join('')}${draw({ x, y, floor })}${base}${titles}</svg>`
  );
}

/** An axis from 0 whose ticks are round numbers: 1, 2 or 5 times a power of ten apart, at most about six of them. */
export function roundAxis(title: string, largest: number, isWhole: boolean = false): Axis {
  const rough = Math.max(largest, isWhole ? 1 : 0.001) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10;
  const step = isWhole ? Math.max(1, factor * power) : factor * power;
  const count = Math.max(1, Math.ceil((largest - step * 0.001) / step));
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(6)));
  return { title, max: count * step, ticks };
}

/** Points as the `d` of a path that goes through them. */
export function pathThrough(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** A line with its name, for a key above the drawing. */
export function keyEntry(className: string, name: string, row: number): string {
  const y = TOP + 12 + row * 18;
  const from = WIDTH - RIGHT - 150;
  return (
    `<line class="${className}" x1="${from}" x2="${from + 24}" y1="${y - 4}" y2="${y - 4}"/>` +
    `<text class="key" x="${from + 30}" y="${y}">${escapeHtml(name)}</text>`
  );
}

/** A tenth of a pixel is enough. */
function place(value: number): number {
  return Number(value.toFixed(1));
}
