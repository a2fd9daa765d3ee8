/**
 * Parse profile: a house's own rules from TOML.
 *
 * In      keys as in `SubtitleProfile`: name, version, title, `base` (a profile to start from, default `default`), and a
 *         table `limits` of the figures that differ. BOM and CRLF are accepted.
 * Total   any text gives a profile or the first problem, with its line where one is known.
 * @module
 */
import { parse, TomlError, type TomlTable } from 'smol-toml';
import { figuresProblem, LIMIT_KEYS } from './limit-ranges.ts';
import type { ProfileLimits, SubtitleProfile } from './profile.ts';
import type { ProfileProblem } from './profile-problem.ts';
import { findProfile } from './profiles.ts';

/** A profile, or why there is none. */
export type ParsedProfile =
  | { readonly profile: SubtitleProfile; readonly problem?: undefined }
  | { readonly profile?: undefined; readonly problem: ProfileProblem };

const KEYS: readonly string[] = ['name', 'version', 'title', 'base', 'limits'];
/** A name is shown in tables and typed on command lines. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** Reads the text of a profile; `fallbackName` names one that does not name itself. */
export function parseProfile(text: string, fallbackName: string): ParsedProfile {
  const plain = text.replace(/^\uFEFF/, '');
  const read = readTable(plain);
  if (read.problem !== undefined) return read;
  const { table } = read;
  const flaw = headProblem(table);
  if (flaw !== undefined) return located(flaw, plain);
  const { name = fallbackName, title, version = 1, base = 'default', limits = {} } = table;
  const start = findProfile(String(base));
  if (start === undefined) {
    const unknownBase = String(base);
    const message = `there is no profile ${shown(unknownBase)} to start from.`;
    return located({ key: 'base', message, unknownBase }, plain);
  }
  const changed = readLimits(limits);
  if (changed.problem !== undefined) return located(changed.problem, plain);
  const all = { ...start.limits, ...changed.limits };
  const figures = figuresProblem(all, changed.keys);
  if (figures !== undefined) return located(figures, plain);
  return {
    profile: {
      name: String(name),
      version: Number(version),
      title: typeof title === 'string' ? title : `${String(name)}, from ${start.name}`,
      sources: [
        ...(changed.keys.length === 0
          ? []
          : [{ title: 'The house itself', evidence: 'stated' as const, figures: changed.keys }]),
        ...start.sources.map((source) => keepFigures(source, changed.keys)),
      ],
      limits: all,
    },
  };
}

function readTable(
  text: string,
): { readonly table: TomlTable; readonly problem?: undefined } | { readonly problem: ProfileProblem } {
  try {
    return { table: parse(text) };
  } catch (error) {
    if (error instanceof TomlError) {
      return { problem: { line: error.line, message: `this is not TOML: ${firstLine(error.message)}.` } };
    }
    // Values nested by the thousand.
    if (error instanceof RangeError)
      return { problem: { message: 'it is nested too deeply for a profile.' } };
    throw error;
  }
}

function headProblem(table: TomlTable): ProfileProblem | undefined {
  const stray = Object.keys(table).find((key) => !KEYS.includes(key));
  if (stray !== undefined) {
    const where = LIMIT_KEYS.some((key) => key === stray) ? '; it belongs under [limits]' : '';
    return { key: stray, message: `${shown(stray)} is no key of a profile (${KEYS.join(', ')})${where}.` };
  }
  const { name, version, title, base, limits } = table;
  if (name !== undefined && (typeof name !== 'string' || !NAME.test(name))) {
    return { key: 'name', message: 'name is to be letters, digits, dots and hyphens, at most 64 of them.' };
  }
  if (
    version !== undefined &&
    (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
  ) {
    return { key: 'version', message: 'version is to be a whole number from 1.' };
  }
  if (title !== undefined && typeof title !== 'string')
    return { key: 'title', message: 'title is to be text.' };
  if (base !== undefined && typeof base !== 'string') {
    return { key: 'base', message: 'base is to be the name of a profile, such as "netflix-en".' };
  }
  if (limits !== undefined && !isTable(limits)) {
    return { key: 'limits', message: 'limits is to be a table of figures: [limits].' };
  }
  return undefined;
}

function readLimits(limits: unknown): {
  readonly limits: Partial<ProfileLimits>;
  readonly keys: readonly (keyof ProfileLimits)[];
  readonly problem?: ProfileProblem;
} {
  const table: Readonly<Record<string, unknown>> = isTable(limits) ? limits : {};
  const keys = LIMIT_KEYS.filter((key) => table[key] !== undefined);
  const stray = Object.keys(table).find((key) => !LIMIT_KEYS.some((known) => known === key));
  if (stray === undefined) return { limits: Object.fromEntries(keys.map((key) => [key, table[key]])), keys };
  const message = `${shown(stray)} is no figure of a profile; there are ${LIMIT_KEYS.join(', ')}.`;
  return { limits: {}, keys, problem: { key: `limits.${stray}`, message } };
}

/** A source stands no longer for what the house itself says. */
function keepFigures(
  source: SubtitleProfile['sources'][number],
  changed: readonly (keyof ProfileLimits)[],
): SubtitleProfile['sources'][number] {
  if (source.figures === undefined) return source;
  return { ...source, figures: source.figures.filter((figure) => !changed.includes(figure)) };
}

function located(problem: ProfileProblem, text: string): ParsedProfile {
  const key = problem.key?.split('.').at(-1);
  const line = key === undefined ? undefined : lineOfKey(key, text);
  return { problem: line === undefined ? problem : { ...problem, line } };
}

function lineOfKey(key: string, text: string): number | undefined {
  const at = text.split('\n').findIndex((line) => {
    const bare = line.trimStart().replace(/^[[\s"']+/, '');
    return bare.startsWith(key) && !/^[\w-]/.test(bare.slice(key.length));
  });
  return at === -1 ? undefined : at + 1;
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '').replace(/\.$/, '');
}

function shown(key: string): string {
  return JSON.stringify(key.slice(0, 40));
}
