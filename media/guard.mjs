/**
 * `node guard.mjs PROGRAM ARGUMENT...` runs a program that must not outlive whoever started this one.
 *
 * It leads a process group. When its standard input ends, the whole group is killed: a maker that was killed leaves no
 * installer behind.
 */
import { spawn } from 'node:child_process';

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
process.stdin.on('close', () => {
  if (process.platform === 'win32') child.kill();
  else process.kill(0, 'SIGKILL');
  process.exit(1);
});
process.stdin.resume();
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
// As shells say it when a signal ended it.
child.on('exit', (code) => process.exit(code ?? 128));
