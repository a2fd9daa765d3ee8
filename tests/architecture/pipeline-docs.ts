/**
 * Pipeline documents: the table of stages as a page.
 * @module
 */
import { drawStages, STAGES, type StageRow } from '../../src/pipeline/index.ts';

const INTRODUCTION = `# The pipeline

Made from \`src/pipeline/stages.data.ts\` by \`npx vitest run tests/architecture.test.ts -u\`; do not edit.

What is done to a media file is done in stages. A stage is a pure step: its product has a key, the sha256 of what it takes, of its
options and of the version of its code, and nothing else decides whether it has to work. So the same command again does only what
has changed, a killed one goes on where it was, and two at once do the work once.
`;

const REST = `
A whole arrow is what a stage cannot do without, a dotted one what it may be given, or hears while both work. What it is given
counts in its key by the key of that product, a file by its bytes: a file that was only touched changes nothing.

## What is remembered

Under \`OFFSCRIBE_HOME\`: products as files named by their sha256 in \`artifacts/\`; runs, and which product each key stands for, in
\`state.db\` (SQLite). A run is one media file under one request; the same line again is the same run. While a stage works, its
finished parts are kept there too: a transcription that is killed loses at most the windows it was just hearing.
A product that is damaged or gone is made again. Subtitle files are never among them: they lie where you asked for them.

\`\`\`sh
offscribe runs list                     # what was done, and how it ended
offscribe runs show ID                  # its stages: ran, reused, how long
offscribe runs resume ID                # once more, with the request it was begun with
offscribe runs cancel ID                # from another terminal
offscribe runs prune --older-than 30d   # forgets, and frees the disk
\`\`\`

An ID may be cut short as long as it is the only one that begins so. A run whose process is gone is \`interrupted\`. Where the
folder cannot be written, or \`state.db\` is damaged or of a newer release, a transcription says so and goes on unremembered.
`;

/** The text of `docs/pipeline.md`. */
export function pipelinePage(): string {
  const rows = Object.entries<StageRow>(STAGES).map(
    ([name, { version, makes, takes, mayTake, hears }]) =>
      `| \`${name}\` | ${version} | ${[...takes, ...hears, ...mayTake.map((each) => `(${each})`)].join(', ')} | ${makes} |`,
  );
  const table = ['| stage | version | from | makes |', '|---|---|---|---|', ...rows].join('\n');
  return `${INTRODUCTION}\n\`\`\`mermaid\n${drawStages()}\`\`\`\n\n${table}\n${REST}`;
}
