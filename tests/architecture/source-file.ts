/**
 * Source files: what the architecture test needs to know of one, read by the TypeScript parser.
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

/** One import, of any kind: static, dynamic, re-export, `require`, `import('x').T`. */
export interface ImportEdge {
  readonly specifier: string;
  readonly line: number;
}

/** A parsed file; `path` is relative to the repository, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly ImportEdge[];
  /** Lines of `import(x)` and `require(x)` whose target cannot be read off the source. */
  readonly computedImports: readonly number[];
}

/** A broken rule, ready to be printed. */
export interface Violation {
  readonly rule: string;
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

/** Parses source text. */
export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const imports: ImportEdge[] = [];
  const computedImports: number[] = [];
  visitNodes(tree, (node) => {
    const target = importTarget(node);
    if (target === undefined) return;
    const line = lineOf(tree, node);
    if (ts.isStringLiteralLike(target)) imports.push({ specifier: target.text, line });
    else computedImports.push(line);
  });
  return { path, text, tree, imports, computedImports };
}

/** Every `.ts` file below a folder of the repository, parsed. */
export async function readSources(root: string, folder: string): Promise<SourceFile[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join(posix.sep));
  return Promise.all(
    paths.sort().map(async (path) => parseSource(path, await readFile(join(root, path), 'utf8'))),
  );
}

/** Whether the file is a test and not part of the product. */
export function isTest(path: string): boolean {
  return /\.test(-d)?\.ts$/.test(path) || path.startsWith('tests/');
}

/** Calls `visit` for every node below `root`. */
export function visitNodes(root: ts.Node, visit: (node: ts.Node) => void): void {
  ts.forEachChild(root, function walk(node) {
    visit(node);
    ts.forEachChild(node, walk);
  });
}

/** Line of a node, from 1. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

function importTarget(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node;
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isImport || isRequire ? (node.arguments[0] ?? node) : undefined;
}
