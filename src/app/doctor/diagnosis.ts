/**
 * Diagnosis: what `doctor` finds out, as data.
 * @module
 */
import type { ModelState } from '../../models/index.ts';
import type { DiskSpace, FoundProgram, Machine, Reachability } from '../../setup/index.ts';

/** Something that is not as it should be. */
export interface Problem {
  /** One sentence. */
  readonly what: string;
  /** The command that mends it. */
  readonly mend: string;
  /** Whether `auto` cannot do its work for it; else it is advice. */
  readonly blocks: boolean;
}

/** An engine here. */
export interface EngineReport {
  readonly name: string;
  readonly state: string;
  /** Its version, or why it is not ready. */
  readonly finding: string;
}

/** The media add-on, which decodes where there is no ffmpeg. */
export interface MediaAddonReport {
  readonly state: string;
  readonly finding: string;
  /** Version of node-av, when ready. */
  readonly version?: string;
}

/** A model here. */
export interface ModelReport {
  readonly name: string;
  readonly state: ModelState;
  readonly sizeBytes: number;
}

/** A server that was asked. */
export interface ServerReport extends Reachability {
  readonly what: string;
}

/** The network and the hub's token. */
export interface NetworkReport {
  /** false: offline is in force, so nobody was asked. */
  readonly isAsked: boolean;
  readonly servers: readonly ServerReport[];
  /** Whether requests to the hub would carry a token. */
  readonly tokenUse: string;
  /** The variable or file that has it; never the token. */
  readonly tokenPlace?: string;
}

/** Everything about this machine that matters, measured now. */
export interface Diagnosis {
  /** Whether everything that `auto` needs is ready. */
  readonly isReady: boolean;
  readonly version: string;
  readonly node: string;
  readonly machine: Machine;
  readonly ffmpeg?: FoundProgram;
  readonly mediaAddon: MediaAddonReport;
  /** Where models, and where everything else is kept. */
  readonly disk: { readonly models: DiskSpace; readonly home: DiskSpace };
  readonly engines: readonly EngineReport[];
  readonly models: readonly ModelReport[];
  readonly network: NetworkReport;
  /** What `auto` would choose; absent when it can choose nothing. */
  readonly auto?: { readonly engine: string; readonly reason: string };
  readonly problems: readonly Problem[];
}
