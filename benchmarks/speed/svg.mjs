/**
 * SVG: small charts as files of their own, in colours that can be read on a light page and on a dark one.
 * @module
 */

/**
 * @typedef {{ name: string, isOurs: boolean, isDashed: boolean, points: [number, number][] }} Series
 * @typedef {{ title: string, max: number, ticks: { at: number, text: string }[], place?: (value: number) => number }} Axis
 *   `place`: share of the axis, 0 to 1; default: linear from 0
 * @typedef {{ label: string, x: Axis, y: Axis, series: Series[] }} LineChart
 * @typedef {{ label: string, unit: string, groups: { name: string, bars: { name: string, isOurs: boolean, value: number }[] }[] }} BarChart
 */

const WIDTH = 640;
const HEIGHT = 320;
const FRAME = { left: 52, right: 190, top: 14, bottom: 44 };
const [OURS, PEERS, TEXT, RULE] = ['#2f81f7', '#c9762b', '#7d8590', '#7d859040'];
const BAR = { height: 14, gap: 3, group: 12, left: 260, right: 60 };

/**
 * Lines over two axes, their names beside their ends.
 * @param {LineChart} chart
 * @returns {string}
 */
export function lineChart({ label, x, y, series }) {
  const floor = HEIGHT - FRAME.bottom;
  const across = (/** @type {number} */ value) =>
    FRAME.left + (x.place?.(value) ?? value / x.max) * (WIDTH - FRAME.left - FRAME.right);
  const up = (/** @type {number} */ value) => floor - (value / y.max) * (floor - FRAME.top);
  const rules = y.ticks.map(
    ({ at, text }) =>
      line([FRAME.left, up(at)], [WIDTH - FRAME.right, up(at)], RULE) +
      words(text, FRAME.left - 7, up(at) + 4, { anchor: 'end' }),
  );
  const marks = x.ticks.map(({ at, text }) => words(text, across(at), floor + 17, { anchor: 'middle' }));
  const names = apart(series.map(({ points }) => up(points.at(-1)?.[1] ?? 0)));
  const lines = series.map(({ name, isOurs, isDashed, points }, at) => {
    const path = points
      .map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${tenth(across(px))} ${tenth(up(py))}`)
      .join('');
    const dashes = isDashed ? ' stroke-dasharray="5 4"' : '';
    const drawn = `<path d="${path}" fill="none" stroke="${isOurs ? OURS : PEERS}" stroke-width="2"${dashes}/>`;
    const end = across(points.at(-1)?.[0] ?? 0);
    return drawn + words(name, end + 6, (names[at] ?? 0) + 4, { colour: isOurs ? OURS : PEERS });
  });
  const titles =
    words(x.title, (FRAME.left + WIDTH - FRAME.right) / 2, HEIGHT - 6, { anchor: 'middle' }) +
    `<text transform="translate(13 ${(FRAME.top + floor) / 2}) rotate(-90)" text-anchor="middle" fill="${TEXT}">${xml(y.title)}</text>`;
  return page(label, HEIGHT, [...rules, ...marks, ...lines, titles]);
}

/**
 * Groups of bars that lie, each with its figure at its end.
 * @param {BarChart} chart
 * @returns {string}
 */
export function barChart({ label, unit, groups }) {
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const parts = [];
  let y = 8;
  for (const { name, bars } of groups) {
    parts.push(words(name, 4, y + 11, {}));
    y += BAR.height + BAR.gap;
    for (const bar of bars) {
      const width = tenth((bar.value / most) * (WIDTH - BAR.left - BAR.right));
      const fill = bar.isOurs ? OURS : PEERS;
      parts.push(words(bar.name, BAR.left - 6, y + 11, { anchor: 'end' }));
      parts.push(`<rect x="${BAR.left}" y="${y}" width="${width}" height="${BAR.height}" fill="${fill}"/>`);
      parts.push(words(`${bar.value.toFixed(1)}${unit}`, BAR.left + width + 5, y + 11, {}));
      y += BAR.height + BAR.gap;
    }
    y += BAR.group;
  }
  return page(label, y, parts);
}

/**
 * An axis from 0 whose ticks are round numbers.
 * @param {string} title
 * @param {number} largest
 * @returns {Axis}
 */
export function roundAxis(title, largest) {
  const rough = Math.max(largest, 1e-6) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const count = Math.ceil(largest / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => ({
    at: i * step,
    text: `${Number((i * step).toPrecision(6))}`,
  }));
  return { title, max: count * step, ticks };
}

/** Heights of texts, moved apart where they would lie on one another. @param {number[]} heights */
function apart(heights) {
  const order = heights.map((height, at) => ({ height, at })).toSorted((a, b) => a.height - b.height);
  const placed = /** @type {number[]} */ ([]);
  let last = Number.NEGATIVE_INFINITY;
  for (const { height, at } of order) {
    last = Math.max(height, last + 15);
    placed[at] = last;
  }
  return placed;
}

/** @param {[number, number]} from @param {[number, number]} to @param {string} colour */
function line([x1, y1], [x2, y2], colour) {
  return `<line x1="${tenth(x1)}" y1="${tenth(y1)}" x2="${tenth(x2)}" y2="${tenth(y2)}" stroke="${colour}"/>`;
}

/** @param {string} text @param {number} x @param {number} y @param {{ anchor?: string, colour?: string }} look */
function words(text, x, y, { anchor = 'start', colour = TEXT }) {
  return `<text x="${tenth(x)}" y="${tenth(y)}" text-anchor="${anchor}" fill="${colour}">${xml(text)}</text>`;
}

/** @param {string} label read to those who cannot see it @param {number} height @param {string[]} parts */
function page(label, height, parts) {
  const font = 'font-family="system-ui, sans-serif" font-size="12"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${xml(label)}" ${font}>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** @param {string} text */
function xml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** A tenth of a pixel is enough. @param {number} value */
function tenth(value) {
  return Number(value.toFixed(1));
}
