import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('work asked for at once is done one piece after another, with room between for other things', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const piece = (name: string) => async (): Promise<string> => {
    seen.push(`${name} begins`);
    await turnOfTheLoop();
    seen.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([turns.take(piece('a')), turns.take(piece('b'))])).toEqual(['a', 'b']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('work that fails tells only the one who asked for it', async () => {
  const turns = new Turns();
  const failing = turns.take(async () => await Promise.reject(new Error('this one')));
  const next = turns.take(async () => await Promise.resolve('the next one'));
  await expect(failing).rejects.toThrow('this one');
  expect(await next).toBe('the next one');
});
