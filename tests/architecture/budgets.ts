/**
 * Budgets: sizes of files and functions, and the forms that the code standard does without.
 * @module
 */
import { basename } from 'node:path/posix';
import ts from 'typescript';
import { isTest, lineOf, type SourceFile, type Violation, visitNodes } from './source-file.ts';

const MAX_FILE_LINES = 400;
const MAX_TEST_LINES = 600;
const MAX_MEDIAN_LINES = 120;
const MAX_P90_LINES = 300;
const MAX_FUNCTION_LINES = 50;
const MAX_PARAMETERS = 3;
const DUMPING_GROUND = /^(utils?|misc|helpers?|common|types|shared)(\.|$)/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.(data|test|test-d))?\.ts$/;

/** Sizes of single files, and of all product files taken together. */
export function checkFileSizes(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = [];
  const sizes: number[] = [];
  for (const { path, text } of files) {
    if (path.endsWith('.data.ts')) continue;
    const lines = text.split('\n').length - 1;
    const max = isTest(path) ? MAX_TEST_LINES : MAX_FILE_LINES;
    if (lines > max) found.push({ rule: 'file-size', path, message: `${lines} lines, at most ${max}` });
    if (!isTest(path)) sizes.push(lines);
  }
  sizes.sort((left, right) => left - right);
  for (const [share, max] of [
    [0.5, MAX_MEDIAN_LINES],
    [0.9, MAX_P90_LINES],
  ] as const) {
    const lines = sizes[Math.ceil(sizes.length * share) - 1] ?? 0;
    if (lines > max)
      found.push({ rule: 'file-sizes', path: 'src', message: `${share} quantile ${lines}, at most ${max}` });
  }
  return found;
}

/** File and folder names. */
export function checkNames(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path }) => {
    if (!KEBAB_CASE.test(basename(path))) return [{ rule: 'kebab-case', path, message: 'is not kebab-case' }];
    const dump = path.split('/').find((part) => DUMPING_GROUND.test(part));
    return dump === undefined ? [] : [{ rule: 'dumping-ground', path, message: `${dump} says nothing` }];
  });
}

/** Long functions, long parameter lists, `any`, default exports: in product files. */
export function checkForms(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, tree }) => {
    const found: Violation[] = [];
    visitNodes(tree, (node) => {
      const message = formFlaw(tree, node);
      if (message !== undefined) found.push({ rule: 'form', path, line: lineOf(tree, node), message });
    });
    return found;
  });
}

function formFlaw(tree: ts.SourceFile, node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'uses any';
  if (isDefaultExport(node)) return 'has a default export';
  if (!isFunction(node)) return undefined;
  const end = tree.getLineAndCharacterOfPosition(node.end).line + 1;
  const lines = end - lineOf(tree, node) + 1;
  if (lines > MAX_FUNCTION_LINES) return `function of ${lines} lines, at most ${MAX_FUNCTION_LINES}`;
  // A callback's parameters are chosen by whoever calls it.
  const count = ts.isCallExpression(node.parent) ? 0 : node.parameters.length;
  return count > MAX_PARAMETERS ? `${count} parameters, at most ${MAX_PARAMETERS}` : undefined;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return ts.canHaveModifiers(node)
    ? (ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.DefaultKeyword) ?? false)
    : false;
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}
