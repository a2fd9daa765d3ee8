/**
 * JSON text: parse JSON that nobody vouches for, after a look at how deep it is nested.
 * @module
 */

/** The value of a JSON text; undefined when it is not JSON, or nested deeper than `deepest`. */
export function parseJson(text: string, deepest: number): unknown {
  if (!isShallow(text, deepest)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A text of a million opening brackets would take far more memory than its length. */
function isShallow(text: string, deepest: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (isInString) {
      if (char === '\\') index += 1;
      else if (char === '"') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > deepest) return false;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return true;
}
