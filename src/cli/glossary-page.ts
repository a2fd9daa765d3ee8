/**
 * Glossary page: what a glossary check found, for people: a problem a line, as compilers have them, then the figures.
 * @module
 */
import type { GlossaryMeasurement, GlossaryReport, UseFigures } from '../app/index.ts';
import { printable } from './figures.ts';
import { formatTable, type TableColumn } from './table.ts';

/** Wrong corrections and missed terms that are shown; `--json` has all. */
const SHOWN = 10;

/** In words. */
const USES: Readonly<Record<UseFigures['use'], string>> = {
  none: 'without',
  correction: 'correction only',
  bias: 'decoder told',
  'bias+correction': 'told and corrected',
};

/** Everything that was found; ends with a newline. */
export function formatGlossaryReport({ file, terms, problems, measurement }: GlossaryReport): string {
  const lines = problems.map(
    ({ line, severity, rule, message }) => `${file}:${line}: ${severity}: ${message} [${rule}]`,
  );
  const counts = (['error', 'warning'] as const).map((kind) => {
    const count = problems.filter(({ severity }) => severity === kind).length;
    return `${count} ${kind}${count === 1 ? '' : 's'}`;
  });
  lines.push(`${file}: ${terms} term${terms === 1 ? '' : 's'}, ${counts.join(', ')}`);
  const page = `${lines.map(printable).join('\n')}\n`;
  return measurement === undefined ? page : `${page}\n${formatMeasurement(measurement)}`;
}

function formatMeasurement(measurement: GlossaryMeasurement): string {
  const { uses, items, model, engine, changes, missed, failed, notes } = measurement;
  const number = (title: string, cell: (figures: UseFigures) => string): TableColumn<UseFigures> => {
    return { title, isRight: true, cell };
  };
  const columns: readonly TableColumn<UseFigures>[] = [
    { title: 'GLOSSARY', cell: ({ use }) => USES[use] },
    number('SAID', ({ said }) => String(said)),
    number('FOUND', ({ found }) => String(found)),
    number('RECALL', ({ recall }) => percent(recall)),
    number('CHANGES', ({ changes: count }) => String(count)),
    number('FALSE', ({ falseChanges }) => String(falseChanges)),
    number('WER', ({ wer }) => percent(wer)),
    { title: '', cell: () => '' },
  ];
  const wrong = changes.filter(({ isTrue }) => !isTrue);
  const lines = [
    `${items} recording${items === 1 ? '' : 's'}, ${model.name} on ${engine.name} ${engine.version}`,
    ...shown(
      'false',
      wrong.map(({ id, before, after, rule }) => `${id}: ${before} -> ${after} (${rule})`),
    ),
    ...shown(
      'not found',
      missed.map(({ id, term }) => `${id}: ${term}`),
    ),
    ...shown(
      'failed',
      failed.map(({ id, message }) => `${id}: ${message}`),
    ),
    ...shown('note', notes),
  ];
  return `${formatTable(columns, uses)}\n${lines.map(printable).join('\n')}\n`;
}

function shown(title: string, all: readonly string[]): readonly string[] {
  const rest = all.length - SHOWN;
  const lines = all.slice(0, SHOWN).map((each) => `${title.padEnd(10)} ${each}`);
  return rest > 0 ? [...lines, `${title.padEnd(10)} and ${rest} more (--json has them all)`] : lines;
}

function percent(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(1)} %`;
}
