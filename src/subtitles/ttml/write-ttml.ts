/**
 * Write TTML: a track as TTML, IMSC 1.1 text or EBU-TT-D.
 *
 * In/out  track -> UTF-8 text; media time, `HH:MM:SS.mmm`; every manner of text is a style of the head, and every place
 *         a region, as EBU-TT-D wants it and the others allow.
 * Throws  InputError E_CUE_INVALID (CUE1).
 * Source  TTML2; IMSC 1.1 section 8 (text profile); EBU Tech 3380 v1.0.1 and its XML schema; rules TTML12 to TTML17 in
 *         ../SPEC.md.
 * @module
 */
import { isBlank } from '../clean-text.ts';
import { checkCues } from '../cue.ts';
import { formatTimestamp } from '../timestamp.ts';
import type { SubtitleTrack, TextRun, TrackCue } from '../track/track.ts';
import { HeadDraft } from './head-draft.ts';
import { escapeText, openTag } from './markup.ts';
import { formatHead, formatRoot } from './write-head.ts';
import type { TtmlFlavour } from './write-styles.ts';

/** The track as a document. */
export function formatTtml(track: SubtitleTrack, flavour: TtmlFlavour): string {
  checkCues(track.cues);
  const cues = track.cues.map(withoutBlankLines).filter(({ lines }) => lines.length > 0);
  const draft = new HeadDraft({ ...track, cues }, flavour);
  const paragraphs = cues.map(
    (cue, index) => `      ${paragraph(cue, draft.cueId(index), { draft, flavour })}\n`,
  );
  // A division holds at least one paragraph in EBU-TT-D, so that without cues there is no body.
  const body = ['  <body>\n    <div>\n', ...paragraphs, '    </div>\n  </body>\n'].join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    formatRoot(track, flavour),
    formatHead(track, draft, flavour),
    cues.length === 0 ? '' : body,
    '</tt>\n',
  ].join('');
}

function withoutBlankLines(cue: TrackCue): TrackCue {
  const kept = cue.lines.map((line) => !isBlank(line));
  if (kept.every(Boolean)) return cue;
  const lines = cue.lines.filter((_, index) => kept[index]);
  const runs = cue.runs?.filter((_, index) => kept[index]);
  return { ...cue, lines, ...(runs === undefined ? {} : { runs }) };
}

interface Around {
  readonly draft: HeadDraft;
  readonly flavour: TtmlFlavour;
}

function paragraph(cue: TrackCue, id: string | undefined, around: Around): string {
  const { draft } = around;
  const runs = cue.runs ?? cue.lines.map((text): readonly TextRun[] => [{ text }]);
  const attributes = {
    'xml:id': id,
    ...draft.placing(cue),
    begin: formatTimestamp(cue.startMs, '.'),
    end: formatTimestamp(cue.endMs, '.'),
    'ttm:agent': cue.speaker === undefined ? undefined : draft.agent(cue.speaker),
    'xml:space': runs.some(needsSpace) ? 'preserve' : undefined,
  };
  const lines = runs.map((line) => line.map((run) => span(run, cue, around)).join(''));
  return `${openTag('p', attributes)}${lines.join('<br/>')}</p>`;
}

/** Whether a reader would join spaces of the line, or take them off its ends. */
function needsSpace(line: readonly TextRun[]): boolean {
  return /^[ \t]|[ \t]$|[ \t]{2}|\t/.test(line.map(({ text }) => text).join(''));
}

function span({ text, marks }: TextRun, cue: TrackCue, { draft, flavour }: Around): string {
  const aid = flavour === 'ebu-tt-d' ? undefined : marks?.ruby;
  const manner = marks === undefined ? undefined : draft.manner(marks, cue.style);
  const style = [manner, aid === undefined ? undefined : draft.ruby('container')].filter(
    (name) => name !== undefined,
  );
  const attributes = {
    style: style.join(' ') || undefined,
    'xml:lang': marks?.language,
    'ttm:agent': marks?.voice === undefined ? undefined : draft.agent(marks.voice),
  };
  const inner =
    aid === undefined ? escapeText(text) : `${part('base', text, draft)}${part('text', aid, draft)}`;
  const isPlain = Object.values(attributes).every((value) => value === undefined);
  return isPlain ? inner : `${openTag('span', attributes)}${inner}</span>`;
}

function part(kind: 'base' | 'text', text: string, draft: HeadDraft): string {
  return `${openTag('span', { style: draft.ruby(kind) })}${escapeText(text)}</span>`;
}
