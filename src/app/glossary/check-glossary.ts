/**
 * Check glossary: what about a glossary will not work, and, on recordings whose text is known, what it gives.
 *
 * Throws  InputError E_GLOSSARY_INVALID for a file that cannot be read; what is wrong inside of it is in the report.
 * @module
 */
import { lintGlossary } from '../../glossary/index.ts';
import type { DecodingOptions } from '../decoding.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import type { GlossaryReport } from './glossary-report.ts';
import { measureGlossary } from './measure-glossary.ts';
import { readGlossaryFile } from './read-glossary.ts';

/** What to check, and what to measure it on. */
export interface CheckGlossaryRequest extends DecodingOptions {
  readonly file: string;
  /** Recordings with their texts, as `eval` takes them. */
  readonly manifest?: string | undefined;
  readonly limit?: number | undefined;
}

/** Reads, lints and, where nothing is an error, measures. */
export async function checkGlossary(
  request: CheckGlossaryRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<GlossaryReport> {
  const { file, manifest, language = 'auto' } = request;
  const { terms, problems: flaws } = await readGlossaryFile(file);
  const glossary = { terms };
  const problems = [...flaws, ...lintGlossary(glossary, language)].sort(
    (left, right) => left.line - right.line,
  );
  const report = { file, terms: terms.length, problems };
  if (manifest === undefined || problems.some(({ severity }) => severity === 'error')) return report;
  const measurement = await measureGlossary(glossary, { ...request, manifest }, { wiring, supervision });
  return { ...report, measurement };
}
