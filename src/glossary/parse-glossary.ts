/**
 * Parse glossary: the text of a glossary file in one of its formats.
 *
 * Total  any text gives terms and problems.
 * @module
 */
import { parseToml } from './parse-toml.ts';
import { parseTsv } from './parse-tsv.ts';
import type { ParsedGlossary } from './term-fields.ts';

/** Formats of a glossary file. */
export type GlossaryFormat = 'tsv' | 'toml';

/** The format that a file's name tells: TOML for `.toml`, else TSV. */
export function glossaryFormat(path: string): GlossaryFormat {
  return /\.toml$/i.test(path) ? 'toml' : 'tsv';
}

/** Terms in the order of the file, and problems in the order of their lines. */
export function parseGlossary(text: string, format: GlossaryFormat): ParsedGlossary {
  return format === 'toml' ? parseToml(text) : parseTsv(text);
}
