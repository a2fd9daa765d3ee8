/**
 * Read glossary: a glossary from its file.
 *
 * In      TOML where the name ends in `.toml`, else TSV: docs/glossary.md.
 * Throws  InputError E_GLOSSARY_INVALID: no such file, too large, not UTF-8, or a line that is not what it should be.
 * @module
 */
import { type Glossary, glossaryFormat, type ParsedGlossary, parseGlossary } from '../../glossary/index.ts';
import { InputError, systemCode } from '../../kernel/index.ts';
import { readText, statIfPresent } from '../../platform/index.ts';

/** Largest file that is read: ten thousands of terms are far smaller. */
const MAX_BYTES = 8e6;

/** The glossary of a file; the first line that is wrong is an error. */
export async function readGlossary(path: string): Promise<Glossary> {
  const { terms, problems } = await readGlossaryFile(path);
  const [first] = problems;
  if (first === undefined) return { terms };
  throw glossaryError(path, `${path} line ${first.line}: ${first.message}`, { line: first.line });
}

/** The terms of a file and everything that is wrong with it. */
export async function readGlossaryFile(path: string): Promise<ParsedGlossary> {
  const text = await readWhole(path);
  if (text.includes('\0') || text.includes('\ufffd')) throw glossaryError(path, `${path} is not UTF-8 text.`);
  return parseGlossary(text, glossaryFormat(path));
}

/** An error about a glossary file. */
export function glossaryError(
  path: string,
  message: string,
  { line, cause }: { readonly line?: number; readonly cause?: unknown } = {},
): InputError {
  return new InputError('E_GLOSSARY_INVALID', message, {
    hint: `offscribe glossary check ${JSON.stringify(path)}`,
    details: { file: path, ...(line === undefined ? {} : { line }) },
    ...(cause === undefined ? {} : { cause }),
  });
}

async function readWhole(path: string): Promise<string> {
  try {
    const found = await statIfPresent(path);
    if (found !== undefined && found.size > MAX_BYTES)
      throw glossaryError(path, `${path} is larger than ${MAX_BYTES / 1e6} MB, which no glossary is.`);
    return await readText(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw glossaryError(path, `There is no readable glossary at ${path}.`, { cause: error });
  }
}
