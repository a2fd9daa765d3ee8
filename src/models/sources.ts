/**
 * Sources: from a row of the catalogue to the code that speaks that place's protocol. A new kind is added here.
 * @module
 */
import type { Source } from './catalogue-entry.ts';
import type { ModelSource } from './model-source.ts';
import { openPypiSource, type SourceContext } from './pypi-source.ts';

/** The model source for one place in the catalogue. */
export function openSource(source: Source, context: SourceContext): ModelSource {
  switch (source.kind) {
    case 'pypi':
      return openPypiSource(source, context);
  }
}
