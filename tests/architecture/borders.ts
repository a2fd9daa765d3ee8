/**
 * Borders: who may import whom, and who may touch the world.
 * @module
 */
import { posix } from 'node:path';
import ts from 'typescript';
import { lineOf, type SourceFile, type Violation, visitNodes } from './source-file.ts';

/** Folder of `src/` to the folders it may import; '.' is the library door, `src/index.ts`. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  text: ['kernel'],
  audio: ['kernel'],
  platform: ['kernel'],
  subtitles: ['kernel', 'text'],
  glossary: ['kernel', 'text'],
  media: ['kernel', 'audio', 'platform'],
  models: ['kernel', 'platform'],
  weights: ['kernel', 'platform'],
  engines: ['kernel', 'text', 'audio', 'platform', 'models', 'weights'],
  setup: ['kernel', 'platform', 'media', 'models', 'engines'],
  pipeline: ['kernel', 'platform'],
  app: [
    'kernel',
    'text',
    'audio',
    'platform',
    'subtitles',
    'glossary',
    'media',
    'models',
    'weights',
    'engines',
    'setup',
    'pipeline',
  ],
  cli: ['kernel', 'app'],
  '.': ['kernel', 'app'],
};

/** Layers without input or output: no `node:`, no npm package but those listed here. */
const PURE_MAY_USE: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  text: [],
  audio: [],
  subtitles: ['chardet', 'diff', 'saxes', 'smol-toml'],
  glossary: ['double-metaphone', 'fastest-levenshtein', 'smol-toml'],
};

/** Modules that open files, sockets or processes or wrap a native runtime, and the folders that may import them. */
const RESERVED: readonly { readonly modules: RegExp; readonly folders: RegExp }[] = [
  {
    modules: /^(node:)?(fs|net|http|https|http2|tls|dgram|dns|child_process|cluster)(\/|$)/,
    folders: /^src\/platform\//,
  },
  { modules: /^(undici|execa)(\/|$)/, folders: /^src\/platform\// },
  { modules: /^(chokidar|tinyglobby)$/, folders: /^src\/platform\// },
  { modules: /^onnxruntime-/, folders: /^src\/engines\/onnx\// },
  { modules: /^yauzl$/, folders: /^src\/(models|platform|weights)\// },
  { modules: /^@photostructure\/sqlite$/, folders: /^src\/pipeline\// },
  { modules: /^commander$/, folders: /^src\/cli\// },
  { modules: /^(node:)?(process|module|repl|inspector)$/, folders: /^src\/cli\// },
];

/** Globals that reach out to the world, and the folders that may use them. */
const WORLD: readonly { readonly access: RegExp; readonly folders: readonly string[] }[] = [
  { access: /^(console\..*|process\.(exit|exitCode|argv|stdin|stdout|stderr|abort))$/, folders: ['cli'] },
  { access: /^(fetch|WebSocket|EventSource|process\.kill)$/, folders: ['platform'] },
  // Doors to everything that is reserved above, which no import shows.
  { access: /^process\.(getBuiltinModule|binding|dlopen)$|^(eval|Function)$/, folders: [] },
];

/** Loads a library that a user has had fetched, and that is no part of the package. */
const MAY_COMPUTE_IMPORTS = ['src/cli/decode.ts'];

/** All border rules on product files (no tests). */
export function checkBorders(files: readonly SourceFile[]): Violation[] {
  const known = new Set(files.map((file) => file.path));
  return files.flatMap((file) => [...checkImports(file, known), ...checkGlobals(file)]);
}

/** Path of the file a relative import names. */
export function resolveImport(from: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(from), specifier));
}

function folderOf(path: string): string {
  const [, folder, rest] = path.split('/');
  return rest === undefined ? '.' : (folder ?? '.');
}

function checkImports(file: SourceFile, known: ReadonlySet<string>): Violation[] {
  const { path } = file;
  const computed = MAY_COMPUTE_IMPORTS.includes(path) ? [] : file.computedImports;
  const found: Violation[] = computed.map((line) => {
    return {
      rule: 'computed-import',
      path,
      line,
      message: 'imports a module whose name cannot be read here',
    };
  });
  if (MAY_IMPORT[folderOf(path)] === undefined) {
    found.push({ rule: 'unknown-folder', path, message: 'lies in a folder that MAY_IMPORT does not list' });
  }
  for (const { specifier, line } of file.imports) {
    const flaw = specifier.startsWith('.')
      ? relativeFlaw(path, resolveImport(path, specifier), known)
      : packageFlaw(path, specifier);
    if (flaw !== undefined) found.push({ ...flaw, path, line });
  }
  return found;
}

type Flaw = Pick<Violation, 'rule' | 'message'>;

function relativeFlaw(from: string, to: string, known: ReadonlySet<string>): Flaw | undefined {
  if (!known.has(to)) return { rule: 'unknown-file', message: `imports ${to}, which is no source file` };
  const [here, there] = [folderOf(from), folderOf(to)];
  if (here === there) {
    const isOwnDoor = to === `src/${here}/index.ts`;
    return isOwnDoor ? { rule: 'own-door', message: 'imports the index.ts of its own folder' } : undefined;
  }
  if (MAY_IMPORT[here]?.includes(there) !== true) {
    return { rule: 'border', message: `${here} may not import ${there}` };
  }
  return to.endsWith(`src/${there}/index.ts`)
    ? undefined
    : { rule: 'side-entrance', message: `imports ${to}, not src/${there}/index.ts` };
}

function packageFlaw(from: string, specifier: string): Flaw | undefined {
  const allowed = PURE_MAY_USE[folderOf(from)];
  if (allowed !== undefined && !allowed.includes(specifier)) {
    return { rule: 'pure', message: `${folderOf(from)} is pure and may not import ${specifier}` };
  }
  const reserved = RESERVED.find(({ modules, folders }) => modules.test(specifier) && !folders.test(from));
  return (
    reserved && {
      rule: 'reserved',
      message: `may not import ${specifier} (only ${reserved.folders.source} may)`,
    }
  );
}

function checkGlobals({ path, tree }: SourceFile): Violation[] {
  const found: Violation[] = [];
  const own = new Set<string>();
  visitNodes(tree, (node) => {
    if (isNamed(node) && ts.isIdentifier(node.name)) own.add(node.name.text);
  });
  visitNodes(tree, (node) => {
    const name = globalAccess(node);
    if (name === undefined || own.has(name)) return;
    const rule = WORLD.find(({ access }) => access.test(name));
    if (rule === undefined || rule.folders.includes(folderOf(path))) return;
    found.push({ rule: 'global', path, line: lineOf(tree, node), message: `uses ${name}` });
  });
  return found;
}

/** A function, variable, parameter or import of that name hides the global one. */
function isNamed(node: ts.Node): node is ts.NamedDeclaration & { readonly name: ts.Node } {
  const kinds = [ts.isFunctionDeclaration, ts.isVariableDeclaration, ts.isParameter, ts.isImportSpecifier];
  return kinds.some((isKind) => isKind(node)) && 'name' in node && node.name !== undefined;
}

/** `fetch` of `fetch(x)`, `console.log` of `console.log(x)`, `process.argv`; `globalThis.` is passed over. */
function globalAccess(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const callee = node.expression;
    const name =
      ts.isPropertyAccessExpression(callee) && callee.expression.getText() === 'globalThis'
        ? callee.name
        : callee;
    return ts.isIdentifier(name) ? name.text : undefined;
  }
  if (!ts.isPropertyAccessExpression(node)) return undefined;
  return `${node.expression.getText().replace('globalThis.', '')}.${node.name.text}`;
}
