/**
 * Profile section: the figures that a file was held to, and where they are from.
 * @module
 */
import type { SubtitleProfile } from '../../../subtitles/index.ts';
import { escapeHtml } from '../../eval/report/html.ts';

const EVIDENCE = {
  stated: 'stated there',
  secondary: 'second-hand',
  ours: 'our choice',
} as const;

/** The table of figures. */
export function profileSection({ limits, sources, name, version }: SubtitleProfile): string {
  const rest = sources.find(({ figures }) => figures === undefined);
  const rows = Object.entries(limits).map(([figure, value]) => {
    const own = sources.find(({ figures }) => figures?.some((each) => each === figure)) ?? rest;
    const title = own === undefined ? '' : escapeHtml(own.title);
    // Only a link that opens a page: a house's own file might hold another.
    const isLink = own?.url?.startsWith('https://') === true;
    const source = isLink ? `<a href="${escapeHtml(own?.url ?? '')}">${title}</a>` : title;
    const evidence = own === undefined ? '' : EVIDENCE[own.evidence];
    return `<tr><th scope="row">${figure}</th><td>${escapeHtml(String(value))}</td><td>${source} <span class="soft">${evidence}</span></td></tr>`;
  });
  return `<section><h2>Profile ${escapeHtml(name)} ${version}</h2><div class="scroll"><table class="settings"><thead><tr><th scope="col">Figure</th><th scope="col">Value</th><th scope="col">Source</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div></section>`;
}
