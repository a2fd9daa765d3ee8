/**
 * `offscribe doctor`: one page about this machine, and what mends what is wrong.
 * @module
 */
import type { Command } from 'commander';
import {
  addLockFlag,
  type CommandContext,
  type GlobalFlags,
  openApp,
  withProgress,
} from './command-context.ts';
import { doctorPage } from './doctor-page.ts';
import { DOCTOR_HELP } from './help-texts.ts';

/** Exit code when something that `auto` needs is missing. */
const NOT_READY = 4;

/** Adds the command. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('doctor')
    .summary('what this machine has, what is missing, what mends it')
    .description('One page about this machine: what is ready, what is missing, what mends it.');
  addLockFlag(command)
    .addHelpText('after', DOCTOR_HELP)
    .action(async (_: unknown, self: Command) =>
      context.finish(await doctor(self.optsWithGlobals<GlobalFlags>(), context)),
    );
}

async function doctor(flags: GlobalFlags, context: CommandContext): Promise<number> {
  const { terminal, env } = context;
  const { app, wiring } = await openApp(context, flags, 'doctor');
  const diagnosis = await withProgress(context, (supervision) => app.diagnose(wiring, supervision));
  if (flags.json === true) {
    // Not being ready is what was asked about, and no failure of the command.
    const { isReady, ...facts } = diagnosis;
    terminal.out(`${JSON.stringify({ ok: true, ready: isReady, ...facts }, null, 2)}\n`);
  } else terminal.out(doctorPage(diagnosis, { width: terminal.dataColumns(), home: env['HOME'] }));
  return diagnosis.isReady ? 0 : NOT_READY;
}
