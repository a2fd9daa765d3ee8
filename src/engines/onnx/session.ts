/**
 * Sessions: the one door to ONNX Runtime. The runtime (a large native library) is loaded at the first session.
 *
 * Network from version 1.30 on the runtime reports usage over the network by itself, unless it is told not to before it
 *         is loaded (seen with strace on Linux); here is where it is told.
 * Throws  EngineError E_ENGINE_OOM where memory runs out, E_ENGINE_FAILED for anything else the runtime refuses.
 * @module
 */
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import { EngineError } from '../../kernel/index.ts';
import { giveBack } from '../../platform/index.ts';
import { failedAllocation } from './failed-allocation.ts';

export type { Tensor } from 'onnxruntime-node';

type Runtime = typeof import('onnxruntime-node');

/** What a tensor holds here: none is of text. */
type Numbers = Exclude<Tensor['data'], string[]>;

/** What windows are kept as: floats, or bytes with or without a sign. */
export type BytesOrFloats = Float32Array | Uint8Array | Int8Array;

/** Named tensors, as the runtime takes and gives them. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A graph in memory, ready to run. */
export interface GraphSession {
  /**
   * Runs; gives the outputs of those names, all without any. Each is copied on its way out, so the fewer the better;
   * where tensors are given, in those.
   */
  run(inputs: Tensors, outputs?: readonly string[] | Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/**
 * Every session has threads of its own, and after a run they go on looking for work for a while, on the very cores
 * that the next session wants: log-mel took 20 ms instead of 8 for it, the encoder of `tiny.en` a sixth more. Within a
 * run they may look: told not to at all (`intra_op.allow_spinning`), a decoder step is slower.
 */
const STOP_SPINNING = { force_spinning_stop: '1' } as const;

let runtime: Runtime | undefined;

/** The version of the ONNX Runtime in use, for reports. */
export async function runtimeVersion(): Promise<string> {
  return (await loadRuntime()).env.versions.node ?? 'unknown';
}

/** How a graph is run. */
export interface SessionOptions {
  /** 8-bit products that cannot overflow, slower; needed on some processors (`exact-products.ts`). */
  readonly exactProducts?: boolean;
  /**
   * Whether everything that a run makes is laid out in one block, planned once for each shape of its inputs. A run of hundreds of small
   * operators takes 4 of 100 less for it; one of large tensors takes that block beside what the run before left behind, 60 MB
   * more for eight windows of `base` in the encoder.
   */
  readonly plansMemory?: boolean;
}

/** Opens a graph from a file (whose external data lies beside it) or from bytes. `threads`: inside one operator. */
export async function openSession(
  graph: string | Uint8Array,
  threads: number,
  { exactProducts = false, plansMemory = false }: SessionOptions = {},
): Promise<GraphSession> {
  const { InferenceSession } = await loadRuntime();
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    enableMemPattern: plansMemory,
    extra: { session: { ...STOP_SPINNING, ...(exactProducts ? { x64quantprecision: '1' } : {}) } },
  };
  const what = typeof graph === 'string' ? graph : 'a built-in graph';
  const session = await guard(`ONNX Runtime could not load ${what}`, async () =>
    typeof graph === 'string'
      ? await InferenceSession.create(graph, options)
      : await InferenceSession.create(graph, options),
  );
  return {
    run: async (inputs, outputs = session.outputNames) => {
      const made = await guard(
        'ONNX Runtime failed in a run',
        async () => await session.run(inputs, outputs),
      );
      return 'length' in outputs ? made : inTheirPlaces(made, outputs as Tensors);
    },
    release: async () => await session.release(),
  };
}

/** The runtime writes what it tells into the places given for it, and gives copies of that too, which nobody needs. */
function inTheirPlaces(made: Tensors, places: Tensors): Tensors {
  const bytesOf = ({ data }: Tensor): ArrayBufferLike => (data as Numbers).buffer;
  const copies = Object.entries(made).filter(
    ([name, copy]) => bytesOf(places[name] ?? copy) !== bytesOf(copy),
  );
  letGo(...copies.map(([, copy]) => copy));
  return places;
}

/** Frees the memory of tensors that nobody will look at any more. */
export function letGo(...tensors: readonly Tensor[]): void {
  giveBack(...tensors.map(({ data }) => data as Numbers));
}

/** A float tensor over `data`, which is not copied. */
export function floats(data: Float32Array, shape: readonly number[]): Tensor {
  return new (loaded().Tensor)('float32', data, shape);
}

/** A tensor of bytes or floats over `data`, which is not copied. */
export function numbers(data: BytesOrFloats, shape: readonly number[]): Tensor {
  if (data instanceof Float32Array) return floats(data, shape);
  const { Tensor: Made } = loaded();
  return data instanceof Int8Array ? new Made('int8', data, shape) : new Made('uint8', data, shape);
}

/** An int64 tensor of whole numbers. */
export function integers(values: ArrayLike<number>, shape: readonly number[]): Tensor {
  const data = new BigInt64Array(values.length);
  for (let at = 0; at < data.length; at += 1) data[at] = BigInt(values[at] as number);
  return new (loaded().Tensor)('int64', data, shape);
}

/** The data of a tensor of bytes or floats. Throws E_ENGINE_FAILED for any other. */
export function tensorData(tensor: Tensor): BytesOrFloats {
  if (tensor.type !== 'float32' && tensor.type !== 'uint8' && tensor.type !== 'int8')
    throw new EngineError('E_ENGINE_FAILED', `The graph gave numbers of the type ${tensor.type}.`);
  return (tensor as TypedTensor<'float32'> | TypedTensor<'uint8'> | TypedTensor<'int8'>).data;
}

/** The whole numbers of a named int64 output. Throws E_ENGINE_FAILED when the graph has no such output. */
export function integerData(tensors: Tensors, name: string): readonly number[] {
  const tensor = tensors[name];
  if (tensor?.type !== 'int64')
    throw new EngineError('E_ENGINE_FAILED', `The graph gave no whole numbers "${name}".`);
  return Array.from((tensor as TypedTensor<'int64'>).data, Number);
}

/** The float data of a named output. Throws E_ENGINE_FAILED when the graph has no such float output. */
export function floatData(tensors: Tensors, name: string): Float32Array {
  const tensor = tensors[name];
  if (tensor?.type !== 'float32')
    throw new EngineError('E_ENGINE_FAILED', `The graph gave no float output "${name}".`);
  return (tensor as TypedTensor<'float32'>).data;
}

async function loadRuntime(): Promise<Runtime> {
  if (runtime === undefined) {
    try {
      // Its native library would otherwise keep a device id in the user's cache and report usage to its maker.
      process.env['ORT_DISABLE_TELEMETRY'] = '1';
      const loadedModule = await import('onnxruntime-node');
      runtime = loadedModule.default ?? loadedModule;
    } catch (error) {
      throw new EngineError('E_ENGINE_FAILED', 'ONNX Runtime could not be loaded on this machine.', {
        hint: 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node',
        cause: error,
      });
    }
  }
  return runtime;
}

function loaded(): Runtime {
  if (runtime === undefined)
    throw new EngineError('E_ENGINE_FAILED', 'A tensor was made before any session.');
  return runtime;
}

async function guard<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw (
      failedAllocation(what, reason, error) ??
      new EngineError('E_ENGINE_FAILED', `${what}: ${reason}`, { cause: error })
    );
  }
}
