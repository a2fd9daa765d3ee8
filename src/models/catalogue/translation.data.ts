/**
 * Translation models on the hub: NLLB-200 (non-commercial) and IndicTrans2 (MIT, behind an account).
 *
 * NLLB's own repositories hold pickles, so they are listed and not fetched; CTranslate2 conversions of the same
 * weights stand beside them. IndicTrans2's repositories hold Python code, which is never fetched.
 *
 * Source  repository names and licences as on the model cards; sizes are rounded from their listings.
 * @module
 */
import type { CatalogueEntry, HubSource, WeightFormat } from './catalogue-entry.ts';

interface NllbRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly repo: string;
  readonly sizeMb: number;
  readonly source: Pick<HubSource, 'files' | 'optionalFiles'>;
  readonly format: WeightFormat;
}

function nllb(row: NllbRow): CatalogueEntry {
  return {
    name: row.name,
    aliases: row.aliases ?? [],
    task: 'translate',
    languages: 'multilingual',
    licence: 'CC-BY-NC-4.0',
    licenceEvidence:
      row.format === 'pickle'
        ? `model card of ${row.repo}: license cc-by-nc-4.0`
        : `conversion of facebook/nllb-200, whose model cards say license cc-by-nc-4.0`,
    nonCommercial: true,
    gated: false,
    sizeBytes: row.sizeMb * 1_000_000,
    format: row.format,
    engines: [],
    files: [],
    sources: [{ kind: 'hub', repo: row.repo, ...row.source }],
  };
}

const CONVERTED: NllbRow['source'] = {
  files: ['model.bin', 'config.json', 'shared_vocabulary.*'],
  optionalFiles: [
    'sentencepiece.bpe.model',
    'tokenizer.json',
    'tokenizer_config.json',
    'special_tokens_map.json',
  ],
};
const ORIGINAL: NllbRow['source'] = {
  files: ['pytorch_model*.bin', 'config.json', 'sentencepiece.bpe.model', 'tokenizer.json'],
};

const NLLB_MODELS: readonly CatalogueEntry[] = [
  nllb({
    name: 'nllb-200-distilled-600M-ct2',
    aliases: ['nllb'],
    repo: 'JustFrederik/nllb-200-distilled-600M-ct2-int8',
    sizeMb: 630,
    source: CONVERTED,
    format: 'ctranslate2',
  }),
  nllb({
    name: 'nllb-200-distilled-1.3B-ct2',
    repo: 'OpenNMT/nllb-200-distilled-1.3B-ct2-int8',
    sizeMb: 1_400,
    source: CONVERTED,
    format: 'ctranslate2',
  }),
  nllb({
    name: 'nllb-200-3.3B-ct2',
    repo: 'OpenNMT/nllb-200-3.3B-ct2-int8',
    sizeMb: 3_400,
    source: CONVERTED,
    format: 'ctranslate2',
  }),
  ...(
    [
      ['distilled-600M', 2_490],
      ['distilled-1.3B', 5_500],
      ['1.3B', 5_500],
      ['3.3B', 17_600],
    ] as const
  ).map(([size, sizeMb]) =>
    nllb({
      name: `nllb-200-${size}`,
      repo: `facebook/nllb-200-${size}`,
      sizeMb,
      source: ORIGINAL,
      format: 'pickle',
    }),
  ),
];

/** The 22 scheduled languages of India, by the shortest ISO 639 code that each has. */
const INDIC = 'as bn brx doi gu hi kn kok ks mai ml mni mr ne or pa sa sat sd ta te ur'.split(' ');

function indictrans2(direction: string, size: string, sizeMb: number): CatalogueEntry {
  const repo = `ai4bharat/indictrans2-${direction}-${size}`;
  return {
    name: `indictrans2-${direction}-${size}`,
    aliases: [],
    task: 'translate',
    languages: direction === 'indic-indic' ? INDIC : [...INDIC, 'en'],
    licence: 'MIT',
    licenceEvidence: `model card of ${repo}: license mit`,
    nonCommercial: false,
    gated: true,
    sizeBytes: sizeMb * 1_000_000,
    format: 'safetensors',
    engines: [],
    files: [],
    sources: [
      {
        kind: 'hub',
        repo,
        files: [
          'model.safetensors',
          'config.json',
          'dict.SRC.json',
          'dict.TGT.json',
          'model.SRC',
          'model.TGT',
        ],
        optionalFiles: ['generation_config.json', 'tokenizer_config.json', 'special_tokens_map.json'],
      },
    ],
  };
}

/** All of them. */
export const TRANSLATION_MODELS: readonly CatalogueEntry[] = [
  ...NLLB_MODELS,
  indictrans2('indic-en', '1B', 4_100),
  indictrans2('en-indic', '1B', 4_500),
  indictrans2('indic-indic', '1B', 4_850),
  indictrans2('indic-en', 'dist-200M', 920),
  indictrans2('en-indic', 'dist-200M', 1_110),
  indictrans2('indic-indic', 'dist-320M', 1_290),
];
