/**
 * Look at network: whether the servers that models come from answer, all asked at once, and where the hub's token lies.
 * With offline in force nobody is asked.
 * @module
 */
import { toAppError } from '../../kernel/index.ts';
import { modelServers } from '../../models/index.ts';
import { reach } from '../../setup/index.ts';
import type { Wiring } from '../wiring.ts';
import type { NetworkReport, Problem } from './diagnosis.ts';

/** What was found, and what is wrong with the settings. */
export interface NetworkFindings {
  readonly network: NetworkReport;
  readonly problems: readonly Problem[];
}

/** Asks every server once. Throws CancelledError. */
export async function lookAtNetwork(wiring: Wiring, signal: AbortSignal): Promise<NetworkFindings> {
  const { env, offline } = wiring;
  try {
    const { servers, tokenUse, tokenPlace, warnings } = await modelServers(env);
    const asked = offline
      ? []
      : await Promise.all(
          servers.map(async ({ what, url, ...way }) => ({
            what,
            ...(await reach(url, { env, signal, ...way })),
          })),
        );
    const place = tokenPlace === undefined ? {} : { tokenPlace };
    return {
      network: { isAsked: !offline, servers: asked, tokenUse, ...place },
      problems: warnings.map((what) => ({ what, mend: mendOf(what), blocks: false })),
    };
  } catch (error) {
    const { code, message, hint = '' } = toAppError(error);
    if (code !== 'E_USAGE') throw error;
    return {
      network: { isAsked: false, servers: [], tokenUse: 'unreadable' },
      problems: [{ what: message, mend: hint, blocks: false }],
    };
  }
}

/** A warning about a file's mode brings its own command. */
function mendOf(warning: string): string {
  return /: (chmod .*)$/.exec(warning)?.[1] ?? 'hf auth login';
}
