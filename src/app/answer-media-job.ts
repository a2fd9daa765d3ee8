/**
 * Answer media job: the door of the program that decodes with the add-on.
 * @module
 */
import type { JobDoors } from '../media/index.ts';

/** Does the job in `line`; yields what goes to stdout, returns the exit code. For a process of its own. */
export async function* answerMediaJob(
  line: string,
  doors: JobDoors,
): AsyncGenerator<Uint8Array, number, undefined> {
  const { answerJob } = await import('../media/index.ts');
  return yield* answerJob(line, doors);
}
