/**
 * Catalogue documents: the built-in catalogue as a page.
 * @module
 */
import { BUILT_IN_CATALOGUE, type CatalogueEntry } from '../../src/models/index.ts';

/** Headings of the page, by what a model is for. */
const HEADINGS: Readonly<Record<CatalogueEntry['task'], string>> = {
  transcribe: 'Speech to text',
  vad: 'Finding speech',
  diarize: 'Who speaks when',
  'speaker-embedding': 'Telling voices apart',
  align: 'Placing words',
  translate: 'Translation',
};

/** The text of `docs/catalogue.md`. */
export function cataloguePage(): string {
  const { entries } = BUILT_IN_CATALOGUE;
  const sections = Object.entries(HEADINGS).flatMap(([task, heading]) => {
    const rows = entries.filter((entry) => entry.task === task);
    return [
      `## ${heading}`,
      '',
      '| name | other names | size | languages | format | engines | from |',
      '|---|---|---|---|---|---|---|',
      ...rows.map(modelLine),
      '',
    ];
  });
  return [
    '# Catalogue',
    '',
    'Made from `src/models/catalogue/*.data.ts` by `npx vitest run tests/architecture.test.ts -u`; do not edit.',
    '',
    `The ${entries.length} models that \`offscribe models pull NAME\` knows. A name, one of its other names or its hub repository`,
    'all mean the same row; where rows share a name, it means the one that the chosen engine takes. Sizes with `pinned` are',
    'exact, and every byte is checked against the catalogue; the others are rounded, and the first pull writes what the hub',
    'says into the lock file. The engine of this release is `onnx`; what only others load can be pulled all the same.',
    '',
    '- `gated`: its hub asks for an account that has accepted terms, and for its token.',
    '- `pickle`: its weights can run code when they are read. Such a row is listed and never fetched.',
    '',
    ...sections,
    '## Licences',
    '',
    '`non-commercial`: the licence forbids commercial use.',
    '',
    '| model | licence | stated in |',
    '|---|---|---|',
    ...entries.map(licenceLine),
    '',
    '## Your own models',
    '',
    'An `offscribe.toml` in the current folder, or in `~/.config/offscribe`, adds rows:',
    '',
    '```toml',
    '[[model]]',
    'name = "court"                       # no name or alias that is there already',
    'licence = "MIT"',
    'format = "ctranslate2"               # or onnx, safetensors, ggml, npz',
    'languages = ["de"]                   # default: "multilingual"',
    '',
    '[[model.source]]                     # tried in order',
    'kind = "folder"                      # or "bundle"; the path is relative to this file',
    'path = "weights/court"',
    '',
    '[[model.source]]',
    'kind = "hub"',
    'repo = "court/whisper-court-ct2"',
    'files = ["model.bin", "config.json", "tokenizer.json", "vocabulary.*"]',
    '```',
    '',
    'Also: `aliases`, `task`, `licence-evidence`, `non-commercial`, `gated`, `size-bytes`, `engines`; in a hub source `revision`',
    'and `optional-files`; `[[model.file]]` with `name`, `size-bytes` and `sha256` pins bytes. Any other key is an error. Programs,',
    'servers, tokens and cache folders cannot be set there: whoever clones a project runs its file unread.',
    '',
  ].join('\n');
}

function modelLine(entry: CatalogueEntry): string {
  const { name, aliases, languages, format, engines, sources, gated, files } = entry;
  const size = `${megabytes(entry.sizeBytes)}${files.length > 0 ? ', pinned' : ''}`;
  const from = sources.map((source) => {
    if (source.kind === 'hub') return `\`${source.repo}\`${gated ? ' (gated)' : ''}`;
    return source.kind === 'pypi' ? `PyPI: ${source.wheels.map(({ project }) => project).join(', ')}` : '';
  });
  const cells = [
    `\`${name}\``,
    aliases.map((alias) => `\`${alias}\``).join(', '),
    size,
    languages === 'multilingual' ? 'many' : languages.join(' '),
    format,
    engines.join(', '),
    from.join('; '),
  ];
  return `| ${cells.join(' | ')} |`;
}

function licenceLine({ name, licence, licenceEvidence, nonCommercial }: CatalogueEntry): string {
  return `| \`${name}\` | ${licence}${nonCommercial ? ' (non-commercial)' : ''} | ${licenceEvidence} |`;
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? 'below 1 MB' : `${Math.round(bytes / 1_000_000).toLocaleString('en-US')} MB`;
}
