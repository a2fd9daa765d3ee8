/**
 * Choose profile: the rules that `--profile` names: one that comes with the program, or a house's own TOML file.
 *
 * Throws  UsageError E_PROFILE_UNKNOWN (with the nearest names), E_PROFILE_INVALID (with line or key).
 * @module
 */
import { basename, extname } from 'node:path';
import { systemCode, UsageError } from '../../kernel/index.ts';
import { readText, statIfPresent } from '../../platform/index.ts';
import { allProfiles, findProfile, parseProfile, type SubtitleProfile } from '../../subtitles/index.ts';
import { nearestNames } from '../nearest.ts';

/** A profile is a page of figures. */
const MAX_BYTES = 1e6;

/** The profile of a name, or of a file where the name ends in `.toml`. */
export async function chooseProfile(name: string): Promise<SubtitleProfile> {
  if (isProfileFile(name)) return await readProfile(name);
  const found = findProfile(name.trim().toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError('E_PROFILE_UNKNOWN', `There is no subtitle profile ${JSON.stringify(name)}.`, {
    hint: hintFor(name),
    details: { profile: name, profiles: profileNames() },
  });
}

/** Whether `--profile` names a file. */
export function isProfileFile(name: string): boolean {
  return extname(name).toLowerCase() === '.toml';
}

function profileNames(): readonly string[] {
  return allProfiles().map((profile) => profile.name);
}

function hintFor(name: string): string {
  const near = nearestNames(name, profileNames());
  if (near.length > 0)
    return `use --profile ${near[0]}${near.length > 1 ? `   (or ${near.slice(1).join(', ')})` : ''}`;
  return 'offscribe check --profiles   (or a file of your own: --profile ./house.toml)';
}

async function readProfile(path: string): Promise<SubtitleProfile> {
  const { profile, problem } = parseProfile(await readWhole(path), basename(path, extname(path)));
  if (profile !== undefined) return profile;
  const { line, key, message, unknownBase } = problem;
  const where = line === undefined ? path : `${path} line ${line}`;
  const near = unknownBase === undefined ? [] : nearestNames(unknownBase, profileNames());
  throw new UsageError('E_PROFILE_INVALID', `${where}: ${message}`, {
    hint:
      near.length > 0
        ? `use base = "${near[0]}"`
        : 'offscribe check --profiles   (names and figures to start from)',
    details: {
      file: path,
      ...(line === undefined ? {} : { line }),
      ...(key === undefined ? {} : { key }),
    },
  });
}

async function readWhole(path: string): Promise<string> {
  try {
    const found = await statIfPresent(path);
    if (found !== undefined && found.size > MAX_BYTES) throw unreadable(path, 'is too large to be a profile');
    const text = await readText(path);
    if (text.includes('\0') || text.includes('\ufffd')) throw unreadable(path, 'is not UTF-8 text');
    return text;
  } catch (error) {
    if (error instanceof UsageError || systemCode(error) === undefined) throw error;
    throw unreadable(path, 'cannot be read', error);
  }
}

function unreadable(path: string, what: string, cause?: unknown): UsageError {
  return new UsageError('E_PROFILE_INVALID', `${path} ${what}.`, {
    hint: 'offscribe check --profiles   (names and figures to start from)',
    details: { file: path },
    ...(cause === undefined ? {} : { cause }),
  });
}
