/**
 * Text rules: lines, empty cues, characters, leftover markup.
 * @module
 */
import { isBlank } from '../clean-text.ts';
import { type Breach, breach, plural } from './finding.ts';
import type { CheckedCue, Subject } from './subject.ts';

/** A line this much shorter than the other of its cue looks like a mistake, unless the sense breaks there. */
const UNEQUAL = 0.4;
const SENSE_BREAK = /[.?!…,;:。！？、，؟،؛।–—-]["'”’»)\]]*$/u;
const DIALOGUE = /^\s*[-–—‐‑‒]/u;
/** No-break and ordinary space, tab, and the marks that steer writing from the right are no junk. */
const JUNK = /[^\P{Cc}\t]|\ufeff|\ufffd|\p{Cs}|[\u2028\u2029\ufff9-\ufffc]/u;
const TAG = /<\/?[a-z][^<>]{0,40}>|\{\\[^{}]{1,60}\}|&(?:amp|lt|gt|nbsp|quot|#\d{1,6});/iu;

/** Cues with more lines than the profile allows. */
export function checkLineCount({ cues, limits: { maxLines } }: Subject): Breach[] {
  return cues.flatMap((cue) => {
    const measured = cue.lines.length;
    if (measured <= maxLines) return [];
    const message = `${plural(measured, 'line')}; at most ${maxLines}.`;
    return [breach('line-count', cue, { measured, limit: maxLines, message })];
  });
}

/** Lines longer than the profile allows: the longest one of each cue. */
export function checkLineLength({ cues, limits: { maxLineChars } }: Subject): Breach[] {
  return cues.flatMap((cue) => {
    const measured = Math.max(0, ...cue.lengths);
    if (measured <= maxLineChars) return [];
    const line = cue.lengths.indexOf(measured) + 1;
    const message = `Line ${line} has ${measured} characters; at most ${maxLineChars}.`;
    return [breach('line-length', cue, { measured, limit: maxLineChars, message })];
  });
}

/** Cues that show nothing. */
export function checkEmpty({ cues }: Subject): Breach[] {
  return cues.flatMap((cue) =>
    cue.lines.every(isBlank) ? [breach('empty-cue', cue, { message: 'It has no text.' })] : [],
  );
}

/** Two lines of which one is nearly empty, though the sense does not break there. */
export function checkBalance({ cues, limits: { maxLineChars } }: Subject): Breach[] {
  return cues.flatMap((cue) => {
    const [upper = 0, lower = 0] = cue.lengths;
    const [first = '', second = ''] = cue.lines;
    if (cue.lines.length !== 2 || isDialogue(cue) || SENSE_BREAK.test(first)) return [];
    // A text that fits one line is broken on purpose or for nothing; either way nothing is hidden by it.
    if (Math.min(upper, lower) >= UNEQUAL * Math.max(upper, lower) || second === '') return [];
    if (cue.length < maxLineChars / 2) return [];
    const measured = `${upper} + ${lower}`;
    return [
      breach('unbalanced-lines', cue, { measured, message: `Lines of ${upper} and ${lower} characters.` }),
    ];
  });
}

/** Control characters, and those that stand for a character that was lost. */
export function checkCharacters({ cues }: Subject): Breach[] {
  return cues.flatMap((cue) => {
    const [found] = cue.lines.flatMap((line) => JUNK.exec(line)?.[0] ?? []);
    if (found === undefined) return [];
    const measured = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    const message =
      found === '\ufffd'
        ? `${measured} stands where a character was lost, mostly by a wrong encoding.`
        : `${measured} is a control character, which players show in ways of their own.`;
    return [breach('control-character', cue, { measured, message })];
  });
}

/** Tags and entities that a viewer would see as text. */
export function checkTags({ cues }: Subject): Breach[] {
  return cues.flatMap((cue) => {
    const [measured] = cue.lines.flatMap((line) => TAG.exec(line)?.[0] ?? []);
    if (measured === undefined) return [];
    return [breach('stray-tag', cue, { measured, message: `${measured} is shown as it is written.` })];
  });
}

/** Whether every line belongs to a speaker of its own, so that no word may change its line. */
export function isDialogue({ lines }: Pick<CheckedCue, 'lines'>): boolean {
  return lines.length > 1 && lines.slice(1).every((line) => DIALOGUE.test(line));
}
