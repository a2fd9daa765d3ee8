/**
 * Decoder step: one run of the decoder for several rows, each with a text of its own; or of the verifier, whose rows are
 * the latest tokens of one text.
 * @module
 */
import type { TokenEmbeddings, WhisperDims } from '../../weights/index.ts';
import type { KeyCache } from './key-cache.ts';
import type { Outlook, Reading } from './outlook.ts';
import { floatData, floats, type GraphSession, integerData, integers, type Tensors } from './session.ts';
import type { StepMemory, StepOutput } from './step-memory.ts';

/** The decoder, and what all its runs for one transcription share. */
export interface Decoder {
  readonly session: GraphSession;
  /** Opened when it is first asked for. */
  readonly openVerifier: () => Promise<GraphSession>;
  readonly dims: WhisperDims;
  readonly embeddings: TokenEmbeddings;
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
  /** Of a caller that has read everything before its next step; each row is fed one token then. */
  readonly memory?: StepMemory;
}

const LOGITS = ['logits'] as const;
const LIKELIEST = ['text_top', 'text_ids', 'text_mass', 'special'] as const;

/** Feeds the tokens, keeps their keys and values in the cache; what comes next in each row. */
export async function runStep(decoder: Decoder, step: Step): Promise<readonly Outlook[]> {
  const { cache, firstRow, tokens, lengths, readings } = step;
  const fed = tokens[0]?.length ?? 0;
  cache.reserve(Math.max(...lengths) + fed);
  const rows = tokens.length;
  const inputs = inputsOf(decoder, { ...step, cacheRows: rows });
  const names = outputsFor(readings);
  const places = step.memory?.places(names, { rows, count: step.count });
  const out = await decoder.session.run(inputs, places ?? names);
  const added = floatData(out, 'added');
  const width = added.length / rows;
  for (let row = 0; row < rows; row += 1)
    cache.write(firstRow + row, lengths[row] as number, added.subarray(row * width, (row + 1) * width));
  return outlooksOf(out, readings, decoder.dims.nVocab);
}

/** Tokens that one text may go on with. */
export interface Continuation extends Omit<Step, 'tokens' | 'lengths' | 'readings'> {
  readonly tokens: readonly number[];
  /** Tokens that the text has already. */
  readonly length: number;
  readonly reading: Reading;
}

/** Feeds several tokens to one text; what comes after each, to the bit what a step a token would tell in 8 bits. */
export async function runTokens(decoder: Decoder, text: Continuation): Promise<readonly Outlook[]> {
  const { cache, firstRow, tokens, length } = text;
  cache.reserve(length + tokens.length);
  const readings = tokens.map(() => text.reading);
  const session = await decoder.openVerifier();
  const rows = { tokens: tokens.map((token) => [token]), lengths: tokens.map((_, at) => length + at) };
  const out = await session.run(inputsOf(decoder, { ...text, ...rows, cacheRows: 1 }), outputsFor(readings));
  cache.write(firstRow, length, floatData(out, 'added'));
  return outlooksOf(out, readings, decoder.dims.nVocab);
}

function inputsOf(
  { textBias, embeddings, dims }: Decoder,
  step: Pick<Step, 'audio' | 'cache' | 'firstRow' | 'tokens' | 'lengths' | 'count'> & {
    readonly cacheRows: number;
  },
): Tensors {
  const { tokens, lengths, cache } = step;
  const fed = tokens[0]?.length ?? 0;
  const shape = [tokens.length, fed];
  return {
    embedded: floats(embeddings.rows(tokens.flat()), [...shape, dims.nTextState]),
    positions: integers(placesOf(lengths, fed), shape),
    mask: floats(maskOf(lengths, fed, cache.room), [tokens.length, 1, fed, cache.room + fed]),
    text_bias: floats(textBias, [textBias.length]),
    count: integers([step.count], [1]),
    ...step.audio,
    ...cache.tensors(step.firstRow, step.cacheRows),
  };
}

/** Where each row's new tokens stand in its text, row by row. */
function placesOf(lengths: readonly number[], fed: number): number[] {
  return lengths.flatMap((length) => Array.from({ length: fed }, (_, at) => length + at));
}

/** For each row and new token: 0 for the row's tokens so far and the new ones up to itself, minus infinity for the rest. */
function maskOf(lengths: readonly number[], fed: number, room: number): Float32Array {
  const width = room + fed;
  const mask = new Float32Array(lengths.length * fed * width);
  for (const [row, length] of lengths.entries()) {
    for (let token = 0; token < fed; token += 1) {
      const start = (row * fed + token) * width;
      mask.fill(-Infinity, start + length, start + room);
      mask.fill(-Infinity, start + room + token + 1, start + width);
    }
  }
  return mask;
}

function outputsFor(readings: readonly Reading[]): readonly StepOutput[] {
  const wants = (reading: Reading): boolean => readings.includes(reading);
  return ['added', ...(wants('all') ? LOGITS : []), ...(wants('likeliest') ? LIKELIEST : [])];
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
