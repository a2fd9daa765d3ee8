import { describe, expect, it } from 'vitest';
import { missedWarning } from './missed-warning.ts';

describe('missedWarning', () => {
  it('is silent where nothing was missed', () => {
    expect(missedWarning([])).toBeUndefined();
  });

  it('names the span on a clock, and the total', () => {
    expect(missedWarning([{ start: 12.3, end: 15 }])).toBe(
      'Speech without text: 0:12.3 to 0:15.0 (2.7 s in all).',
    );
  });

  it('names three spans and counts the others', () => {
    const missed = [59.96, 100, 200, 3700, 3800].map((start) => ({ start, end: start + 1 }));
    expect(missedWarning(missed)).toBe(
      'Speech without text: 1:00.0 to 1:01.0, 1:40.0 to 1:41.0, 3:20.0 to 3:21.0 and 2 more (5.0 s in all).',
    );
    expect(missedWarning(missed.slice(3))).toContain('1:01:40.0 to 1:01:41.0');
  });
});
