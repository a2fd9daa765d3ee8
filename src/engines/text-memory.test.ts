import { expect, it } from 'vitest';
import type { EngineEvent } from './engine.ts';
import { TextMemory } from './text-memory.ts';

const CARRIED = { conditionOnPreviousText: true };

function heard(tokens: readonly number[], temperature = 0): EngineEvent {
  const scores = { avgLogprob: -0.1, compressionRatio: 1, noSpeechProb: 0, temperature };
  return { type: 'segment', segment: { start: 0, end: 1, text: 'x', tokens, ...scores } };
}

function removed(tokens: readonly number[]): EngineEvent {
  return { type: 'removal', removal: { start: 0, end: 1, text: 'x', tokens, rule: 'no-speech', scores: {} } };
}

it('text is carried only where that is asked for', () => {
  for (const options of [{}, { conditionOnPreviousText: false }]) {
    const memory = new TextMemory(options);
    memory.note([heard([1])]);
    expect(memory.tokens).toEqual([]);
  }
});

it('text is carried from window to window, without what was removed', () => {
  const memory = new TextMemory(CARRIED);
  memory.note([heard([1]), removed([7]), heard([2])]);
  memory.note([removed([8])]);
  memory.note([heard([3])]);
  expect(memory.tokens).toEqual([1, 2, 3]);
});

it('nothing is carried out of a window above temperature 0.5, nor from before it', () => {
  const memory = new TextMemory(CARRIED);
  memory.note([heard([1], 0.4)]);
  expect(memory.tokens).toEqual([1]);
  memory.note([heard([2], 0.6)]);
  expect(memory.tokens).toEqual([]);
  memory.note([heard([3])]);
  expect(memory.tokens).toEqual([3]);
});

it('no more is kept than a model can be told, however long the audio', () => {
  const memory = new TextMemory(CARRIED);
  for (let window = 0; window < 100; window += 1) memory.note([heard(new Array(100).fill(window))]);
  expect(memory.tokens.length).toBe(448);
});
