/**
 * Running: whether a process of this machine is there.
 * @module
 */
import { systemCode } from '../kernel/index.ts';

/** Whether a process has that pid now; it need not be the one that had it once. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
