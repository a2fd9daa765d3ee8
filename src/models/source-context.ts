/**
 * Source context: what every source works with.
 * @module
 */
import type { Environment } from '../platform/index.ts';
import type { Patience } from './download/patience.ts';

/** What a source works with. */
export interface SourceContext {
  readonly env: Environment;
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly patience: Patience;
  /** Asks the hub without the token that is set. */
  readonly anonymous?: boolean | undefined;
}
