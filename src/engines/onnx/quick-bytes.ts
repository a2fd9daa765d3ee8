/**
 * Quick bytes: whether this processor multiplies bytes faster than floats even where the product is larger than both its sides.
 *
 * Measured with two threads, 1500 x 64 times 64 x 1500, six times: 2.9 for 7.9 ms where there are instructions for bytes (VNNI,
 * Zen 4), 13.4 for 6.6 ms where there are tiles of them (AMX, a Xeon), which ONNX Runtime takes whenever it can.
 * @module
 */
import { arch } from 'node:os';
import { processorFlags } from '../../platform/index.ts';
import { productsOverflow } from './exact-products.ts';

/** Asks once a process. Arm has not been measured: floats there. Throws EngineError E_ENGINE_FAILED. */
export async function bytesAreQuick(): Promise<boolean> {
  // On x64 products of bytes that do not overflow are VNNI's, but on processors older than AVX2.
  if (arch() !== 'x64' || (await productsOverflow())) return false;
  return !(await processorFlags()).includes('amx_int8');
}
