import { arch } from 'node:os';
import { expect, it } from 'vitest';
import { bytesAreQuick } from '../../src/engines/onnx/quick-bytes.ts';
import { readProcessor } from '../../src/setup/machine/processor.ts';

it('bytes are taken to be quick where the processor has instructions for them, and no tiles', async () => {
  const { features } = await readProcessor(process.env);
  const isQuick = features.includes('VNNI') && !features.includes('AMX');
  process.stdout.write(`${arch()} with ${features.join(', ')}: ${isQuick ? 'bytes' : 'floats'}\n`);
  expect(await bytesAreQuick()).toBe(arch() === 'x64' && isQuick);
});
