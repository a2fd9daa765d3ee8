/**
 * Pair rules: brackets and quotation marks whose other half is missing. A pair may span a few cues.
 * @module
 */
import { type Breach, breach } from './finding.ts';
import type { RuleId } from './rules.data.ts';
import type { CheckedCue, Subject } from './subject.ts';

/** A quotation of more cues than this is opened anew in each of them, or its end was forgotten. */
const REACH = 12;

const BRACKETS: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '（': '）',
  '［': '］',
  '【': '】',
};
/** Marks that do not open in one language and close in another: `»` and `“` do both, and are left alone. */
const QUOTES: Readonly<Record<string, string>> = { '「': '」', '『': '』', '《': '》', '〈': '〉' };
const STRAIGHT = '"';

/** Faces, "a)" and "1)" of lists. */
const NO_BRACKET = /[:;=8xX][-^o']?[()[\]]|[([][:;=]|(?:^|\s)[\p{L}\p{N}]{1,2}\)|<3/gu;

/** Brackets without their other half. */
export function checkBrackets({ cues }: Subject): Breach[] {
  return unpaired(cues, BRACKETS).map(({ cue, mark }) => report('unpaired-bracket', cue, mark));
}

/** Quotation marks without their other half. */
export function checkQuotes({ cues }: Subject): Breach[] {
  const typed = unpaired(cues, QUOTES).map(({ cue, mark }) => report('unpaired-quote', cue, mark));
  return [...typed, ...straightQuotes(cues)];
}

interface OpenMark {
  readonly cue: CheckedCue;
  readonly index: number;
  readonly mark: string;
}

function unpaired(cues: readonly CheckedCue[], pairs: Readonly<Record<string, string>>): OpenMark[] {
  const closers = new Set(Object.values(pairs));
  const found: OpenMark[] = [];
  let open: OpenMark[] = [];
  for (const [index, cue] of cues.entries()) {
    found.push(...open.filter((each) => index - each.index > REACH));
    open = open.filter((each) => index - each.index <= REACH);
    for (const mark of cue.lines.join('\n').replace(NO_BRACKET, ' ')) {
      if (pairs[mark] !== undefined) open.push({ cue, index, mark });
      else if (closers.has(mark) && pairs[open.at(-1)?.mark ?? ''] === mark) open.pop();
      else if (closers.has(mark)) found.push({ cue, index, mark });
    }
  }
  return [...found, ...open].sort((a, b) => a.index - b.index);
}

/** An odd number of straight marks is made even by the next odd one nearby. */
function straightQuotes(cues: readonly CheckedCue[]): Breach[] {
  const found: CheckedCue[] = [];
  let open: { readonly cue: CheckedCue; readonly index: number } | undefined;
  for (const [index, cue] of cues.entries()) {
    // An inch or a second mark behind a digit is no quotation.
    const marks =
      cue.lines
        .join('\n')
        .replace(/\p{Nd}"/gu, '')
        .split(STRAIGHT).length - 1;
    if (marks % 2 === 0) continue;
    if (open !== undefined && index - open.index <= REACH) open = undefined;
    else {
      if (open !== undefined) found.push(open.cue);
      open = { cue, index };
    }
  }
  if (open !== undefined) found.push(open.cue);
  return found.map((cue) => report('unpaired-quote', cue, STRAIGHT));
}

function report(rule: RuleId, cue: CheckedCue, mark: string): Breach {
  return breach(rule, cue, { measured: mark, message: `${mark} has no other half.` });
}
