import { describe, expect, test } from 'vitest';
import { type AheadJob, workAhead } from './work-ahead.ts';

type Job = AheadJob<number, { n: number }, number>;

/** A job that keeps a diary. */
function diary(changes: Partial<Job> = {}): { job: Job; lines: string[] } {
  const lines: string[] = [];
  const job: Job = {
    jobs: 1,
    prepare: async (n) => {
      lines.push(`prepare ${n}`);
      return { n };
    },
    work: async ({ n }) => {
      lines.push(`work ${n}`);
      await turn();
      lines.push(`done ${n}`);
      return n;
    },
    stop: () => void lines.push('stop'),
    ...changes,
  };
  return { job, lines };
}

const turn = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 1));

async function all(results: AsyncIterable<number>): Promise<readonly number[]> {
  const out: number[] = [];
  for await (const result of results) out.push(result);
  return out;
}

describe('work ahead', () => {
  test('by one worker keeps the order, with one item ready before its turn and no more', async () => {
    const { job, lines } = diary();
    expect(await all(workAhead([1, 2, 3, 4], job))).toEqual([1, 2, 3, 4]);
    const ahead = lines.map((_, i) => {
      const count = (word: string): number =>
        lines.slice(0, i + 1).filter((line) => line.startsWith(word)).length;
      return count('prepare') - count('work');
    });
    expect(Math.max(...ahead)).toBe(2);
    expect(lines.indexOf('prepare 2')).toBeLessThan(lines.indexOf('done 1'));
    expect(lines).not.toContain('stop');
  });

  test('by several works on so many at once', async () => {
    let busy = 0;
    let most = 0;
    const work: Job['work'] = async ({ n }) => {
      busy += 1;
      most = Math.max(most, busy);
      await turn();
      busy -= 1;
      return n;
    };
    const results = await all(
      workAhead(
        Array.from({ length: 20 }, (_, n) => n),
        diary({ jobs: 3, work }).job,
      ),
    );
    expect([...results].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(most).toBe(3);
  });

  test('with nothing to do ends', async () => {
    expect(await all(workAhead([], diary({ jobs: 2 }).job))).toEqual([]);
  });

  test('ends with what a worker throws, and takes no further item', async () => {
    const work: Job['work'] = async ({ n }) => {
      await turn();
      if (n === 2) throw new Error('no engine');
      return n;
    };
    const { job, lines } = diary({ work });
    await expect(all(workAhead([1, 2, 3, 4], job))).rejects.toThrow('no engine');
    expect(lines).toContain('stop');
    expect(lines).not.toContain('prepare 4');
  });

  test('ends with what getting ready throws', async () => {
    const prepare: Job['prepare'] = async (n) => {
      if (n === 2) throw new Error('cancelled');
      return { n };
    };
    await expect(all(workAhead([1, 2, 3], diary({ prepare, jobs: 2 }).job))).rejects.toThrow('cancelled');
  });

  test('whose reader leaves stops an endless source', async () => {
    let stop = (): void => {};
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    let isClosed = false;
    async function* source(): AsyncGenerator<number> {
      try {
        yield 1;
        yield 2;
        await stopped;
      } finally {
        isClosed = true;
      }
    }
    const { job } = diary({ stop });
    for await (const result of workAhead(source(), job)) if (result === 1) break;
    expect(isClosed).toBe(true);
  });
});
