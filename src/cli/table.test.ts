import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTable, type TableColumn } from './table.ts';

interface Row {
  readonly name: string;
  readonly size: string;
  readonly note: string;
}

const COLUMNS: readonly TableColumn<Row>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'SIZE', cell: ({ size }) => size, isRight: true, rank: 1 },
  { title: 'NOTE', cell: ({ note }) => note },
];

const ROW = { name: 'base', size: '1.2 kB', note: 'a long note about a model that is here' };

describe('a table', () => {
  test('is as wide as its cells where width does not matter', () => {
    expect(formatTable(COLUMNS, [ROW])).toBe(
      'NAME    SIZE  NOTE\nbase  1.2 kB  a long note about a model that is here\n',
    );
  });

  test('wraps its last column under itself', () => {
    expect(formatTable(COLUMNS, [ROW], { width: 36 })).toBe(
      ['NAME    SIZE  NOTE', 'base  1.2 kB  a long note about a', '              model that is here\n'].join(
        '\n',
      ),
    );
  });

  test('leaves out what matters least where room is short', () => {
    expect(formatTable(COLUMNS, [ROW], { width: 24 })).toBe(
      ['NAME  NOTE', 'base  a long note about', '      a model that is', '      here\n'].join('\n'),
    );
  });

  test('says above its rows which group they are of', () => {
    const rows = [ROW, { ...ROW, name: 'b' }, { ...ROW, name: 'c' }];
    const text = formatTable(COLUMNS, rows, { groupOf: ({ name }) => (name === 'c' ? 'Last' : 'First') });
    expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual([
      ...['NAME', '', 'First:', 'base', 'b', '', 'Last:', 'c', ''],
    ]);
  });

  test('lets no cell move the cursor or forge a line', () => {
    expect(formatTable(COLUMNS, [{ ...ROW, note: 'a\nb\x1b[2J' }])).toContain('a?b?[2J\n');
  });

  test('fits the width when the words do, whatever the cells', () => {
    const word = fc.stringMatching(/^[a-z]{1,10}$/);
    const row = fc.record({ name: word, size: word, note: fc.array(word).map((words) => words.join(' ')) });
    fc.assert(
      fc.property(fc.array(row), fc.integer({ min: 40, max: 200 }), (rows, width) => {
        const lines = formatTable(COLUMNS, rows, { width }).split('\n');
        expect(lines.filter((line) => line.length > width)).toEqual([]);
      }),
    );
  });
});
