/**
 * Graph: puts an ONNX graph together one operator at a time and names what lies between them.
 * @module
 */
import {
  buildModel,
  type ElementType,
  type GraphAttribute,
  type GraphNode,
  type GraphValue,
  type Initializer,
} from './onnx-model.ts';

/** What an operator needs beside its name and inputs. */
export interface OperatorOptions {
  readonly attributes?: Readonly<Record<string, GraphAttribute>>;
  /** Name of the only output; made up when absent. */
  readonly output?: string;
  /** Names of several outputs; `''` leaves one out. */
  readonly outputs?: readonly string[];
}

/** A graph under construction. Values are known by name; every method returns the name of what it made. */
export class Graph {
  readonly #inputs: GraphValue[] = [];
  readonly #outputs: GraphValue[] = [];
  readonly #nodes: GraphNode[] = [];
  readonly #initializers = new Map<string, Initializer>();
  #made = 0;

  /** Declares an input of the graph. */
  input(name: string, type: ElementType, shape: readonly (number | string)[]): string {
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Declares that the value of that name leaves the graph. */
  output(name: string, type: ElementType, shape: readonly (number | string)[]): void {
    this.#outputs.push({ name, type, shape });
  }

  /** Adds a constant; the same name again is the same constant. */
  constant(tensor: Initializer): string {
    if (!this.#initializers.has(tensor.name)) this.#initializers.set(tensor.name, tensor);
    return tensor.name;
  }

  /** A constant of 64-bit integers, as shapes, axes and indices are written. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    const name = `i64_${values.join('_')}_of_${shape.join('_')}`;
    return this.constant({ name, type: 'i64', shape, bytes: { inline: bytes } });
  }

  /** A constant of 32-bit floats; short ones only, they lie in the model itself. */
  floats(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const bytes = new Uint8Array(Float32Array.from(values).buffer);
    const name = `f32_${values.join('_')}_of_${shape.join('_')}`;
    return this.constant({ name, type: 'f32', shape, bytes: { inline: bytes } });
  }

  /** A standard ONNX operator. */
  apply(operator: string, inputs: readonly string[], options: OperatorOptions = {}): string {
    return this.#add({ operator, inputs, attributes: options.attributes ?? {} }, options);
  }

  /** One of ONNX Runtime's own operators. */
  applyMicrosoft(operator: string, inputs: readonly string[], options: OperatorOptions = {}): string {
    const node = { operator, domain: 'com.microsoft', inputs, attributes: options.attributes ?? {} } as const;
    return this.#add(node, options);
  }

  /** Splits a value along an axis, the last one unless told, into parts of those sizes. */
  split(value: string, sizes: readonly number[], axis = -1): string[] {
    const outputs = sizes.map(() => this.newName());
    this.#nodes.push({
      operator: 'Split',
      inputs: [value, this.integers(sizes)],
      outputs,
      attributes: { axis: { int: axis } },
    });
    return outputs;
  }

  #add(
    node: Omit<GraphNode, 'outputs'>,
    { output, outputs = [output ?? this.newName()] }: OperatorOptions,
  ): string {
    this.#nodes.push({ ...node, outputs });
    return outputs[0] ?? '';
  }

  /** A name that nothing in this graph has yet. */
  newName(): string {
    this.#made += 1;
    return `v${this.#made}`;
  }

  /** The finished model's bytes. */
  build(): Uint8Array {
    return buildModel({
      inputs: this.#inputs,
      outputs: this.#outputs,
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
    });
  }
}
