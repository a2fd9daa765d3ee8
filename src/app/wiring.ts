/**
 * Wiring: the environment made into the parts that the use cases work with. Engines load when first asked for, since
 * their runtime is heavy and most commands do without.
 * @module
 */
import { resolve } from 'node:path';
import type { VoiceActivityDetector } from '../engines/index.ts';
import {
  type Catalogue,
  type ModelStore,
  openCatalogue,
  openModelStore,
  type Prober,
} from '../models/index.ts';
import {
  type Environment,
  offlineByEnvironment,
  offscribeHome,
  openTrustedDigests,
  type TrustedDigests,
} from '../platform/index.ts';
import { type EngineRoster, openEngineRoster } from './engine-roster.ts';
import { openProber } from './probe/prober.ts';

/** Everything a use case may reach. Tests make one with a fake engine in it. */
export interface Wiring {
  readonly env: Environment;
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  /** Whether every socket is forbidden. */
  readonly offline: boolean;
  /** The lock file that was asked for. */
  readonly lockFile?: string | undefined;
  readonly digests: TrustedDigests;
  readonly store: ModelStore;
  readonly prober: Prober;
  /** The built-in rows and the user's own; read once. */
  catalogue(): Promise<Catalogue>;
  readonly engines: EngineRoster;
  loadDetector(folder: string, threads?: number): Promise<VoiceActivityDetector>;
}

/** What a wiring is made from. */
export interface WiringOptions {
  readonly env: Environment;
  /** Adds to what the environment says, never lifts it. */
  readonly offline?: boolean | undefined;
  /** The lock file that was asked for; default: the current folder's or OFFSCRIBE_HOME's. */
  readonly lockFile?: string | undefined;
}

/** The real wiring for an environment. */
export function openWiring(options: WiringOptions): Wiring {
  const { env, lockFile } = options;
  const home = offscribeHome(env);
  const digests = openTrustedDigests(home);
  const engines = openEngineRoster({ env, home, digests });
  let catalogue: Promise<Catalogue> | undefined;
  return {
    env,
    home,
    offline: (options.offline ?? false) || offlineByEnvironment(env),
    lockFile,
    digests,
    store: openModelStore({ env, digests, lockFile, engineVersionOf: engines.versionOf }),
    prober: openProber({ env, home, engines }),
    catalogue: async () => {
      catalogue ??= openCatalogue({ env, folder: resolve('.') });
      return await catalogue;
    },
    engines,
    loadDetector: async (folder, threads) =>
      await (await import('../engines/index.ts')).loadVoiceActivityDetector(folder, threads),
  };
}
