/**
 * Select files: which files of a repository are the model, by the patterns of its source or by the pins of its entry.
 *
 * Patterns `*` stands for anything but `/`, within one part of the path; matched without backtracking, so that no
 *          pattern takes long.
 * Total    nothing is thrown; what is not there is handed back.
 * @module
 */
import type { FilePin, HubSource } from '../catalogue/catalogue-entry.ts';
import type { ManifestFile } from '../manifest.ts';

/** What the patterns of a source chose. */
export interface Selection {
  /** In the order of the patterns, so that the weights come first; within one pattern by name. */
  readonly files: readonly ManifestFile[];
  /** Patterns that had to match a file and match none. */
  readonly missing: readonly string[];
}

/** What the pins of an entry found. */
export interface PinnedSelection {
  /** In the order of the pins, each with the pinned sha256. */
  readonly files: readonly ManifestFile[];
  /** Pins that the repository has no file for. */
  readonly missing: readonly FilePin[];
  /** Pins whose file is listed with another length or sha256. */
  readonly unlike: readonly { readonly pin: FilePin; readonly found: ManifestFile }[];
}

/** The files that a source's patterns choose. */
export function selectFiles(source: HubSource, listed: readonly ManifestFile[]): Selection {
  const chosen = new Set<ManifestFile>();
  const missing: string[] = [];
  const sorted = listed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const pattern of source.files) {
    const found = sorted.filter((file) => matchesPattern(file.name, pattern));
    if (found.length === 0) missing.push(pattern);
    for (const file of found) chosen.add(file);
  }
  for (const pattern of source.optionalFiles ?? [])
    for (const file of sorted) if (matchesPattern(file.name, pattern)) chosen.add(file);
  return { files: [...chosen], missing };
}

/** The files that an entry's pins name. A file whose sha256 the hub does not say may still turn out to be another. */
export function selectPins(pins: readonly FilePin[], listed: readonly ManifestFile[]): PinnedSelection {
  const byName = new Map(listed.map((file) => [file.name, file]));
  const files: ManifestFile[] = [];
  const missing: FilePin[] = [];
  const unlike: { pin: FilePin; found: ManifestFile }[] = [];
  for (const pin of pins) {
    const found = byName.get(pin.name);
    if (found === undefined) missing.push(pin);
    else if (found.sizeBytes !== pin.sizeBytes || (found.sha256 ?? pin.sha256) !== pin.sha256)
      unlike.push({ pin, found });
    else files.push({ ...found, sha256: pin.sha256 });
  }
  return { files, missing, unlike };
}

/** Whether a path matches a pattern. */
export function matchesPattern(path: string, pattern: string): boolean {
  const [parts, wanted] = [path.split('/'), pattern.split('/')];
  return parts.length === wanted.length && parts.every((part, at) => matchesPart(part, wanted[at] ?? ''));
}

function matchesPart(part: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return part === pattern;
  if (!part.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    // The earliest place is as good as any later one: what follows has the most room.
    const at = part.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return part.length - last.length >= from && part.endsWith(last);
}
