/**
 * Ignore file: what `.offscribeignore` says of the files in its folder and below, in the language of `.gitignore`.
 *
 * Pattern  a line each; `#` comments; `*`, `?`, `[a-z]` within a name, `**` over folders; `!` takes back; `/` at the end
 *          means folders alone, elsewhere binds the pattern to the file's own folder; the last match decides.
 * Total    never throws: a pattern that makes no sense matches nothing, as in git.
 * Source   gitignore(5); checked against `git check-ignore`.
 * @module
 */

/** Its name, in any folder. */
export const IGNORE_FILE = '.offscribeignore';

/** One line of the file. */
export interface IgnoreRule {
  /** Matches a path relative to the file's folder, `/` between folders. */
  readonly pattern: RegExp;
  readonly isNegated: boolean;
  readonly onlyFolders: boolean;
}

/** The rules in the text of an ignore file, in order. */
export function parseIgnoreFile(text: string): readonly IgnoreRule[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line) => parseRule(line) ?? []);
}

/** Whether the rules want a path ignored; undefined when none of them matches. */
export function isIgnoredBy(
  rules: readonly IgnoreRule[],
  path: string,
  isFolder: boolean,
): boolean | undefined {
  const name = path.normalize('NFC');
  const rule = rules.findLast(({ onlyFolders, pattern }) => (isFolder || !onlyFolders) && pattern.test(name));
  return rule === undefined ? undefined : !rule.isNegated;
}

function parseRule(line: string): IgnoreRule | undefined {
  if (line.startsWith('#')) return undefined;
  // Blanks at the end count only behind a backslash.
  let glob = line.replace(/(?<!\\)((?:\\\\)*) +$/, '$1').normalize('NFC');
  const isNegated = glob.startsWith('!');
  if (isNegated) glob = glob.slice(1);
  const onlyFolders = glob.endsWith('/');
  if (onlyFolders) glob = glob.slice(0, -1);
  const isBound = glob.includes('/');
  if (glob.startsWith('/')) glob = glob.slice(1);
  if (glob === '') return undefined;
  try {
    const start = isBound ? '^' : '^(?:.*/)?';
    return { pattern: new RegExp(`${start}${translate(glob)}$`, 'su'), isNegated, onlyFolders };
  } catch {
    return undefined;
  }
}

/** A glob as the source of a regular expression. */
function translate(glob: string): string {
  let out = '';
  let at = 0;
  while (at < glob.length) {
    const [source, length] = nextPart(glob, at);
    out += source;
    at += length;
  }
  return out;
}

/** The part of a glob that begins at `at`: its regular expression, and how long it is. */
function nextPart(glob: string, at: number): readonly [source: string, length: number] {
  const isStart = at === 0 || glob[at - 1] === '/';
  if (isStart && glob.startsWith('**/', at)) return ['(?:[^/]+/)*', 3];
  if (isStart && at > 0 && glob.slice(at) === '**') return ['.+', 2];
  const char = String.fromCodePoint(glob.codePointAt(at) ?? 0);
  if (char === '*') return ['[^/]*', /^\*+/.exec(glob.slice(at))?.[0].length ?? 1];
  if (char === '?') return ['[^/]', 1];
  if (char === '[') return characterClass(glob, at);
  if (char !== '\\') return [literal(char), char.length];
  const next = String.fromCodePoint(glob.codePointAt(at + 1) ?? 0);
  if (at + 1 >= glob.length) throw new SyntaxError('a backslash with nothing behind it');
  return [literal(next), 1 + next.length];
}

/** `[a-z]`, `[!a-z]`, `[]x]`; without an end it matches nothing. */
function characterClass(glob: string, at: number): readonly [source: string, length: number] {
  const [whole, mark, members = ''] = /^\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]/su.exec(glob.slice(at)) ?? [];
  if (whole === undefined) throw new SyntaxError('a bracket that is not closed');
  const inside = members.replace(/\\(.)|[[\]^]/gsu, (found, escaped?: string) =>
    escaped === undefined ? `\\${found}` : literalInClass(escaped),
  );
  return [`(?!/)[${mark === '' ? '' : '^'}${inside}]`, whole.length];
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function literalInClass(char: string): string {
  return /[\\\]^[-]/.test(char) ? `\\${char}` : char;
}
