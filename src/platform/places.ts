/**
 * Places: where Offscribe keeps things on this machine, found by the environment alone.
 *
 * Source  the hub cache's root follows the Hugging Face rules (hub-docs `docs/hub/local-cache.md`), so that every
 *         tool on the machine shares the models; a blank variable counts as unset.
 * @module
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The part of `process.env` that a function reads. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `OFFSCRIBE_HOME`, else `$XDG_DATA_HOME/offscribe`, else `~/.local/share/offscribe`. */
export function offscribeHome(env: Environment): string {
  const explicit = pathVariable(env, 'OFFSCRIBE_HOME');
  if (explicit !== undefined) return explicit;
  const dataHome = pathVariable(env, 'XDG_DATA_HOME') ?? join(homeOf(env), '.local', 'share');
  return join(dataHome, 'offscribe');
}

/** Folder of the user's own settings: `$XDG_CONFIG_HOME/offscribe`, else `~/.config/offscribe`. */
export function configFolder(env: Environment): string {
  const configHome = pathVariable(env, 'XDG_CONFIG_HOME') ?? join(homeOf(env), '.config');
  return join(configHome, 'offscribe');
}

/** Root of the hub cache: `HF_HUB_CACHE` > `HUGGINGFACE_HUB_CACHE` > `$HF_HOME/hub` > XDG > `~/.cache/huggingface/hub`. */
export function hubCacheFolder(env: Environment): string {
  const direct = pathVariable(env, 'HF_HUB_CACHE') ?? pathVariable(env, 'HUGGINGFACE_HUB_CACHE');
  if (direct !== undefined) return direct;
  return join(hubHome(env), 'hub');
}

/** File that holds the hub's token: `HF_TOKEN_PATH` > `$HF_HOME/token` > XDG > `~/.cache/huggingface/token`. */
export function hubTokenFile(env: Environment): string {
  return pathVariable(env, 'HF_TOKEN_PATH') ?? join(hubHome(env), 'token');
}

/** Whether the environment forbids the network: `OFFSCRIBE_OFFLINE`, `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`. */
export function offlineByEnvironment(env: Environment): boolean {
  return ['OFFSCRIBE_OFFLINE', 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'].some((name) =>
    /^(1|on|yes|true)$/i.test(env[name]?.trim() ?? ''),
  );
}

function hubHome(env: Environment): string {
  const hfHome = pathVariable(env, 'HF_HOME');
  if (hfHome !== undefined) return hfHome;
  const cacheHome = pathVariable(env, 'XDG_CACHE_HOME') ?? join(homeOf(env), '.cache');
  return join(cacheHome, 'huggingface');
}

/** A path from a variable with `~` and `$NAME` expanded and made absolute; undefined when unset or blank. */
function pathVariable(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  if (value === undefined || value === '') return undefined;
  const expanded = value
    .replace(/^~(?=$|[/\\])/, homeOf(env))
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => env[braced ?? bare] ?? whole);
  return resolve(expanded);
}

function homeOf(env: Environment): string {
  return env['HOME'] || homedir();
}
