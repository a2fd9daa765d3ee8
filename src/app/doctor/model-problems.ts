/**
 * Model problems: what is missing of the models that `auto` needs, and the command that brings it.
 * @module
 */
import type { ModelState } from '../../models/index.ts';
import type { ModelReport, Problem } from './diagnosis.ts';

/** What a state short of `ready` means, after `is` or `are`, and the command for it. */
const STATES: Readonly<Record<Exclude<ModelState, 'ready'>, readonly [string, 'pull' | 'probe']>> = {
  absent: ['not on this machine', 'pull'],
  partial: ['only partly here', 'pull'],
  downloaded: ['here, but not checked since the files last changed', 'pull'],
  verified: ['here, but no engine has understood speech with it yet', 'probe'],
  corrupt: ['damaged: a digest is wrong', 'pull'],
  unloadable: ['right byte for byte, but the engine failed on it', 'probe'],
};

/** One problem for each state that models are in. */
export function modelProblems(models: readonly ModelReport[]): readonly Problem[] {
  return Object.entries(STATES).flatMap(([state, [words, command]]) => {
    const names = models.filter((model) => model.state === state).map(({ name }) => name);
    if (names.length === 0) return [];
    const last = names.at(-1);
    const list = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
    const what = `${list} ${names.length === 1 ? 'is' : 'are'} ${words}.`;
    return [{ what, mend: `offscribe models ${command} ${names.join(' ')}`, blocks: true }];
  });
}
