/**
 * The program that probes: a job comes in as one line, an answer goes out as one. It is started by Offscribe only.
 *
 * When its standard input ends, whoever wanted the answer has died, and so does it.
 * @module
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { answerProbe } from '../app/index.ts';

const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(1));

const [job] = (await once(lines, 'line')) as [string];
const answer = await answerProbe(job, process.env);
process.stdout.write(answer, () => process.exit(0));
