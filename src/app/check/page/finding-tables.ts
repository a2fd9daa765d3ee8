/**
 * Finding tables: how often each rule is broken, and where.
 * @module
 */
import { type Finding, RULES, type RuleCount } from '../../../subtitles/index.ts';
import { escapeHtml } from '../../eval/report/html.ts';
import type { CheckedFile } from '../subtitle-check.ts';

/** More rows make a page that no browser likes; JSON has them all. */
const MAX_ROWS = 5000;

/** Broken rules with their counts. */
export function countsTable(counts: readonly RuleCount[]): string {
  if (counts.length === 0) return '<p>No rule is broken.</p>';
  const rows = counts.map(({ rule, severity, count, fixable }) => {
    const mark = `<span class="mark ${severity}">${severity}</span>`;
    return `<tr><th scope="row">${escapeHtml(RULES[rule].title)} <span class="soft">${rule}</span></th><td>${mark}</td><td>${count}</td><td>${fixable}</td></tr>`;
  });
  return `<div class="scroll"><table class="counts"><thead><tr><th scope="col">Rule</th><th scope="col">Severity</th><th scope="col">Found</th><th scope="col">--fix mends</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** Every finding, linked with its cue in the drawing. */
export function findingsTable({ findings, counts }: CheckedFile, index: number): string {
  if (findings.length === 0) return '<p>None.</p>';
  const choices = counts.map(
    ({ rule, count }) => `<option value="${rule}">${escapeHtml(RULES[rule].title)} (${count})</option>`,
  );
  const rows = findings.slice(0, MAX_ROWS).map((finding) => findingRow(finding, index));
  const rest = findings.length - rows.length;
  const more = rest > 0 ? `<p class="soft">${rest} more are in the JSON of the check.</p>` : '';
  return `<div class="bar-row"><label>Show <select class="filter"><option value="">all</option><option value="error">errors</option><option value="warning">warnings</option>${choices.join('')}</select></label></div>
<div class="scroll"><table class="findings"><thead><tr><th scope="col">Cue</th><th scope="col">Time</th><th scope="col">Finding</th><th scope="col">--fix</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>${more}`;
}

function findingRow(finding: Finding, index: number): string {
  const { rule, severity, cue, line, startMs, message, fixable, whyNot } = finding;
  const where =
    cue === undefined ? `line ${line ?? ''}` : `<a href="#f${index}-cue-${cue}" data-cue="${cue}">${cue}</a>`;
  const why = whyNot === undefined ? '' : `<span class="why">${escapeHtml(whyNot)}</span>`;
  const title = `<span class="mark ${severity}">${escapeHtml(RULES[rule].title)}</span>`;
  return `<tr id="f${index}-cue-${cue ?? 0}" data-cue="${cue ?? 0}" data-rule="${rule}" data-severity="${severity}"><td>${where}</td><td>${startMs === undefined ? '' : clock(startMs)}</td><td class="what">${title}: ${escapeHtml(message)}${why}</td><td>${fixable ? 'mends it' : 'no'}</td></tr>`;
}

/** `0:01:02.345`. */
function clock(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}
