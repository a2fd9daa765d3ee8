/**
 * Byte kernels: what this processor multiplies bytes by, which decides what graphs are made for it.
 *
 * Measured with two threads, 1500 x 64 times 64 x 1500, six times: 2.9 ms for the 7.9 that floats take where there are
 * instructions for bytes (VNNI, Zen 4), 13.4 for 6.6 where there are tiles of them (AMX, a Xeon), which ONNX Runtime takes
 * whenever it can.
 * @module
 */
import { arch } from 'node:os';
import { processorFlags } from '../../platform/index.ts';
import type { ByteKernels } from '../../weights/index.ts';
import { productsOverflow } from './exact-products.ts';

/** Asks once a process. Arm has not been measured: `any` there. Throws EngineError E_ENGINE_FAILED. */
export async function byteKernels(): Promise<ByteKernels> {
  // On x64 products of bytes that do not overflow are VNNI's, but on processors older than AVX2.
  if (arch() !== 'x64' || (await productsOverflow())) return 'any';
  return (await processorFlags()).includes('amx_int8') ? 'any' : 'vnni';
}
