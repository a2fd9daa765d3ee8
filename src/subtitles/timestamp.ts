/**
 * Timestamps: milliseconds as `HH:MM:SS` and three decimals.
 * @module
 */

/** `ms` (a whole number, >= 0) as `00:00:00,000`; hours have two digits or as many as they need. */
export function formatTimestamp(ms: number, decimalMark: ',' | '.'): string {
  const hours = pad(Math.floor(ms / 3_600_000), 2);
  const minutes = pad(Math.floor(ms / 60_000) % 60, 2);
  const seconds = pad(Math.floor(ms / 1000) % 60, 2);
  return `${hours}:${minutes}:${seconds}${decimalMark}${pad(ms % 1000, 3)}`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
