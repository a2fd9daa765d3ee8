/**
 * Index variables: pip's configuration said in uv's words, since uv does not read it. What is set for uv already stays.
 *
 * Secrets  index URLs may hold passwords: they go into variables, never into arguments or the log.
 * Source   uv documentation, reference/environment.
 * @module
 */
import { DEFAULT_INDEX_URL, readPipSettings } from '../../models/index.ts';
import { type Environment, statIfPresent } from '../../platform/index.ts';

/** Said of another Python, they would lead this one astray. */
const MISLEADING = ['PYTHONPATH', 'PYTHONHOME', '__PYVENV_LAUNCHER__', 'VIRTUAL_ENV', 'CONDA_PREFIX'];

/** The environment for pip: the user's, without what belongs to another Python. */
export function pipVariables(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !MISLEADING.includes(name)));
}

/** The environment for uv. It never fetches a Python, and has no say in which one is used. */
export async function uvVariables(env: Environment): Promise<Environment> {
  const settings = await readPipSettings(env);
  const [index, ...more] = settings.indexUrls;
  const links = await existingLinks(env['PIP_FIND_LINKS'] ?? '');
  const fromPip: Record<string, string | undefined> = {
    UV_DEFAULT_INDEX: index === DEFAULT_INDEX_URL ? undefined : index,
    UV_INDEX: more.length === 0 ? undefined : more.join(' '),
    UV_NO_INDEX: index === undefined ? '1' : undefined,
    UV_FIND_LINKS: links.length === 0 ? undefined : links.join(','),
    SSL_CERT_FILE: settings.certificateFile,
    ALL_PROXY: settings.proxy,
    // Every file is pinned by its hash, so it does not matter which index has it.
    UV_INDEX_STRATEGY: 'unsafe-best-match',
  };
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  const hasOwnIndex = ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_NO_INDEX'].some(isSet);
  const wanted = Object.entries(fromPip).filter(
    ([name, value]) => value !== undefined && !isSet(name) && !(hasOwnIndex && /_INDEX$/.test(name)),
  );
  return {
    ...pipVariables(env),
    ...Object.fromEntries(wanted),
    UV_PYTHON_DOWNLOADS: 'never',
    UV_NO_PROGRESS: '1',
  };
}

/** pip passes over a folder that is not there; uv gives up. */
async function existingLinks(variable: string): Promise<string[]> {
  const kept: string[] = [];
  for (const link of variable.split(/\s+/).filter((each) => each !== ''))
    if (link.includes('://') || (await statIfPresent(link)) !== undefined) kept.push(link);
  return kept;
}
