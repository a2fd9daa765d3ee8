/**
 * Model servers: where this machine is set up to get models from, for whoever wants to know whether they answer.
 *
 * Secrets  none is handed out: addresses come without user names and passwords, and of a token only where it lies.
 * Throws   UsageError E_USAGE for an endpoint that is no web address, or a token that cannot be one.
 * @module
 */
import { type Environment, splitCredentials } from '../platform/index.ts';
import { readHubSettings, type TokenUse } from './hub/hub-settings.ts';
import { readPipSettings } from './pypi/pip-settings.ts';

/** A server and the way to it. */
export interface ServerAddress {
  readonly what: 'model hub' | 'package index';
  /** A page that it has. */
  readonly url: URL;
  readonly certificateFile?: string;
  readonly proxy?: string;
}

/** All servers, and what is known of the hub's token. */
export interface ModelServers {
  readonly servers: readonly ServerAddress[];
  readonly tokenUse: TokenUse;
  /** The variable or file that has it. */
  readonly tokenPlace?: string;
  /** Sentences for the user; none holds a secret. */
  readonly warnings: readonly string[];
}

/** A project that is small, and that the default models need. */
const PROJECT = 'silero-vad';

/** Reads the settings; nobody is asked. */
export async function modelServers(env: Environment): Promise<ModelServers> {
  const { endpoint, tokenUse, tokenPlace, warnings } = await readHubSettings(env);
  const { indexUrls, certificateFile, proxy } = await readPipSettings(env);
  const way = {
    ...(certificateFile === undefined ? {} : { certificateFile }),
    ...(proxy === undefined ? {} : { proxy }),
  };
  const indexes = indexUrls.flatMap((text): readonly ServerAddress[] => {
    const url = splitCredentials(text)?.url;
    if (url === undefined) return [];
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${PROJECT}/`;
    return [{ what: 'package index', url, ...way }];
  });
  return {
    servers: [{ what: 'model hub', url: endpoint }, ...indexes],
    tokenUse,
    ...(tokenPlace === undefined ? {} : { tokenPlace }),
    warnings,
  };
}
