/**
 * Our seat where segments are watched as they come: the library on one file, every segment printed as soon as it is there.
 *
 * Usage   node segments.mjs FILE MODEL THREADS [OPTIONS_JSON]; the options go to `transcribe` as they are
 * Output  a JSON line a segment: {"start", "end", "text"}
 * @module
 */
import { transcribe } from 'offscribe';

const [file = '', model = '', threads = '', more = '{}'] = process.argv.slice(2);
await transcribe(file, {
  model,
  threads: Number(threads),
  language: 'en',
  offline: true,
  ...JSON.parse(more),
  onSegment: ({ start, end, text }) => void process.stdout.write(`${JSON.stringify({ start, end, text })}\n`),
});
