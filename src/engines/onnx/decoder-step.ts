/**
 * Decoder step: one run of the decoder for several rows, each with a text of its own.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import type { KeyCache } from './key-cache.ts';
import type { Outlook, Reading } from './outlook.ts';
import {
  floatData,
  floats,
  type GraphSession,
  integerData,
  integers,
  smallIntegers,
  type Tensors,
} from './session.ts';

/** The decoder, and what all its runs for one transcription share. */
export interface Decoder {
  readonly session: GraphSession;
  readonly dims: WhisperDims;
  /** [textIds]: minus infinity for text tokens that are never sampled, 0 for the others. */
  readonly textBias: Float32Array;
}

/** Rows of one run. */
export interface Step {
  /** The audio of one window or several; all have as many rows, one window's after another's. */
  readonly audio: Tensors;
  readonly cache: KeyCache;
  /** First row of the cache that takes part. */
  readonly firstRow: number;
  /** New tokens of each row, as many to each; more than one only for a single row. */
  readonly tokens: readonly (readonly number[])[];
  /** Tokens that each row has already. */
  readonly lengths: readonly number[];
  /** How much is wanted of each row. */
  readonly readings: readonly Reading[];
  /** How many of the likeliest text tokens are wanted. */
  readonly count: number;
}

const LIKELIEST = ['text_top', 'text_ids', 'text_mass', 'special'] as const;

/** Feeds the tokens, keeps their keys and values in the cache; what comes next in each row. */
export async function runStep(decoder: Decoder, step: Step): Promise<readonly Outlook[]> {
  const { cache, firstRow, tokens, lengths, readings } = step;
  const fed = tokens[0]?.length ?? 0;
  const longest = Math.max(...lengths) + fed;
  cache.reserve(longest);
  const rows = tokens.length;
  const places = lengths.flatMap((length) => Array.from({ length: fed }, (_, at) => length + at));
  const out = await decoder.session.run(
    {
      ids: integers(tokens.flat(), [rows, fed]),
      positions: integers(places, [rows, fed]),
      last: smallIntegers(
        Int32Array.from(lengths, (length) => length + fed - 1),
        [rows],
      ),
      total: smallIntegers(Int32Array.of(longest), [1]),
      text_bias: floats(decoder.textBias, [decoder.textBias.length]),
      count: integers([step.count], [1]),
      ...step.audio,
      ...cache.tensors(firstRow, rows),
    },
    outputsFor(readings),
  );
  const added = floatData(out, 'added');
  const width = added.length / rows;
  for (let row = 0; row < rows; row += 1)
    cache.write(firstRow + row, lengths[row] as number, added.subarray(row * width, (row + 1) * width));
  return outlooksOf(out, readings, decoder.dims.nVocab);
}

function outputsFor(readings: readonly Reading[]): readonly string[] {
  const wants = (reading: Reading): boolean => readings.includes(reading);
  return ['added', ...(wants('all') ? ['logits'] : []), ...(wants('likeliest') ? LIKELIEST : [])];
}

/** Each row gets what was asked for it, never the other kind, whose roundings differ: its company must not show. */
function outlooksOf(out: Tensors, readings: readonly Reading[], nVocab: number): Outlook[] {
  const rows = readings.length;
  const logits = readings.includes('all') ? floatData(out, 'logits') : new Float32Array(0);
  const likeliest = readings.includes('likeliest') ? likeliestReader(out, rows) : undefined;
  return readings.map((reading, row) =>
    reading === 'likeliest' && likeliest !== undefined
      ? likeliest(row)
      : { kind: 'all', logits: logits.subarray(row * nVocab, (row + 1) * nVocab) },
  );
}

function likeliestReader(out: Tensors, rows: number): (row: number) => Outlook {
  const [top, mass, special] = [
    floatData(out, 'text_top'),
    floatData(out, 'text_mass'),
    floatData(out, 'special'),
  ];
  const ids = integerData(out, 'text_ids');
  const [count, width] = [top.length / rows, special.length / rows];
  return (row) => ({
    kind: 'likeliest',
    textIds: ids.slice(row * count, (row + 1) * count),
    textLogits: top.subarray(row * count, (row + 1) * count),
    textMass: mass[row] as number,
    special: special.subarray(row * width, (row + 1) * width),
  });
}
