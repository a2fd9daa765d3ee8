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
