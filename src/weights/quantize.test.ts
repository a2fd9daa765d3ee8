import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantizeRowsInto } from './quantize.ts';

const INPUTS = 5;
const size = fc.constantFrom(1, 1e-6, 1e-40, 0);
const value = fc
  .tuple(fc.float({ min: -1000, max: 1000, noNaN: true }), size)
  .map(([number, unit]) => number * unit);
const matrix = fc
  .array(fc.array(value, { minLength: INPUTS, maxLength: INPUTS }), { minLength: 1, maxLength: 6 })
  .map((rows) => ({ rows: rows.length, values: Float32Array.from(rows.flat()) }));

it('stays within half a unit of every value, in a symmetric range', () => {
  fc.assert(
    fc.property(matrix, ({ rows, values }) => {
      const target = { integers: new Int8Array(rows * INPUTS), scales: new Float32Array(rows) };
      quantizeRowsInto(target, values, { first: 0, inputs: INPUTS });
      for (const [at, exact] of values.entries()) {
        const row = Math.floor(at / INPUTS);
        const integer = target.integers[(at % INPUTS) * rows + row] ?? Number.NaN;
        const unit = target.scales[row] ?? Number.NaN;
        expect(Math.abs(integer)).toBeLessThanOrEqual(127);
        expect(Math.abs(integer * unit - exact)).toBeLessThanOrEqual(unit * 0.50001 + 1e-30);
      }
    }),
  );
});

it('gives the same whether rows come at once or in blocks', () => {
  fc.assert(
    fc.property(matrix, fc.nat(), ({ rows, values }, at) => {
      const cut = at % rows;
      const whole = { integers: new Int8Array(rows * INPUTS), scales: new Float32Array(rows) };
      const parts = { integers: new Int8Array(rows * INPUTS), scales: new Float32Array(rows) };
      quantizeRowsInto(whole, values, { first: 0, inputs: INPUTS });
      quantizeRowsInto(parts, values.subarray(0, cut * INPUTS), { first: 0, inputs: INPUTS });
      quantizeRowsInto(parts, values.subarray(cut * INPUTS), { first: cut, inputs: INPUTS });
      expect(parts).toEqual(whole);
    }),
  );
});

it('leaves a column of zeros behind each group of rows', () => {
  fc.assert(
    fc.property(matrix, fc.nat(), ({ rows, values }, at) => {
      const group = 2;
      const [wide, cut] = [rows + Math.floor(rows / group), at % rows];
      const plain = { integers: new Int8Array(rows * INPUTS), scales: new Float32Array(rows) };
      const apart = { integers: new Int8Array(wide * INPUTS), scales: new Float32Array(wide) };
      quantizeRowsInto(plain, values, { first: 0, inputs: INPUTS });
      quantizeRowsInto(apart, values.subarray(0, cut * INPUTS), { first: 0, inputs: INPUTS, group });
      quantizeRowsInto(apart, values.subarray(cut * INPUTS), { first: cut, inputs: INPUTS, group });
      const isGap = (column: number): boolean => column % (group + 1) === group;
      expect(apart.scales.filter((_, column) => !isGap(column))).toEqual(plain.scales);
      expect(apart.integers.filter((_, place) => !isGap(place % wide))).toEqual(plain.integers);
      expect(apart.integers.every((one, place) => !isGap(place % wide) || one === 0)).toBe(true);
      expect(apart.scales.every((one, column) => !isGap(column) || one === 0)).toBe(true);
    }),
  );
});
