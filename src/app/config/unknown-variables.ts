/**
 * Unknown variables: `OFFSCRIBE_*` variables that nothing reads, for a warning. No error: a machine may be set up for a
 * newer Offscribe, and what it says to that must not break this one.
 * @module
 */
import { SETTINGS } from '../../kernel/index.ts';
import { nearNames } from '../../models/index.ts';
import type { Environment } from '../../platform/index.ts';

/** One sentence for each; values are never quoted. */
export function unknownVariables(env: Environment): readonly string[] {
  const known = Object.values(SETTINGS).map(({ variable }) => String(variable));
  const own = known.filter((name) => name.startsWith('OFFSCRIBE_'));
  return Object.keys(env)
    .filter((name) => name.startsWith('OFFSCRIBE_') && !own.includes(name))
    .sort()
    .map((name) => {
      const near = nearNames(name, own)[0];
      return `the variable ${name} is not a setting, and nothing reads it${near === undefined ? '.' : `; did you mean ${near}?`}`;
    });
}
