/**
 * Eval page: the figures of an evaluation for people, in 80 columns.
 * @module
 */
import type { Comparison, Evaluation, RateFigures } from '../app/index.ts';
import { formatClock, printable } from './figures.ts';
import { formatTable, type TableColumn, wrapWords } from './table.ts';

type Interval = RateFigures['werInterval'];
type Timing = NonNullable<Evaluation['wordTiming']>['both'];
type Paired = Comparison['wer'];

const WIDTH = 80;

/** Items with another number of errors that are shown; `--json` has all. */
const SHOWN_CHANGES = 5;

/** Everything that was measured; ends with a newline. */
export function formatEvaluation(evaluation: Evaluation): string {
  const { wer, werInterval, cer, cerInterval, normaliser, items, comparison } = evaluation;
  const scored = normaliser === '' ? 'nothing scored' : normaliser;
  const rates = `WER ${percent(wer)}${bounds(werInterval)}  CER ${percent(cer)}${bounds(cerInterval)}`;
  const basis = `(${scored}; ${items.length} item${items.length === 1 ? '' : 's'})`;
  const isShort = rates.length + 2 + basis.length <= WIDTH;
  const first = isShort ? [`${rates}  ${basis}`] : [rates, `    ${basis}`];
  const lines = [...first, ...figureLines(evaluation)];
  const table = languageTable(evaluation);
  const against = comparison === undefined ? '' : `\n${formatComparison(comparison)}`;
  return `${table}${lines.join('\n')}\n${against}`;
}

function languageTable({ byLanguage }: Evaluation): string {
  const rows = Object.entries(byLanguage);
  if (rows.length === 0) return '';
  const number = (title: string, of: (row: RateFigures) => string): TableColumn<[string, RateFigures]> => ({
    title,
    cell: ([, row]) => of(row),
    isRight: true,
  });
  const columns: readonly TableColumn<[string, RateFigures]>[] = [
    { title: 'LANGUAGE', cell: ([code]) => code },
    number('WER', ({ wer }) => percent(wer)),
    number('95 %', ({ werInterval }) => bounds(werInterval).trim() || '-'),
    number('WORDS', ({ words }) => String(words)),
    number('SUB', ({ substitutions }) => String(substitutions)),
    number('DEL', ({ deletions }) => String(deletions)),
    number('INS', ({ insertions }) => String(insertions)),
    number('MISSED', ({ missedPer1000 }) => missedPer1000?.toFixed(1) ?? '-'),
    number('CER', ({ cer }) => percent(cer)),
  ];
  // The last column would stand left.
  return `${formatTable([...columns, { title: '', cell: () => '' }], rows)}\n`;
}

function figureLines(evaluation: Evaluation): readonly string[] {
  const { errors, missedSpeech, wordTiming, noSpeech, reliability, notes } = evaluation;
  const { audioSeconds, wallSeconds, rtfx, peakRssMb } = evaluation;
  const lines: string[] = [];
  const say = (title: string, text: string): void => {
    lines.push(...hanging(title.padEnd(14), text));
  };
  if (errors.words + errors.insertions > 0) {
    say(
      'errors',
      `${errors.substitutions} substituted, ${errors.deletions} deleted, ${errors.insertions} inserted of ${errors.words} words`,
    );
    say(
      'missed speech',
      `${missedSpeech.words} words in runs of ${missedSpeech.run} or more deleted: ${missedSpeech.per1000?.toFixed(1) ?? '-'} of 1,000`,
    );
  }
  if (wordTiming !== null) {
    say('word starts', timingText(wordTiming.start));
    say('word ends', timingText(wordTiming.end));
  }
  if (noSpeech !== null) {
    say(
      'no speech',
      `${noSpeech.words} words invented on ${noSpeech.clips} items, ${formatClock(noSpeech.seconds)}: ${noSpeech.perMinute?.toFixed(2) ?? '-'} a minute`,
    );
    for (const { id, text } of noSpeech.invented) say('', printable(`${id}: ${text}`));
  }
  if (reliability !== null) {
    const { source, words, ece, brier, confidence, right } = reliability;
    say(
      'confidence',
      `${source} says ${share(confidence)}, ${share(right)} of ${words} words are right; ECE ${ece.toFixed(3)}, Brier ${brier.toFixed(3)}`,
    );
  }
  for (const note of notes) say('note', note);
  say(
    'speed',
    `${formatClock(audioSeconds)} of audio in ${wallSeconds.toFixed(1)} s: ${rtfx.toFixed(1)}x real time, peak ${peakRssMb.toFixed(0)} MB`,
  );
  return lines;
}

function timingText({ count, medianMs, p95Ms, within }: Timing): string {
  if (medianMs === null || p95Ms === null) return 'no word with times was recognised';
  const shares = [within[50], within[100], within[200]].map((each) => (each ?? 0).toFixed(0)).join('/');
  return `median ${medianMs.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms; within 50/100/200 ms ${shares} % of ${count}`;
}

function formatComparison(comparison: Comparison): string {
  const { other, items, wer, cer, fewerErrors, sameErrors, moreErrors, changed } = comparison;
  const lines = [
    ...hanging(
      '',
      `Against ${printable(other.name)}, ${items} item${items === 1 ? '' : 's'} that both have scored:`,
    ),
    ...pairedLines('WER', wer),
    ...pairedLines('CER', cer),
    `items         fewer errors ${fewerErrors}, the same ${sameErrors}, more ${moreErrors}`,
  ];
  if (other.rtfx > 0) lines.push(`speed         the other ran at ${other.rtfx.toFixed(1)}x real time`);
  if (other.wordTiming !== null) {
    lines.push(...hanging('word starts   ', `the other ${timingText(other.wordTiming.start)}`));
  }
  if (wer !== null && wer.p !== null) lines.push('p             how often chance alone would differ as much');
  if (changed.length > 0) lines.push('', 'Changed most, [-the other-] {+this+}:');
  for (const { id, errors, diff } of changed.slice(0, SHOWN_CHANGES)) {
    const sign = errors > 0 ? `+${errors}` : String(errors);
    lines.push(...hanging(`${sign.padStart(4)}  `, printable(`${id}: ${diff}`)));
  }
  return `${lines.join('\n')}\n`;
}

function pairedLines(name: string, figures: Paired): readonly string[] {
  if (figures === null) return [`${name.padEnd(14)}nothing to compare`];
  const { rate, otherRate, difference, interval, p } = figures;
  const sign = difference > 0 ? '+' : '';
  const chance = p === null ? '' : `, p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`}`;
  return hanging(
    name.padEnd(14),
    `${percent(rate)} against ${percent(otherRate)}: ${sign}${difference.toFixed(2)} points${bounds(interval)}${chance}`,
  );
}

/** Text beside its title, wrapped under itself. */
function hanging(title: string, text: string): readonly string[] {
  const [first = '', ...more] = wrapWords(text, WIDTH - title.length);
  return [title + first, ...more.map((line) => ' '.repeat(title.length) + line)];
}

function percent(rate: number | null): string {
  return rate === null ? '-' : `${rate.toFixed(2)} %`;
}

function bounds(interval: Interval): string {
  return interval === null ? '' : ` [${interval[0].toFixed(2)}, ${interval[1].toFixed(2)}]`;
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
