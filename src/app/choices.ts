/**
 * Choices: a word out of a few.
 * @module
 */
import { UsageError } from '../kernel/index.ts';

/** The word as one of those allowed. Throws UsageError E_USAGE for any other. */
export function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new UsageError('E_USAGE', `${flag} takes ${allowed.join(' or ')}, not "${value}".`, {
    hint: `offscribe transcribe MEDIA ${flag} ${allowed[0] ?? ''}`,
  });
}
