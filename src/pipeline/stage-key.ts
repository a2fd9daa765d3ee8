/**
 * Stage key: the name of a product, made of all that decides it. Nothing else decides whether a stage has to work.
 *
 * Key     sha256 of canonical JSON `{ stage, version, inputs, options }`; an input that is a product counts by its own key,
 *         so that all keys of a run are known before any work, and a changed byte in the media changes every one of them.
 * @module
 */
import { canonicalJson } from '../kernel/index.ts';
import { sha256 } from '../platform/index.ts';
import type { Keyed, ProductMap, StageName, Step } from './stage-types.ts';
import { STAGES } from './stages.data.ts';

/** What a key is made of. */
export interface KeyFacts {
  readonly stage: string;
  /** Of the stage's code. */
  readonly version: number;
  /** Keys of products and digests of sources, by name; an absent one is left out. */
  readonly inputs: Readonly<Record<string, string | undefined>>;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The key of these facts, whatever the order they are listed in: 64 hex digits. */
export function stageKey({ stage, version, inputs, options }: KeyFacts): string {
  return sha256(canonicalJson({ stage, version, inputs, options }));
}

/** The identity of what a step will make; for a stage that is heard before its product is there. */
export function keyOf<P extends ProductMap, S extends StageName>(step: Step<P, S>): Keyed<S> {
  const { stage, inputs, options = {} } = step;
  const named: Record<string, string | undefined> = {};
  for (const [name, input] of Object.entries<InputValue>(inputs)) {
    named[name] = typeof input === 'object' ? input.key : input;
  }
  return { stage, key: stageKey({ stage, version: STAGES[stage].version, inputs: named, options }) };
}

type InputValue = string | { readonly key: string } | undefined;
