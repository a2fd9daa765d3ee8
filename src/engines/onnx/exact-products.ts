/**
 * Exact products: whether this processor needs ONNX Runtime's slower 8-bit products to get its sums right.
 * @module
 */
import { overflowProbe } from '../../weights/index.ts';
import { floatData, floats, openSession } from './session.ts';

let answer: Promise<boolean> | undefined;

/** Asks the arithmetic itself, once a process; about a millisecond. */
export function productsOverflow(): Promise<boolean> {
  answer ??= probe().catch((error: unknown) => {
    // A failure for want of memory need not be there at the next call.
    answer = undefined;
    throw error;
  });
  return answer;
}

/** Loads the runtime and asks what is asked of every processor. Throws EngineError E_ENGINE_FAILED. */
export async function prepareOnnxRuntime(): Promise<void> {
  await productsOverflow();
}

async function probe(): Promise<boolean> {
  const { model, input, shape, isOverflow } = overflowProbe();
  const session = await openSession(model, 1);
  try {
    return isOverflow(floatData(await session.run({ x: floats(input, shape) }), 'y'));
  } finally {
    await session.release();
  }
}
