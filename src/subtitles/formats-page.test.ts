import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OUTPUT_FORMATS } from './formats.ts';
import { FEATURES, type Feature } from './track/losses.ts';
import type { TrackFormat } from './track/track-format.ts';
import { TRACK_FORMATS } from './track/track-formats.ts';
import { SPOKEN_FEATURES, TRANSCRIPT_FORMATS } from './transcripts/transcript-formats.ts';

const page = await readFile(new URL('../../docs/formats.md', import.meta.url), 'utf8');

/** A table of what each of these formats holds. */
function tableOf(
  features: Readonly<Record<string, string>>,
  formats: Readonly<Record<string, { readonly holds: ReadonlySet<string> }>>,
): string {
  const names = Object.keys(formats);
  const rows = Object.entries(features).map(([feature, what]) => [
    what,
    ...names.map((name) => (formats[name]?.holds.has(feature) ? '✓' : '')),
  ]);
  const rule = ['---', ...names.map(() => ':-:')];
  return [['', ...names.map((name) => `\`${name}\``)], rule, ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

test('[OUT3] docs/formats.md says what each format holds', () => {
  const features: Readonly<Record<Feature, string>> = FEATURES;
  expect(page).toContain(tableOf(features, TRACK_FORMATS));
  expect(page).toContain(tableOf(SPOKEN_FEATURES, TRANSCRIPT_FORMATS));
});

test('[OUT3] docs/formats.md names every format, its file names and its source', () => {
  const all: Readonly<Record<string, { readonly title: string }>> = {
    ...TRACK_FORMATS,
    ...TRANSCRIPT_FORMATS,
  };
  for (const [name, { title }] of Object.entries(all)) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
    expect([name, row]).toEqual([name, expect.stringContaining(title)]);
    for (const extension of (Object.hasOwn(TRACK_FORMATS, name) ? formatOf(name).extensions : []).slice(0, 2))
      expect([name, row]).toEqual([name, expect.stringContaining(`.${extension}`)]);
  }
  for (const { extension } of Object.values(OUTPUT_FORMATS)) expect(page).toContain(`\`.${extension}\``);
});

function formatOf(name: string): TrackFormat {
  const formats: Readonly<Record<string, TrackFormat>> = TRACK_FORMATS;
  return formats[name] ?? TRACK_FORMATS.srt;
}
