/**
 * safetensors: a header of names, types and places, and the tensors behind it without a gap.
 *
 * Layout  u64 length of the header; the header, a JSON object { name: { dtype, shape, data_offsets: [begin, end] } }
 *         and `__metadata__`, an object of strings; then the tensors.
 * Limits  the header has at most 16 MiB (the format allows 100 MB; published headers are below 1 MB, and a parsed
 *         header takes many times its length in memory), and nothing in it is nested deeper than a shape.
 * Source  https://github.com/huggingface/safetensors, `safetensors/src/tensor.rs`: no holes, no overlap.
 * @module
 */
import { type FormatFile, MAX_SPAN_BYTES } from './format-file.ts';
import { parseJson } from './json-text.ts';

/** Bytes of one element. */
const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  ...{ BOOL: 1, U8: 1, I8: 1, F8_E5M2: 1, F8_E4M3: 1, F8_E8M0: 1 },
  ...{ U16: 2, I16: 2, F16: 2, BF16: 2, U32: 4, I32: 4, F32: 4, U64: 8, I64: 8, F64: 8, C64: 8 },
};

/** The header, its tensors, their shapes. */
const DEEPEST = 3;

/** Whether a file begins as safetensors do: a length that fits, then `{`. */
export function looksLikeSafetensors(head: Buffer, sizeBytes: number): boolean {
  return head.length > 8 && head[8] === 0x7b && head.readBigUInt64LE(0) <= BigInt(sizeBytes - 8);
}

/** Checks the whole header. Throws StoreError E_MODEL_UNSAFE. */
export async function requireSafetensors(file: FormatFile): Promise<void> {
  const length = Number((await file.span(0, 8)).readBigUInt64LE(0));
  if (length > MAX_SPAN_BYTES) throw file.refusal(`its header claims ${length} bytes`);
  const header = parseJson((await file.span(8, length)).toString('utf8'), DEEPEST);
  if (!isObject(header)) throw file.refusal('its header is not a JSON object');
  const spans: Span[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const span = spanOf(value);
    if (span === undefined)
      throw file.refusal(`its header does not place the tensor ${JSON.stringify(name)}`);
    spans.push(span);
  }
  let end = 0;
  for (const span of spans.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (span.begin !== end) throw file.refusal('its tensors overlap, or have gaps between them');
    end = span.end;
  }
  if (8 + length + end !== file.sizeBytes) throw file.refusal('its tensors are not as long as the file');
}

interface Span {
  readonly begin: number;
  readonly end: number;
}

/** Where a tensor lies; undefined when the header's words about it do not hold together. */
function spanOf(value: unknown): Span | undefined {
  if (!isObject(value)) return undefined;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets)) return undefined;
  const [begin, end, ...more] = offsets;
  const elementBytes = Object.hasOwn(ELEMENT_BYTES, dtype) ? ELEMENT_BYTES[dtype] : undefined;
  if (begin === undefined || end === undefined || more.length > 0 || elementBytes === undefined)
    return undefined;
  const bytes = shape.reduce((product, size) => product * size, elementBytes);
  return end - begin === bytes ? { begin, end } : undefined;
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
