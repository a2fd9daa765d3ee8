/**
 * ONNX: a protobuf message, walked field by field without reading tensors.
 *
 * Refused  fields that no ONNX model has, lengths beyond the file, deep nesting, a model without a graph; tensors kept
 *          in another file whose name leaves the model's folder (CVE-2026-27489).
 * Source   onnx.proto3 (ModelProto and what it contains), protobuf's wire format.
 * @module
 */
import { pathFlaw, printable } from '../safe-names.ts';
import { FormatCursor, type FormatFile } from './format-file.ts';
import { readField } from './protobuf.ts';

type Message =
  | 'model'
  | 'graph'
  | 'node'
  | 'attribute'
  | 'tensor'
  | 'sparse'
  | 'training'
  | 'function'
  | 'entry';

/** By message: the fields that are messages in which a tensor can lie. */
const INNER: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  tensor: { 13: 'entry' },
  entry: {},
};

const MODEL_FIELDS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26]);
const GRAPH = 7;
const KEY = 1;
const VALUE = 2;

/** Graphs in attributes of nodes in graphs ...: four levels for each `If` or `Loop`. */
const DEEPEST = 64;
/** Fields looked at; the largest models have some hundred thousand. */
const MAX_FIELDS = 5_000_000;
const MAX_NAME_BYTES = 4096;

/** Walks the whole model. Throws StoreError E_MODEL_UNSAFE. */
export async function requireOnnx(file: FormatFile): Promise<void> {
  const walk: Walk = { file, fields: 0, hasGraph: false };
  await walkMessage(walk, 'model', { from: 0, to: file.sizeBytes, depth: 0 });
  if (!walk.hasGraph) throw file.refusal('it is not an ONNX model: it has no graph');
}

interface Walk {
  readonly file: FormatFile;
  fields: number;
  hasGraph: boolean;
}

/** Where a message lies. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

async function walkMessage(walk: Walk, message: Message, { from, to, depth }: Place): Promise<void> {
  const { file } = walk;
  if (depth > DEEPEST) throw file.refusal('its graphs are nested too deep');
  const cursor = new FormatCursor(file, from, to);
  while (!cursor.isAtEnd) {
    const { number, content } = await readField(cursor);
    walk.fields += 1;
    if (walk.fields > MAX_FIELDS) throw file.refusal('it has too many parts');
    if (message === 'model' && !MODEL_FIELDS.has(number)) throw file.refusal('it is not an ONNX model');
    const inner = INNER[message][number];
    if (inner === undefined) continue;
    if (content === undefined) throw file.refusal(`field ${number} of a ${message} in it is not a message`);
    if (message === 'model' && number === GRAPH) walk.hasGraph = true;
    if (inner === 'entry') await requireSafeEntry(file, content);
    else await walkMessage(walk, inner, { ...content, depth: depth + 1 });
  }
}

/** A pair of words about where a tensor's bytes lie. */
async function requireSafeEntry(file: FormatFile, { from, to }: { from: number; to: number }): Promise<void> {
  const cursor = new FormatCursor(file, from, to);
  let key = '';
  const values: string[] = [];
  while (!cursor.isAtEnd) {
    const { number, content } = await readField(cursor);
    if (content === undefined || (number !== KEY && number !== VALUE)) continue;
    const length = content.to - content.from;
    if (length > MAX_NAME_BYTES) throw file.refusal('it names a file by more than 4096 bytes');
    const text = (await file.span(content.from, length)).toString('utf8');
    if (number === KEY) key = text;
    else values.push(text);
  }
  if (key !== 'location') return;
  for (const location of values) {
    // Exporters write `./model.onnx_data` too.
    const flaw = pathFlaw(location.replace(/^(\.\/)+/, ''));
    if (flaw !== undefined) {
      throw file.refusal(`its tensors are said to lie in the file ${printable(location)}, and ${flaw}`);
    }
  }
}
