/**
 * Figures: sizes, times and speeds as people read them.
 * @module
 */

/** `1.2 MB`, `145.3 MB`, `2.1 GB`: powers of ten, as disks and downloads are sold. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 'B';
  for (const next of units) {
    if (value < 999.95) break;
    value /= 1000;
    unit = next;
  }
  return `${value.toFixed(1)} ${unit}`;
}

/** `0:05`, `12:03`, `1:02:03`: whole seconds, rounded. */
export function formatClock(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(total / 60);
  const rest = String(total % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** Audio time over processing time, for example `13.7x`. */
export function formatRtfx(audioSec: number, wallSec: number): string {
  return wallSec > 0 ? `${(audioSec / wallSec).toFixed(1)}x` : '-';
}

/** Text with control characters replaced: a file name must not move the cursor or forge a line. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

/** `0.3 s`, `54 s`, `5:00 min`: a pause, rounded up. */
export function formatPause(waitMs: number): string {
  if (waitMs < 1000) return `${(Math.ceil(waitMs / 100) / 10).toFixed(1)} s`;
  const seconds = Math.ceil(waitMs / 1000);
  return seconds < 120 ? `${seconds} s` : `${formatClock(seconds)} min`;
}
