/**
 * Stage types: what a stage is given and what it makes, read off the table, so that the compiler refuses a stage that is
 * given anything but the products of the stages it takes.
 *
 * The pipeline knows no product. Whoever binds it declares one map, for example
 * `interface Products { probe: MediaFacts; layout: readonly Cue[]; ... }`, and opens a course of it.
 * @module
 */
import type { SOURCES, STAGES } from './stages.data.ts';

/** A stage's name. */
export type StageName = keyof typeof STAGES;

/** Something from outside. */
export type SourceName = (typeof SOURCES)[number];

/** What each stage makes: values that survive JSON unchanged. */
export type ProductMap = { readonly [S in StageName]: unknown };

/** A product's identity: where it comes from, and all that decides it. */
export interface Keyed<S extends StageName> {
  readonly stage: S;
  /** sha256, 64 hex digits. */
  readonly key: string;
}

/** A product that is there. */
export interface Made<P extends ProductMap, S extends StageName> extends Keyed<S> {
  readonly product: P[S];
  /** Whether it was there already. */
  readonly isReused: boolean;
}

type Row<S extends StageName> = (typeof STAGES)[S];
type Taken<S extends StageName> = Row<S>['takes'][number];
type Optional<S extends StageName> = Row<S>['mayTake'][number];
type Heard<S extends StageName> = Row<S>['hears'][number];

/** A stage's product with its identity, or a source's digest. */
type Input<P extends ProductMap, N> = N extends StageName ? Made<P, N> : string;
type Content<P extends ProductMap, N> = N extends StageName ? P[N] : string;

/** All that decides a stage's product but its options: whatever the table says that it takes, may take and hears. */
export type Inputs<P extends ProductMap, S extends StageName> = {
  readonly [N in Taken<S>]: Input<P, N>;
} & { readonly [N in Optional<S>]?: Input<P, N> | undefined } & {
  readonly [N in Heard<S>]: N extends StageName ? Keyed<N> : never;
};

/** The same as the stage's work sees it: products and digests. What it hears reaches it on its own way. */
export type Contents<P extends ProductMap, S extends StageName> = {
  readonly [N in Taken<S>]: Content<P, N>;
} & { readonly [N in Optional<S>]?: Content<P, N> | undefined };

/** One stage to be done. */
export interface Step<P extends ProductMap, S extends StageName> {
  readonly stage: S;
  readonly inputs: Inputs<P, S>;
  /** What else decides the product: every value of it survives JSON; an absent one is left out. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Tells apart several of the same stage in one run, for example a language. Decides nothing. */
  readonly branch?: string;
}
