/**
 * Offscribe from code: what models there are, then a recording to text and subtitles, segment by segment.
 *
 * Run it from the repository root, or with a recording and a model of your choice:
 *
 *     node library.js talk.mp4 base
 * @module
 */
import { AppError, align, models, transcribe } from 'offscribe';

const [recording = 'examples/lighthouse-log.flac', model = 'tiny.en'] = process.argv.slice(2);

for (const { name, task, state } of await models.list()) console.log(`${name} (${task}): ${state}`);

const result = await transcribe(recording, {
  model,
  wordTimes: true,
  onSegment: ({ start, end, text }) =>
    console.log(`${start.toFixed(2)} to ${end.toFixed(2)}: ${text.trim()}`),
});
for (const warning of result.warnings) console.warn(warning);

const { language, duration, segments } = result.transcript;
console.log(
  `${duration.toFixed(1)} s of ${language}: ${segments.length} segments, ${result.cues().length} cues`,
);
console.log(result.format('srt'));

const [first] = segments.flatMap(({ words = [] }) => words);
if (first !== undefined)
  console.log(`The first word, "${first.text.trim()}", ends at ${first.end.toFixed(2)} s.`);

// Times for a text that you already have.
if (recording.endsWith('.flac')) {
  const aligned = await align(recording, recording.replace('.flac', '.txt'), { model });
  console.log(`${aligned.matched} of ${aligned.words} words of the text were heard as they are written`);
}

// Every failure has a code to match on and a hint that can be run.
try {
  await transcribe('nowhere.mp3');
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  console.log(`${error.code}: ${error.message} Try: ${error.hint}`);
}
