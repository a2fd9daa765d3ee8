/**
 * LRC tags: the lines `[ti:...]`, `[offset:...]` at the head of a file.
 * @module
 */
import { oneLine } from '../track/styled-text.ts';

/** A tag of the head: its name in small letters and its value. */
export interface LrcTag {
  readonly name: string;
  readonly value: string;
}

/** The largest shift that an offset means, ms. */
const MAX_OFFSET_MS = 86_400_000;

/** Reads a tag; undefined where the line is none. */
export function parseLrcTag(line: string): LrcTag | undefined {
  const [, name, value] = /^\s*\[\s*([a-z#]\w{0,30})\s*:([^\n]*)\]\s*$/i.exec(line) ?? [];
  return name === undefined || value === undefined
    ? undefined
    : { name: name.toLowerCase(), value: value.trim() };
}

/** By how much the text is shown earlier than its times, ms. */
export function offsetOf(tags: readonly string[]): number {
  const offset = Number(tagValue(tags, 'offset') ?? 0);
  return Number.isInteger(offset) && Math.abs(offset) <= MAX_OFFSET_MS ? offset : 0;
}

/** The last value of a tag that has one. */
export function tagValue(tags: readonly string[], name: string): string | undefined {
  const value = tags.map(parseLrcTag).findLast((tag) => tag?.name === name)?.value;
  return value === '' ? undefined : value;
}

/** The tags with this title. */
export function withTitle(tags: readonly string[], title: string | undefined): readonly string[] {
  if (tagValue(tags, 'ti') === title) return tags;
  const others = tags.filter((line) => parseLrcTag(line)?.name !== 'ti');
  const clean = oneLine(title ?? '').trim();
  return clean === '' ? others : [`[ti:${clean}]`, ...others];
}
