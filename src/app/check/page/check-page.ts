/**
 * Check page: what a check found as one HTML file that asks nothing of any server.
 *
 * In      any texts: what stands in a subtitle file can open no tag and run no script here.
 * @module
 */
import { basename } from 'node:path';
import { VERSION } from '../../../kernel/index.ts';
import { escapeHtml } from '../../eval/report/html.ts';
import { REPORT_STYLE } from '../../eval/report/style.data.ts';
import type { CheckedFile, SubtitleCheck, UnreadFile } from '../subtitle-check.ts';
import { countsTable, findingsTable } from './finding-tables.ts';
import { PAGE_STYLE } from './page-style.data.ts';
import { profileSection } from './profile-section.ts';
import { timelineBox } from './timeline-box.ts';
import { TIMELINE_SCRIPT } from './timeline-script.data.ts';

/** No request leaves the page, whatever is in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** The whole page. */
export function formatCheckPage({ profile, files, notes }: Omit<SubtitleCheck, 'html'>): string {
  const names = files.map(({ file }) => basename(file));
  const title = names.length === 1 ? (names[0] ?? '') : `${names.length} subtitle files`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(`Check of ${title}`)}</title>
<style>${REPORT_STYLE}${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="soft">Held to <b>${escapeHtml(profile.name)}</b> ${profile.version}: ${escapeHtml(profile.title)}</p>
${tiles(files)}
${notes.map((note) => `<p class="soft">${escapeHtml(note)}</p>`).join('\n')}
${files.map((file, index) => fileSection(file, { index, isAlone: files.length === 1 })).join('\n')}
${profileSection(profile)}
<footer>Made by Offscribe ${escapeHtml(VERSION)}. This page loads nothing from anywhere.</footer>
</main>
<script>${TIMELINE_SCRIPT}</script>
</body>
</html>
`;
}

function tiles(files: SubtitleCheck['files']): string {
  const sum = (count: (file: CheckedFile) => number): number =>
    files.reduce((total, file) => total + (isRead(file) ? count(file) : 0), 0);
  const [errors, warnings] = [sum((file) => file.errors), sum((file) => file.warnings)];
  const fixable = sum(({ findings }) => findings.filter((finding) => finding.fixable).length);
  const all = [
    { name: 'cues', value: sum(({ cues }) => cues.length), kind: '' },
    { name: 'errors', value: errors, kind: errors > 0 ? ' bad' : '' },
    { name: 'warnings', value: warnings, kind: warnings > 0 ? ' doubtful' : '' },
    { name: 'that --fix mends', value: fixable, kind: '' },
  ];
  return `<div class="tiles">${all
    .map(({ name, value, kind }) => `<div class="tile${kind}"><b>${value}</b><span>${name}</span></div>`)
    .join('')}</div>`;
}

function fileSection(
  file: CheckedFile | UnreadFile,
  { index, isAlone }: { readonly index: number; readonly isAlone: boolean },
): string {
  const head = isAlone ? '' : `<h2>${escapeHtml(file.file)}</h2>`;
  if (!isRead(file))
    return `<section>${head}<p class="mark error">${escapeHtml(file.error.message)}</p></section>`;
  const { format, encoding, language = 'unknown', fix } = file;
  const facts = `${file.cues.length} cues, ${format}, ${encoding}, language: ${language}`;
  const diff =
    fix?.diff === undefined || fix.diff === ''
      ? ''
      : `<details><summary>What was mended</summary><pre class="diff-text">${escapeLines(fix.diff)}</pre></details>`;
  return `<section>${head}<p class="soft">${escapeHtml(facts)}</p>
<h2>Timeline</h2>
${timelineBox(file)}
<h2>Rules</h2>
${countsTable(file.counts)}
${diff}
<h2>Findings</h2>
${findingsTable(file, index)}</section>`;
}

/** As `escapeHtml`, with line ends kept. */
function escapeLines(text: string): string {
  return text.split('\n').map(escapeHtml).join('\n');
}

function isRead(file: CheckedFile | UnreadFile): file is CheckedFile {
  return 'findings' in file;
}
