import { beforeAll, describe, expect, it } from 'vitest';
import { runtimeVersion } from './session.ts';
import { StepMemory } from './step-memory.ts';

const SIZES = { dims: { nVocab: 30, nTextLayer: 2, nTextState: 64 }, textBias: new Float32Array(20) };
const OUTPUTS = ['added', 'logits', 'text_top', 'text_ids', 'text_mass', 'special'] as const;

// Tensors are the runtime's own.
beforeAll(async () => void (await runtimeVersion()));

describe('the memory of steps', () => {
  it('has the shape that the decoder gives each output', () => {
    const places = new StepMemory(SIZES).places(OUTPUTS, { rows: 3, count: 5 });
    const shapes = Object.fromEntries(Object.entries(places).map(([name, place]) => [name, place.dims]));
    expect(shapes).toEqual({
      added: [3, 1, 256],
      logits: [3, 1, 30],
      text_top: [3, 5],
      text_ids: [3, 5],
      text_mass: [3],
      special: [3, 10],
    });
  });

  it('is the same for steps of one shape, whatever else they tell, and another for another shape', () => {
    const memory = new StepMemory(SIZES);
    const first = memory.places(['added', 'special'], { rows: 2, count: 1 });
    const next = memory.places(['added', 'logits'], { rows: 2, count: 1 });
    expect(next['added']).toBe(first['added']);
    const other = memory.places(['added'], { rows: 1, count: 1 });
    expect(other['added']).not.toBe(first['added']);
    expect(other['added']?.dims).toEqual([1, 1, 256]);
  });
});
