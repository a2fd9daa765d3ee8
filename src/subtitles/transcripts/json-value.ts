/**
 * JSON value: what a stranger's JSON holds, each part taken only if it is of its kind.
 * @module
 */

/** An object's parts. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; undefined for anything else. */
export function objectIn(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** The value as a list; empty for anything else. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A string that says something. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number that is one. */
export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A time in seconds: from 0 to a year. */
export function secondsIn(value: unknown): number | undefined {
  const seconds = numberIn(value);
  return seconds !== undefined && seconds >= 0 && seconds < 31_536_000 ? seconds : undefined;
}

/** The parts that have a value. */
export function present<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
