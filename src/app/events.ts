/**
 * Events: what a use case says while it works. Whoever called it decides whether that is a progress bar, a log line
 * or a callback; the use case itself prints nothing.
 * @module
 */
import type { Segment } from '../kernel/index.ts';
import type { BundleProgress, ProbeRecord, PullProgress, PullWait } from '../models/index.ts';
import type { StageName } from '../pipeline/index.ts';

/** One thing that happened. `file` is the media path as the caller gave it. */
export type AppEvent = Happening & {
  /** Language of the text that it is about, where a file gets several. */
  readonly branch?: string;
};

type Happening =
  | { readonly type: 'note'; readonly message: string }
  /** A line as it stands in a log. */
  | { readonly type: 'line'; readonly line: string }
  | { readonly type: 'warning'; readonly message: string; readonly file?: string }
  | { readonly type: 'pull'; readonly progress: PullProgress }
  | { readonly type: 'wait'; readonly wait: PullWait }
  | { readonly type: 'pulled'; readonly model: string; readonly sizeBytes: number }
  | { readonly type: 'bundle'; readonly activity: 'pack' | 'check'; readonly progress: BundleProgress }
  | { readonly type: 'probe'; readonly model: string }
  | { readonly type: 'probed'; readonly model: string; readonly record: ProbeRecord }
  | { readonly type: 'conversion'; readonly model: string; readonly done: number }
  | { readonly type: 'start'; readonly file: string; readonly totalSec?: number }
  /** A stage begins to work, or its file is read to know it again; one whose product is there already does not. */
  | {
      readonly type: 'stage';
      readonly file: string;
      readonly stage: StageName | 'digest';
      /** How far a stage is that tells, seconds on the media clock. */
      readonly doneSec?: number;
      readonly totalSec?: number;
    }
  | { readonly type: 'language'; readonly file: string; readonly language: string }
  | { readonly type: 'segment'; readonly file: string; readonly segment: Segment }
  | {
      readonly type: 'progress';
      readonly file: string;
      readonly doneSec: number;
      readonly totalSec?: number;
      readonly wallSec: number;
    }
  | { readonly type: 'done'; readonly file: string; readonly audioSec: number; readonly wallSec: number };

/** Receives events as they happen; must not throw. */
export type Reporter = (event: AppEvent) => void;

/** What every use case takes beside its request. */
export interface Supervision {
  readonly signal: AbortSignal;
  readonly report: Reporter;
}
