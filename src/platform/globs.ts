/**
 * Globs: names with wildcards to the files that have them.
 *
 * Pattern  `*` and `?` within a name, `**` over folders, `[a-z]`, `{a,b}`; hidden files only where a dot is written.
 * @module
 */

/** Whether a name holds a wildcard. */
export function isGlob(name: string): boolean {
  return /[*?[{]/.test(name);
}

/** The files that match, in no order, each as the pattern's own beginning and what matched; system errors as they are. */
export async function expandGlob(pattern: string, signal?: AbortSignal): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  // A backslash is an escape in a pattern; on Windows it is what people write between folders.
  const parts = (process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern).split('/');
  const first = parts.findIndex(isGlob);
  const base = parts.slice(0, first).join('/');
  const found = await glob(parts.slice(first).join('/'), {
    cwd: first === 0 ? '.' : `${base}/`,
    expandDirectories: false,
    extglob: false,
    ...(signal === undefined ? {} : { signal }),
  });
  return first === 0 ? found : found.map((path) => `${base}/${path}`);
}
