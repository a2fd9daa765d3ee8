import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { hasEngine, lendEngine } from './engine-cell.ts';
import { CLIP, expectRefusal, runOffscribe, temporaryFolder } from './offscribe.ts';

const HAS_MLX = await hasEngine('mlx');

const FAST = ['transcribe', CLIP, '-m', 'tiny.en'];

describe('windows at once', () => {
  test.each([
    [['--batch-size', '0'], /--batch-size takes a whole number from 1 up, not "0"/, /--batch-size 1$/],
    [['--batch-size', '1.5'], /--batch-size takes a whole number from 1 up, not "1.5"/, /--batch-size 1$/],
    [['--batch-size', '10000'], /--batch-size takes .* from 1 to 64, not 10000/, /--batch-size 4$/],
    [['--mode', 'nonsense'], /--mode takes auto or .*, not "nonsense"/, /--mode auto$/],
  ])('that cannot be are refused: %j', async (flags, message, hint) => {
    const cwd = await temporaryFolder();
    await expectRefusal([...FAST, ...flags], { cwd }, { code: 'E_USAGE', exitCode: 2, message, hint });
  });

  test.skipIf(!HAS_MLX)('are refused to the engine that has no batches', async () => {
    const cwd = await temporaryFolder();
    const home = join(cwd, 'home');
    await lendEngine('mlx', home);
    const env = { OFFSCRIBE_HOME: home };
    const command = [...FAST, '--engine', 'mlx', '--mode', 'batched'];
    const message = /--mode batched is not possible with the mlx engine: it has no batches/;
    const refusal = { code: 'E_USAGE', exitCode: 2, message, hint: /--engine onnx$/ } as const;
    await expectRefusal(command, { cwd, env }, refusal);
  });

  test('are recorded as they were, and where asking had no effect it is said', async () => {
    const cwd = await temporaryFolder();
    const told = async (...flags: string[]): Promise<{ batchSize: unknown; stderr: string }> => {
      const command = [...FAST, '--end', '3', '-f', 'json', '-o', '-', ...flags];
      const run = await runOffscribe(command, { cwd });
      expect(run.exitCode, run.stderr).toBe(0);
      return { batchSize: JSON.parse(run.stdout).engine.options.batchSize, stderr: run.stderr };
    };
    expect(await told('--batch-size', '3')).toMatchObject({
      batchSize: 3,
      stderr: expect.not.stringContaining('one after another'),
    });
    const oneByOne = (why: string) => ({
      batchSize: 1,
      stderr: expect.stringContaining(`Windows are decoded one after another: ${why}`),
    });
    expect(await told('--mode', 'sequential', '--batch-size', '4')).toMatchObject(
      oneByOne('--batch-size has no effect.'),
    );
    expect(await told('--batch-size', '4', '--no-vad')).toMatchObject(
      oneByOne('without voice activity detection'),
    );
    expect(await told('--mode', 'batched', '--condition-on-previous-text')).toMatchObject(
      oneByOne('each is told the text of the one before.'),
    );
  });
});
