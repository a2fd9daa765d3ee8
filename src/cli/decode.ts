/**
 * The program that decodes with the media add-on: a job comes in as one line, bytes go out. It is started by Offscribe only.
 *
 * When its standard input ends, whoever wanted the bytes has died, and so does it.
 * @module
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { answerMediaJob } from '../app/index.ts';

// The add-on calls it, and where it is missing (Node.js 20) decodes nothing and says nothing.
if (!('withResolvers' in Promise)) {
  Object.defineProperty(Promise, 'withResolvers', {
    value: () => {
      let settle = {};
      const promise = new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
      return { promise, ...settle };
    },
  });
}

const lines = createInterface({ input: process.stdin });
lines.on('close', () => process.exit(1));
process.stdout.on('error', () => process.exit(1));

const [job] = (await once(lines, 'line')) as [string];
const answer = answerMediaJob(job, {
  load: async (path) => await import(pathToFileURL(path).href),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
for (;;) {
  const next = await answer.next();
  if (next.done) {
    const code = next.value;
    process.stdout.write('', () => process.exit(code));
    break;
  }
  if (!process.stdout.write(next.value)) await once(process.stdout, 'drain');
  // FFmpeg holds this thread: between two pieces the end of standard input must be heard.
  await setImmediate();
}
