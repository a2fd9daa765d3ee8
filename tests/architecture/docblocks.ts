/**
 * Docblocks: every file has a header, every exported symbol a description.
 * @module
 */
import ts from 'typescript';
import { lineOf, type SourceFile, type Violation } from './source-file.ts';

/** Files without a header that ends in `@module`, and exported declarations without a docblock. */
export function checkDocblocks(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const found: Violation[] = [];
    if (!/^(#![^\n]*\n)?\/\*\*(?:(?!\*\/)[\s\S])*@module\s*\*\//.test(file.text)) {
      found.push({
        rule: 'header',
        path: file.path,
        message: 'does not open with a header that has @module',
      });
    }
    for (const { name, node } of undocumented(file)) {
      found.push({
        rule: 'docblock',
        path: file.path,
        line: lineOf(file.tree, node),
        message: `${name} has none`,
      });
    }
    return found;
  });
}

interface Declared {
  readonly name: string;
  readonly node: ts.Node;
}

function undocumented({ tree }: SourceFile): Declared[] {
  const exportedLater = new Set(tree.statements.flatMap(localExports));
  return tree.statements.flatMap((statement) => {
    const isExported = isMarkedExport(statement);
    const missing = declared(statement).filter(({ name }) => isExported || exportedLater.has(name));
    return hasDocblock(statement) ? [] : missing;
  });
}

/** Names in `export { a, b }` without `from`. */
function localExports(statement: ts.Statement): string[] {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return [];
  if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) return [];
  return statement.exportClause.elements.map((one) => (one.propertyName ?? one.name).text);
}

function isMarkedExport(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function declared(statement: ts.Statement): Declared[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((node) => ({ name: node.name.getText(), node }));
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed ? [{ name: statement.name?.text ?? '(unnamed)', node: statement }] : [];
}

/** A docblock of the statement's own: the file header does not count as the first statement's. */
function hasDocblock(statement: ts.Statement): boolean {
  return ts
    .getJSDocCommentsAndTags(statement)
    .some((one) => ts.isJSDoc(one) && !one.getText().includes('@module'));
}
