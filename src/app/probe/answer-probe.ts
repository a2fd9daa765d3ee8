/**
 * Answer probe: one job in, one answer out, in a process that may not use the network.
 * @module
 */
import { toAppError } from '../../kernel/index.ts';
import { type Environment, forbidNetwork } from '../../platform/index.ts';
import { type ProbeAnswer, parseJob } from './probe-job.ts';

/** Does the job in `line`, whose worker sees `env`, and gives the line that answers it. For a process of its own: the network stays closed. */
export async function answerProbe(line: string, env: Environment): Promise<string> {
  await forbidNetwork();
  return `${JSON.stringify(await answerOf(line, env))}\n`;
}

async function answerOf(line: string, env: Environment): Promise<ProbeAnswer> {
  try {
    const job = parseJob(line);
    const { prove } = await import('./prove.ts');
    const start = performance.now();
    const found = await prove(job, env);
    return { ...found, tookSec: Math.round(performance.now() - start) / 1000 };
  } catch (thrown) {
    const { code, message, hint } = toAppError(thrown);
    return { error: { code, message, ...(hint === undefined ? {} : { hint }) } };
  }
}
