/**
 * HTML: text made safe, and figures as the report prints them.
 * @module
 */
import type { Interval } from '../bootstrap.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute; control characters, which HTML forbids, become spaces. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each).replace(/\p{Cc}/gu, ' ');
}

/** `12.34 %`, or a dash for null. */
export function percentText(rate: number | null): string {
  return rate === null ? '–' : `${rate.toFixed(2)} %`;
}

/** `9.80 to 13.20`, or nothing. */
export function intervalText(interval: Interval | null): string {
  return interval === null ? '' : `${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}`;
}

/** A table; the first column names the row, the others hold figures. Cells are HTML already. */
export function htmlTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const body = rows.map(([name = '', ...cells]) => {
    return `<tr><th scope="row">${name}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

/** A figure with a caption. */
export function htmlFigure(title: string, svg: string, caption: string): string {
  return `<figure><h3>${escapeHtml(title)}</h3>${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}
