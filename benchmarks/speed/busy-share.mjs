/**
 * Busy share: how much of the machine others use while the benchmark waits. Above a few percent its figures are theirs too.
 * @module
 */
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

const WATCH_MS = 1000;

/** Share of all cores' time, 0 to 1, that was in use within the next second. */
export async function busyShare() {
  const before = sumTimes();
  await setTimeout(WATCH_MS);
  const after = sumTimes();
  const all = after.all - before.all;
  return all === 0 ? 0 : 1 - (after.idle - before.idle) / all;
}

function sumTimes() {
  const times = cpus().map((core) => core.times);
  const idle = times.reduce((sum, each) => sum + each.idle, 0);
  const all = times.reduce(
    (sum, { user, nice, sys, idle: rest, irq }) => sum + user + nice + sys + rest + irq,
    0,
  );
  return { idle, all };
}
