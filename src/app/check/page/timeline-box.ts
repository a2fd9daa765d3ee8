/**
 * Timeline box: the cues of a file as the script of the page draws them.
 * @module
 */
import type { CheckedFile } from '../subtitle-check.ts';

/** The drawing with its data, keys and buttons. */
export function timelineBox({ cues, findings }: CheckedFile): string {
  const levels = new Map<number, 1 | 2>();
  for (const { cue = 0, severity } of findings) {
    if (severity === 'error') levels.set(cue, 2);
    else if (!levels.has(cue)) levels.set(cue, 1);
  }
  const drawn = [...cues]
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ number, startMs, endMs, lines }) => {
      return { number, start: startMs, end: endMs, lines, level: levels.get(number) ?? 0 };
    });
  const end = drawn.reduce((latest, cue) => Math.max(latest, cue.end), 0);
  // A "</script>" in a subtitle must not end this one.
  const data = JSON.stringify({ cues: drawn, end }).replace(/[<\u2028\u2029]/g, escapeForScript);
  const buttons = [
    ['prev', '‹ finding'],
    ['next', 'finding ›'],
    ['out', '−'],
    ['in', '+'],
    ['all', 'all'],
  ].map(
    ([does, text]) =>
      `<button type="button" data-does="${does}" aria-label="${LABELS[does ?? '']}">${text}</button>`,
  );
  const keys = ['error', 'warning', 'fine'].map((name) => {
    return `<span class="key"><i class="${name}"></i>${name === 'fine' ? 'no finding' : name}</span>`;
  });
  return `<div class="timeline"><div class="bar-row">${buttons.join('')}${keys.join('')}</div>
<canvas class="overview" aria-hidden="true"></canvas>
<canvas class="detail" tabindex="0" role="img" aria-label="Cues in time; the table of findings below says the same"></canvas>
<div class="chosen" aria-live="polite"><span class="soft">Choose a cue. Wheel or + and − zoom, dragging or arrows move.</span></div>
<script type="application/json">${data}</script></div>`;
}

const LABELS: Readonly<Record<string, string>> = {
  prev: 'the finding before',
  next: 'the next finding',
  out: 'show more',
  in: 'show less',
  all: 'show all',
};

function escapeForScript(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
