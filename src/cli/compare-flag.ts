/**
 * `--compare`: the other system of an evaluation, as decoding flags in one word or as a file of an earlier result.
 *
 * Throws  UsageError E_USAGE for nothing at all, and for flags that `eval` does not decode with.
 * @module
 */
import { Command, CommanderError } from 'commander';
import type { ComparedSystem } from '../app/index.ts';
import { UsageError } from '../kernel/index.ts';
import type { CommandContext, OpenApp } from './command-context.ts';
import { addDecodingFlags, decodingOptions } from './decoding-flags.ts';
import { givenSettings } from './setting-flags.ts';

/** What starts with `-` is flags, on top of those of this run; anything else is a file. */
export async function comparedSystem(
  text: string,
  flags: object,
  { app, context }: { readonly app: OpenApp['app']; readonly context: CommandContext },
): Promise<ComparedSystem> {
  if (text.trim() === '') throw refused(text, 'it takes flags or a file');
  if (!text.trimStart().startsWith('-')) return { file: text };
  const given = parseFlags(text);
  const merged: { readonly language?: string } = { ...flags, ...given };
  const settings = await app.readSettings({
    env: context.env,
    flags: givenSettings(merged),
    reader: 'eval',
  });
  return { name: text.trim(), options: { ...decodingOptions(settings.values), language: merged.language } };
}

function parseFlags(text: string): object {
  const command = addDecodingFlags(new Command('compare'), 'eval', '')
    .helpOption(false)
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => {} })
    .exitOverride();
  try {
    command.parse(splitArguments(text), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw refused(text, error.message.replace(/^error: /, '').split('\n')[0] ?? '', error);
  }
  const given = command.opts<{ readonly lock?: string }>();
  if (given.lock !== undefined) throw refused(text, "--lock is the whole run's");
  return given;
}

/** Words between white space; quotes keep white space inside a word. */
export function splitArguments(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)) {
    words.push(
      word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
    );
  }
  return words;
}

function refused(text: string, problem: string, cause?: unknown): UsageError {
  return new UsageError('E_USAGE', `--compare ${JSON.stringify(text)} cannot be used: ${problem}.`, {
    hint: 'offscribe eval MANIFEST.jsonl --compare "--beam-size 5"',
    ...(cause === undefined ? {} : { cause }),
  });
}
