#!/usr/bin/env node
/**
 * The `offscribe` program: streams, signals and the exit code. Everything heavy is loaded by the command that needs it.
 * @module
 */
import { setFlagsFromString } from 'node:v8';
import { askerFor } from './ask.ts';
import { runCommandLine } from './run.ts';
import { readStandardInput } from './standard-input.ts';
import { processTerminal } from './terminal.ts';

/** What a shell expects of a process that a signal ended: 128 + its number. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143 } as const;
/** Commands that may run for hours. */
const HEARING = new Set(['transcribe', 'subtitle', 'watch', 'eval', 'align']);

const argv = process.argv.slice(2);

// Young objects get 2 MB, as at the start, and not 32: transcribing makes few that matter to its time (`tiny.en`, 722 s: 44.4
// for 43.8 s of processor time), and 30 to 60 MB less are resident. Reading large files makes many.
if (HEARING.has(argv[0] ?? '')) setFlagsFromString('--semi-space-growth-factor=1');

// The WebAssembly decoders print every damaged frame; the warnings that we print ourselves say what was lost.
console.error = () => {};

const controller = new AbortController();
let stoppedBy: keyof typeof SIGNAL_EXIT | undefined;

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // The second time is impatience: leave at once.
    if (stoppedBy !== undefined) process.exit(SIGNAL_EXIT[name]);
    stoppedBy = name;
    controller.abort();
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has gone (`| head`): nobody is left to tell.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const exitCode = await runCommandLine(argv, {
  terminal: processTerminal(),
  env: process.env,
  signal: controller.signal,
  ask: askerFor(controller.signal),
  readInput: readStandardInput,
});

// What is still in a pipe must get out before the end; the runtime's own threads must not delay it.
await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
await new Promise<void>((resolve) => process.stderr.write('', () => resolve()));
process.exit(stoppedBy !== undefined && exitCode === 130 ? SIGNAL_EXIT[stoppedBy] : exitCode);
