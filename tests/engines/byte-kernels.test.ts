import { arch } from 'node:os';
import { expect, it } from 'vitest';
import { byteKernels } from '../../src/engines/onnx/byte-kernels.ts';
import { readProcessor } from '../../src/setup/machine/processor.ts';

it('a processor that has instructions for bytes and no tiles is of that kind, all others of any', async () => {
  const { features } = await readProcessor(process.env);
  const isOfThatKind = arch() === 'x64' && features.includes('VNNI') && !features.includes('AMX');
  process.stdout.write(`${arch()} with ${features.join(', ')}: ${isOfThatKind ? 'vnni' : 'any'}\n`);
  expect(await byteKernels()).toBe(isOfThatKind ? 'vnni' : 'any');
});
