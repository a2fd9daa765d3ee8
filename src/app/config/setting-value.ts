/**
 * Setting value: what a variable's text or a file's value means for a setting.
 *
 * Total  a value that cannot be gives a problem: the end of a sentence, which never quotes the value, since that may be
 *        a secret in the wrong place.
 * @module
 */
import type { SettingRow } from '../../kernel/index.ts';

/** A value, or what is wrong with it. */
export type ReadValue =
  | { readonly ok: true; readonly value: string | number | boolean | readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** Reads the text of a variable. */
export function valueOfText(row: SettingRow, text: string): ReadValue {
  switch (row.kind) {
    case 'count':
      return /^[1-9]\d{0,8}$/.test(text) ? { ok: true, value: Number(text) } : refusal(row);
    case 'number':
      return /^-?(\d+(\.\d*)?|\.\d+)$/.test(text) ? { ok: true, value: Number(text) } : refusal(row);
    case 'switch':
      if (/^(1|on|yes|true)$/i.test(text)) return { ok: true, value: true };
      return /^(0|off|no|false)$/i.test(text) ? { ok: true, value: false } : refusal(row);
    case 'list':
      return valueOfList(
        row,
        text
          .split(',')
          .map((word) => word.trim())
          .filter((word) => word !== ''),
      );
    default:
      return valueOfWord(row, text);
  }
}

/** Reads what a TOML file holds. */
export function valueOfToml(row: SettingRow, held: unknown): ReadValue {
  switch (row.kind) {
    case 'count':
    case 'number':
      return typeof held === 'number' ? valueOfText(row, String(held)) : refusal(row);
    case 'switch':
      return typeof held === 'boolean' ? { ok: true, value: held } : refusal(row);
    case 'list':
      if (typeof held === 'string') return valueOfText(row, held);
      return Array.isArray(held) && held.every((word) => typeof word === 'string')
        ? valueOfList(row, held)
        : refusal(row);
    default:
      return typeof held === 'string' ? valueOfWord(row, held.trim()) : refusal(row);
  }
}

function valueOfWord(row: SettingRow, word: string): ReadValue {
  if (word === '' || (row.allowed !== undefined && !row.allowed.includes(word))) return refusal(row);
  return { ok: true, value: word };
}

function valueOfList(row: SettingRow, words: readonly string[]): ReadValue {
  const { allowed } = row;
  if (words.length === 0 || (allowed !== undefined && !words.every((word) => allowed.includes(word))))
    return refusal(row);
  return { ok: true, value: words };
}

function refusal(row: SettingRow): ReadValue {
  return { ok: false, problem: `takes ${takes(row)}.` };
}

/** What a setting takes, in words: `int8 or f32`. */
export function takes({ kind, allowed = [] }: SettingRow): string {
  switch (kind) {
    case 'count':
      return 'a whole number from 1 up';
    case 'number':
      return 'a number';
    case 'switch':
      return 'true or false';
    case 'list':
      return allowed.length === 0 ? 'words with commas between' : `some of ${allowed.join(', ')}`;
    case 'choice':
      return `${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`;
    case 'path':
      return 'a path';
    default:
      return 'text';
  }
}
