/**
 * Error documents: the error table as a page, and where its codes are used.
 * @module
 */
import { ERROR_TABLE } from '../../src/kernel/index.ts';
import { isTest, type SourceFile } from './source-file.ts';

/** The text of `docs/errors.md`. */
export function errorPage(): string {
  const rows = Object.entries(ERROR_TABLE).map(
    ([code, { exit, http, meaning }]) => `| \`${code}\` | ${exit} | ${http} | ${meaning} |`,
  );
  return [
    '# Errors',
    '',
    'Made from `src/kernel/error-table.data.ts` by `npx vitest run tests/architecture.test.ts -u`; do not edit.',
    '',
    'Match on the code: it keeps its meaning within a release line, while sentences may be reworded. With `--json` it is',
    '`error.code`, beside `error.message` and `error.hint`. Exit code 3 means that some inputs of a batch failed and others did not;',
    '143 that a termination signal ended the run.',
    '',
    '| code | exit | HTTP | meaning |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** Codes that no product file raises, and codes that no test names. */
export function unusedCodes(
  codes: readonly string[],
  files: readonly SourceFile[],
): { unthrown: string[]; untested: string[] } {
  const table = 'src/kernel/error-table.data.ts';
  const names = (code: string, isIn: (path: string) => boolean): boolean =>
    files.some(
      ({ path, text }) =>
        path !== table && isIn(path) && new RegExp(`\\b${code}\\b`).test(withoutComments(text)),
    );
  return {
    unthrown: codes.filter((code) => !names(code, (path) => !isTest(path))),
    untested: codes.filter((code) => !names(code, isTest)),
  };
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
