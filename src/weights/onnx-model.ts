/**
 * ONNX model: the wire form of a graph, written field by field.
 *
 * In/out  a plain description of a graph -> the bytes of an ONNX `ModelProto`.
 * Throws  InternalError when a name is used before anything produces it, or is produced twice: a bug in the caller.
 * Source  field numbers and data types of onnx.proto (IR version 10), https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 * @module
 */
import { InternalError } from '../kernel/index.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

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
  const writer = new ProtobufWriter();
  writer.int(1, IR_VERSION);
  writer.string(2, 'offscribe');
  writer.message(7, (inner) => writeGraph(inner, graph));
  for (const { domain, version } of OPSETS) {
    writer.message(8, (inner) => {
      inner.string(1, domain);
      inner.int(2, version);
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

function writeGraph(writer: ProtobufWriter, graph: GraphDescription): void {
  graph.nodes.forEach((node, index) => {
    writer.message(1, (inner) => writeNode(inner, node, `${node.operator}_${index}`));
  });
  writer.string(2, 'offscribe');
  for (const tensor of graph.initializers) writer.message(5, (inner) => writeTensor(inner, tensor));
  for (const value of graph.inputs) writer.message(11, (inner) => writeValue(inner, value));
  for (const value of graph.outputs) writer.message(12, (inner) => writeValue(inner, value));
}

function writeNode(writer: ProtobufWriter, node: GraphNode, name: string): void {
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output);
  writer.string(3, name);
  writer.string(4, node.operator);
  for (const [key, value] of Object.entries(node.attributes ?? {})) {
    writer.message(5, (inner) => writeAttribute(inner, key, value));
  }
  if (node.domain !== undefined) writer.string(7, node.domain);
}

function writeAttribute(writer: ProtobufWriter, name: string, value: GraphAttribute): void {
  writer.string(1, name);
  if ('float' in value) {
    writer.float(2, value.float);
    writer.int(20, ATTRIBUTE_TYPE.float);
  } else if ('int' in value) {
    writer.int(3, value.int);
    writer.int(20, ATTRIBUTE_TYPE.int);
  } else if ('string' in value) {
    writer.string(4, value.string);
    writer.int(20, ATTRIBUTE_TYPE.string);
  } else {
    for (const item of value.ints) writer.int(8, item);
    writer.int(20, ATTRIBUTE_TYPE.ints);
  }
}

function writeTensor(writer: ProtobufWriter, tensor: Initializer): void {
  for (const size of tensor.shape) writer.int(1, size);
  writer.int(2, DATA_TYPE[tensor.type]);
  writer.string(8, tensor.name);
  if ('inline' in tensor.bytes) {
    writer.bytes(9, tensor.bytes.inline);
    return;
  }
  const { file, offset, length } = tensor.bytes;
  for (const [key, value] of [
    ['location', file],
    ['offset', String(offset)],
    ['length', String(length)],
  ] as const) {
    writer.message(13, (inner) => {
      inner.string(1, key);
      inner.string(2, value);
    });
  }
  writer.int(14, 1);
}

function writeValue(writer: ProtobufWriter, value: GraphValue): void {
  writer.string(1, value.name);
  writer.message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.int(1, DATA_TYPE[value.type]);
      tensor.message(2, (shape) => {
        for (const size of value.shape) {
          shape.message(1, (dimension) => {
            if (typeof size === 'number') dimension.int(1, size);
            else dimension.string(2, size);
          });
        }
      });
    });
  });
}
