/**
 * ONNX file: what a graph that somebody else wrote is made of, so far as a graph of ours can be made from it.
 *
 * In/out  the bytes of a `ModelProto` -> its constant tensors, and a digest of its operators.
 * Source  field numbers of onnx.proto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 * @module
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { sha256 } from '../../platform/index.ts';

/** A constant tensor of 32-bit floats, as they lie in the file. */
export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A graph taken apart. */
export interface OnnxFile {
  /** SHA-256 of all operators as they stand in the file, with their attributes and the names that they read and write. */
  readonly operatorsSha256: string;
  /** The constants by name; only those of floats that lie in the file as raw bytes. */
  readonly tensors: ReadonlyMap<string, OnnxTensor>;
}

/** Fields of `ModelProto`, `GraphProto` and `TensorProto` that are read. */
const MODEL_GRAPH = 7;
const GRAPH = { node: 1, initializer: 5 } as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, raw: 9 } as const;
const FLOAT = 1;

/** Takes a model apart; undefined for bytes that are no protobuf message with a graph in it. */
export function readOnnxFile(model: Uint8Array): OnnxFile | undefined {
  try {
    const graph = messagesIn(model).get(MODEL_GRAPH)?.[0];
    if (graph === undefined) return undefined;
    const parts = messagesIn(graph);
    const tensors = (parts.get(GRAPH.initializer) ?? []).map(readTensor);
    return {
      operatorsSha256: sha256(Buffer.concat(parts.get(GRAPH.node) ?? [])),
      tensors: new Map(tensors.flatMap((found) => (found === undefined ? [] : [found]))),
    };
  } catch {
    // The reader has no type of its own for the error that bytes are no message.
    return undefined;
  }
}

/** The length-delimited fields of a message, by number, in their order. */
function messagesIn(bytes: Uint8Array): ReadonlyMap<number, readonly Uint8Array[]> {
  const reader = new BinaryReader(bytes);
  const found = new Map<number, Uint8Array[]>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type !== WireType.LengthDelimited) {
      reader.skip(type, field);
      continue;
    }
    const list = found.get(field) ?? [];
    list.push(reader.bytes());
    found.set(field, list);
  }
  return found;
}

function readTensor(message: Uint8Array): readonly [name: string, tensor: OnnxTensor] | undefined {
  const reader = new BinaryReader(message);
  const shape: number[] = [];
  let [name, dataType] = ['', 0];
  let bytes: Uint8Array = new Uint8Array();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === TENSOR.dims && type === WireType.Varint) shape.push(Number(reader.int64()));
    else if (field === TENSOR.dataType) dataType = reader.int32();
    else if (field === TENSOR.name) name = reader.string();
    else if (field === TENSOR.raw) bytes = reader.bytes();
    else reader.skip(type, field);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  return dataType === FLOAT && bytes.length === count * 4 ? [name, { shape, bytes }] : undefined;
}
