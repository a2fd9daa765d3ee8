import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { CLIP, runOffscribe, temporaryFolder } from './offscribe.ts';

/** More than Node.js reserves for itself, less than it and a model need. */
const LIMIT = ['prlimit', '--as=1400000000'];

const CAN_LIMIT = spawnSync('prlimit', ['--as=1400000000', 'true']).status === 0;
if (!CAN_LIMIT) process.stderr.write('skipping tests that need prlimit\n');

describe.skipIf(!CAN_LIMIT && !process.env['CI'])('memory that is limited below the need of a model', () => {
  test('is E_ENGINE_OOM with the figure needed and the figure there, not a crash', async () => {
    const command = ['transcribe', CLIP, '-m', 'tiny.en', '--engine', 'onnx', '--json'];
    const run = await runOffscribe(command, { cwd: await temporaryFolder(), wrapper: LIMIT });
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      error: {
        code: 'E_ENGINE_OOM',
        message: expect.stringMatching(/needs \d+ MB .*address space .* leaves \d+ MB/),
        hint: expect.stringContaining('raise the limit'),
      },
    });
  });
});
