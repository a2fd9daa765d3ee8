/**
 * Cycles: files that import each other, type imports included.
 * @module
 */
import { resolveImport } from './borders.ts';
import type { SourceFile, Violation } from './source-file.ts';

/** One violation for each import that closes a cycle, found by depth-first search. */
export function checkCycles(files: readonly SourceFile[]): Violation[] {
  const targets = new Map(files.map((file) => [file.path, relativeTargets(file)]));
  const state = new Map<string, 'open' | 'done'>();
  const found: Violation[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    state.set(path, 'open');
    for (const target of targets.get(path) ?? []) {
      if (state.get(target) === 'open') {
        const cycle = [...trail, path].slice([...trail, path].indexOf(target));
        found.push({ rule: 'cycle', path, message: [...cycle, target].join(' -> ') });
      } else if (state.get(target) === undefined && targets.has(target)) {
        visit(target, [...trail, path]);
      }
    }
    state.set(path, 'done');
  };
  for (const path of targets.keys()) if (state.get(path) === undefined) visit(path, []);
  return found;
}

function relativeTargets(file: SourceFile): string[] {
  return file.imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => resolveImport(file.path, specifier));
}
