/**
 * `offscribe runs why`: why a cue is as it is, and what was done to the words around it.
 * @module
 */
import type { Command } from 'commander';
import type { CueExplanation } from '../app/index.ts';
import { parseCount } from './argument-values.ts';
import { type CommandContext, type GlobalFlags, openApp } from './command-context.ts';
import { formatClock, printable } from './figures.ts';
import { printSuccess } from './json-document.ts';
import { WHY_HELP } from './runs-help.ts';

interface WhyFlags extends GlobalFlags {
  readonly language?: string;
}

/** Adds the command to `offscribe runs`. */
export function addWhyCommand(runs: Command, context: CommandContext): void {
  runs
    .command('why')
    .description('Why a cue is as it is: what was heard, removed and changed there.')
    .argument('<id>', 'from: offscribe runs list; its beginning is enough')
    .argument('[cue]', 'its number; without one, everything that was done to the text', (text) =>
      parseCount(text, 'CUE', 'offscribe runs why ID 12'),
    )
    .option('-l, --language <code>', 'of several texts the one in this language')
    .addHelpText('after', WHY_HELP)
    .action(async (id: string, cue: number | undefined, _: unknown, self: Command) =>
      context.finish(await why({ run: id, cue }, self.optsWithGlobals(), context)),
    );
}

async function why(
  question: { readonly run: string; readonly cue: number | undefined },
  { language, json }: WhyFlags,
  context: CommandContext,
): Promise<number> {
  const { app, wiring } = await openApp(context, {}, 'runs');
  const found = await app.explainCue({ ...question, language }, wiring);
  const { run, cue, segments, changes } = found;
  if (json === true) printSuccess(context.terminal, { run: run.id, cue: cue ?? null, segments, changes });
  else context.terminal.out(`${linesOf(found).map(printable).join('\n')}\n`);
  return 0;
}

function linesOf({ run, cue, segments, changes }: CueExplanation): readonly string[] {
  const shown =
    cue === undefined
      ? []
      : [`${formatClock(cue.startMs / 1000)} to ${formatClock(cue.endMs / 1000)}`, ...cue.lines, ''];
  const heard = segments.map(
    ({ text, avgLogprob, noSpeechProb, temperature, start, end }) =>
      `heard    ${formatClock(start)} to ${formatClock(end)}  ${text.trim()}  (mean log probability ${avgLogprob.toFixed(2)}, no speech ${noSpeechProb.toFixed(2)}, temperature ${temperature})`,
  );
  const done = changes.map(({ id, rule, stage, start, end, before, after, scores }) => {
    const what = after === '' ? `removed "${before.trim()}"` : `"${before.trim()}" became "${after.trim()}"`;
    const figures = Object.entries(scores).map(([name, value]) => `${name} ${Number(value.toFixed(3))}`);
    return `${id} ${formatClock(start)} to ${formatClock(end)}: ${what} (${stage}, ${rule}${figures.map((each) => `, ${each}`).join('')})`;
  });
  const [first] = changes.filter(({ after }) => after === '');
  const undo =
    first === undefined ? [] : ['', `To put back: offscribe runs resume ${run.id} --restore ${first.id}`];
  const none = changes.length === 0 ? ['Nothing was removed or changed here.'] : [];
  return [...shown, ...heard, ...done, ...none, ...undo];
}
