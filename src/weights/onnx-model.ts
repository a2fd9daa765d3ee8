/**
 * ONNX model: the wire form of a graph, written field by field.
 *
 * In/out  a plain description of a graph -> the bytes of an ONNX `ModelProto`.
 * Throws  InternalError when a name is used before anything produces it, or is produced twice: a bug in the caller.
 * Source  field numbers and data types of onnx.proto (IR version 10), https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 * @module
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { InternalError } from '../kernel/index.ts';

/** onnx.proto `TensorProto.DataType` of the element types we use. */
const DATA_TYPE = { f32: 1, u8: 2, i8: 3, i32: 6, i64: 7, bool: 9, f16: 10 } as const;

/** onnx.proto `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Operator sets: 20 has Gelu; `com.microsoft` holds ONNX Runtime's own operators. */
const OPSETS = [
  { domain: '', version: 21 },
  { domain: 'com.microsoft', version: 1 },
] as const;
const IR_VERSION = 10;

/** Element type of a tensor. */
export type ElementType = keyof typeof DATA_TYPE;

/** An input or output of the graph; a string in `shape` is a dimension known only at run time. */
export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** An attribute of an operator. ONNX tells integers from floats, JavaScript does not, so the caller says which. */
export type GraphAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

/** One operator. An empty input name leaves out an optional input. */
export interface GraphNode {
  readonly operator: string;
  readonly domain?: 'com.microsoft';
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, GraphAttribute>>;
}

/** Where a tensor's little-endian bytes are: in the model itself, or in a file beside it. */
export type TensorBytes =
  | { readonly inline: Uint8Array }
  | { readonly file: string; readonly offset: number; readonly length: number };

/** A constant tensor. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly bytes: TensorBytes;
}

/** A whole graph, nodes in an order in which they can run. */
export interface GraphDescription {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
}

/** The bytes of an ONNX model, as ONNX Runtime loads them. */
export function buildModel(graph: GraphDescription): Uint8Array {
  requireProducedOnce(graph);
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(IR_VERSION);
  writer.tag(2, WireType.LengthDelimited).string('offscribe');
  message(writer, 7, () => writeGraph(writer, graph));
  for (const { domain, version } of OPSETS) {
    message(writer, 8, () => {
      writer.tag(1, WireType.LengthDelimited).string(domain);
      writer.tag(2, WireType.Varint).int64(version);
    });
  }
  return writer.finish();
}

function requireProducedOnce(graph: GraphDescription): void {
  const known = new Set(['']);
  const produce = (name: string): void => {
    if (name !== '' && known.has(name)) throw new InternalError(`The graph produces "${name}" twice.`);
    known.add(name);
  };
  for (const { name } of [...graph.inputs, ...graph.initializers]) produce(name);
  for (const node of graph.nodes) {
    const missing = node.inputs.find((name) => !known.has(name));
    if (missing !== undefined) throw new InternalError(`${node.operator} reads "${missing}" too early.`);
    for (const name of node.outputs) produce(name);
  }
  const absent = graph.outputs.find(({ name }) => !known.has(name));
  if (absent !== undefined) throw new InternalError(`Nothing produces the output "${absent.name}".`);
}

function writeGraph(writer: BinaryWriter, graph: GraphDescription): void {
  graph.nodes.forEach((node, index) => {
    message(writer, 1, () => writeNode(writer, node, `${node.operator}_${index}`));
  });
  writer.tag(2, WireType.LengthDelimited).string('offscribe');
  for (const tensor of graph.initializers) message(writer, 5, () => writeTensor(writer, tensor));
  for (const value of graph.inputs) message(writer, 11, () => writeValue(writer, value));
  for (const value of graph.outputs) message(writer, 12, () => writeValue(writer, value));
}

function writeNode(writer: BinaryWriter, node: GraphNode, name: string): void {
  for (const input of node.inputs) writer.tag(1, WireType.LengthDelimited).string(input);
  for (const output of node.outputs) writer.tag(2, WireType.LengthDelimited).string(output);
  writer.tag(3, WireType.LengthDelimited).string(name);
  writer.tag(4, WireType.LengthDelimited).string(node.operator);
  for (const [key, value] of Object.entries(node.attributes ?? {})) {
    message(writer, 5, () => writeAttribute(writer, key, value));
  }
  if (node.domain !== undefined) writer.tag(7, WireType.LengthDelimited).string(node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, value: GraphAttribute): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    writer.tag(20, WireType.Varint).int32(ATTRIBUTE_TYPE.float);
  } else if ('int' in value) {
    writer.tag(3, WireType.Varint).int64(value.int);
    writer.tag(20, WireType.Varint).int32(ATTRIBUTE_TYPE.int);
  } else if ('string' in value) {
    writer.tag(4, WireType.LengthDelimited).string(value.string);
    writer.tag(20, WireType.Varint).int32(ATTRIBUTE_TYPE.string);
  } else {
    for (const item of value.ints) writer.tag(8, WireType.Varint).int64(item);
    writer.tag(20, WireType.Varint).int32(ATTRIBUTE_TYPE.ints);
  }
}

function writeTensor(writer: BinaryWriter, tensor: Initializer): void {
  for (const size of tensor.shape) writer.tag(1, WireType.Varint).int64(size);
  writer.tag(2, WireType.Varint).int32(DATA_TYPE[tensor.type]);
  writer.tag(8, WireType.LengthDelimited).string(tensor.name);
  if ('inline' in tensor.bytes) {
    writer.tag(9, WireType.LengthDelimited).bytes(tensor.bytes.inline);
    return;
  }
  const { file, offset, length } = tensor.bytes;
  for (const [key, value] of [
    ['location', file],
    ['offset', String(offset)],
    ['length', String(length)],
  ] as const) {
    message(writer, 13, () => {
      writer.tag(1, WireType.LengthDelimited).string(key);
      writer.tag(2, WireType.LengthDelimited).string(value);
    });
  }
  writer.tag(14, WireType.Varint).int32(1);
}

function writeValue(writer: BinaryWriter, value: GraphValue): void {
  writer.tag(1, WireType.LengthDelimited).string(value.name);
  message(writer, 2, () => {
    message(writer, 1, () => {
      writer.tag(1, WireType.Varint).int32(DATA_TYPE[value.type]);
      message(writer, 2, () => {
        for (const size of value.shape) {
          message(writer, 1, () => {
            if (typeof size === 'number') writer.tag(1, WireType.Varint).int64(size);
            else writer.tag(2, WireType.LengthDelimited).string(size);
          });
        }
      });
    });
  });
}

/** One embedded message in field `field`; protobuf puts its length first, which `join` fills in. */
function message(writer: BinaryWriter, field: number, content: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  content();
  writer.join();
}
