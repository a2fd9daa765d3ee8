/**
 * Wiring: the environment made into the parts that the use cases work with. Engines load when first asked for, since
 * their runtime is heavy and most commands do without.
 * @module
 */
import type { SpeechEngine, VoiceActivityDetector } from '../engines/index.ts';
import { type ModelStore, openModelStore } from '../models/index.ts';
import {
  type Environment,
  offlineByEnvironment,
  offscribeHome,
  openTrustedDigests,
  type TrustedDigests,
} from '../platform/index.ts';
import type { EngineChoice } from './engine-choice.ts';

/** Everything a use case may reach. Tests make one with a fake engine in it. */
export interface Wiring {
  readonly env: Environment;
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  /** Whether every socket is forbidden. */
  readonly offline: boolean;
  readonly digests: TrustedDigests;
  readonly store: ModelStore;
  createEngine(choice: EngineChoice): Promise<SpeechEngine>;
  loadDetector(folder: string): Promise<VoiceActivityDetector>;
}

/** The real wiring for an environment; `offline` adds to what the environment says, it never lifts it. */
export function openWiring(options: { env: Environment; offline?: boolean | undefined }): Wiring {
  const { env } = options;
  const home = offscribeHome(env);
  const digests = openTrustedDigests(home);
  return {
    env,
    home,
    offline: (options.offline ?? false) || offlineByEnvironment(env),
    digests,
    store: openModelStore({ env, digests }),
    createEngine: async () => (await import('../engines/index.ts')).createOnnxEngine({ home, digests }),
    loadDetector: async (folder) =>
      await (await import('../engines/index.ts')).loadVoiceActivityDetector(folder),
  };
}
