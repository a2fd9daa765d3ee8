import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { makeLong } from './media.ts';
import { CLIP, PACKAGE, runEnvironment, temporaryFolder } from './offscribe.ts';
import { HAS_FFMPEG } from './tools.ts';

vi.setConfig({ testTimeout: 900_000 });

const IS_SOAK = process.env['OFFSCRIBE_SOAK'] === '1';

/** Over these memory levels off: code is compiled, heaps and allocators find their size. */
const WARM_UP = 8;

/**
 * What the last third of the rounds may hold more than the first third behind the warm-up, in the median. Allocators give
 * pages back when they please: over 40 rounds of three builds what was held rose from 185 to about 250 MB in one or two steps, as
 * late as the 25th round, and then stayed or wandered down to 205 and up again. Of what a round takes, one set of weights
 * (80 MB) or the audio of one batch (18 MB), nothing could be left behind in each without being past this.
 */
const SLACK_MB = 64;

/** The package's own functions, round after round in one process; what it holds after each, collected garbage left out. */
const PROGRAM = `
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { transcribe } from 'offscribe';
const [, , media, rounds, kind] = process.argv;
const seen = { held: [], outcomes: [], rejections: 0, children: [] };
process.on('unhandledRejection', () => { seen.rejections += 1; });
const options = { model: 'tiny.en', language: 'en', engine: 'onnx', offline: true, threads: 2, batchSize: 4 };
for (let round = 0; round < Number(rounds); round += 1) {
  const controller = new AbortController();
  // With the first segment one window is done; with those behind it a batch is under way.
  let left = 1 + (round % 4) * 2;
  const onSegment = () => {
    left -= 1;
    if (left > 0 || kind === 'whole') return;
    controller.abort();
  };
  const end = kind === 'whole' ? 4 : undefined;
  const outcome = await transcribe(media, { ...options, end, onSegment, signal: controller.signal })
    .then(({ transcript }) => transcript.segments.map(({ text }) => text).join(' '), ({ code }) => code);
  if (!seen.outcomes.includes(outcome)) seen.outcomes.push(outcome);
  // Finalizers, which give native memory back, run in a later turn than the collection.
  for (let turn = 0; turn < 2; turn += 1) {
    globalThis.gc();
    await sleep(5);
  }
  seen.held.push(Math.round(process.memoryUsage.rss() / 1e6));
}
try {
  for (const task of readdirSync('/proc/self/task'))
    seen.children.push(...readFileSync('/proc/self/task/' + task + '/children', 'utf8').split(' ').filter(Boolean));
} catch {}
console.log(JSON.stringify(seen));
`;

interface Seen {
  /** MB after each round. */
  readonly held: readonly number[];
  /** Texts and error codes, each once. */
  readonly outcomes: readonly string[];
  readonly rejections: number;
  /** Processes that still run at the end. */
  readonly children: readonly string[];
}

async function rounds(count: number, kind: 'whole' | 'cancel', media: string): Promise<Seen> {
  await mkdir(join(PACKAGE, 'scripts'), { recursive: true });
  const path = join(PACKAGE, 'scripts', `soak-${kind}.js`);
  await writeFile(path, PROGRAM);
  const command = ['--expose-gc', path, media, String(count), kind];
  const run = await promisify(execFile)(process.execPath, command, { env: runEnvironment() });
  if (IS_SOAK) process.stderr.write(`${kind}: ${run.stdout}`);
  return JSON.parse(run.stdout) as Seen;
}

function expectFlat(held: readonly number[]): void {
  const level = held.slice(WARM_UP);
  const third = Math.floor(level.length / 3);
  const grown = median(level.slice(-third)) - median(level.slice(0, third));
  expect(grown, `MB held after each round: ${held.join(' ')}`).toBeLessThanOrEqual(SLACK_MB);
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe('one process', () => {
  const whole = IS_SOAK ? 100 : 25;
  test(`holds no more after ${whole} transcriptions than after the first few, and hears the same in each`, async () => {
    const { held, outcomes, rejections, children } = await rounds(whole, 'whole', CLIP);
    expect(outcomes).toEqual([expect.stringMatching(/fog/i)]);
    expectFlat(held);
    expect({ rejections, children }).toEqual({ rejections: 0, children: [] });
  });

  const stopped = IS_SOAK ? 50 : 20;
  test.skipIf(!HAS_FFMPEG)(
    `ends ${stopped} transcriptions that are stopped in mid-batch, and nothing goes on behind them`,
    async () => {
      const media = await makeLong(await temporaryFolder(), 8);
      const { held, outcomes, rejections, children } = await rounds(stopped, 'cancel', media);
      expect(outcomes).toEqual(['E_CANCELLED']);
      // It grows in a few steps, 60 MB in twenty rounds: only many rounds tell steps from a slope.
      if (IS_SOAK) expectFlat(held);
      expect({ rejections, children }).toEqual({ rejections: 0, children: [] });
    },
  );
});
