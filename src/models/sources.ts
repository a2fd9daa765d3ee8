/**
 * Sources: from a row of the catalogue to the code that speaks that place's protocol. A new kind is added here.
 *
 * Loaded when first asked: a command that only finds a model should not wait for the code of four protocols.
 * @module
 */
import type { Source } from './catalogue/catalogue-entry.ts';
import type { ModelSource } from './model-source.ts';
import type { SourceContext } from './source-context.ts';

/** The model source for one place in the catalogue. */
export function openSource(source: Source, context: SourceContext): ModelSource {
  let opened: Promise<ModelSource> | undefined;
  const load = async (): Promise<ModelSource> => {
    opened ??= loadSource(source, context);
    return await opened;
  };
  return {
    isPacked: source.kind !== 'hub',
    resolve: async (...args) => await (await load()).resolve(...args),
    transferBytes: async (...args) => await (await load()).transferBytes(...args),
    fetch: async (...args) => await (await load()).fetch(...args),
    discard: async (...args) => await (await load()).discard(...args),
  };
}

async function loadSource(source: Source, context: SourceContext): Promise<ModelSource> {
  switch (source.kind) {
    case 'hub':
      return (await import('./hub/hub-source.ts')).openHubSource(source, context);
    case 'pypi':
      return (await import('./pypi/pypi-source.ts')).openPypiSource(source, context);
    case 'folder':
      return (await import('./folder-source.ts')).openFolderSource(source, context);
    case 'bundle':
      return (await import('./bundle/bundle-source.ts')).openBundleSource(source, context);
  }
}
