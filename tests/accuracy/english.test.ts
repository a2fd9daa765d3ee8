import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluate, openWiring } from '../../src/app/index.ts';

/**
 * Real recordings with trustworthy texts, kept beside the repository where they are to be had; they are not ours to ship.
 * `OFFSCRIBE_SPEECH` names another manifest.
 */
const MANIFEST =
  process.env['OFFSCRIBE_SPEECH'] ??
  fileURLToPath(new URL('../../../shared/speech/manifest.jsonl', import.meta.url));

/** faster-whisper 1.2.1, int8, greedy, `condition_on_previous_text` off, else default, on the same clips: percent. */
const PEER_WER = { 'tiny.en': 11.47, base: 10.48 } as const;
const ALLOWANCE = 0.5;

const scratch = mkdtempSync(join(tmpdir(), 'offscribe-accuracy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The English clips whose text is a prompt or a human transcript. */
function goldManifest(): string {
  const lines = readFileSync(MANIFEST, 'utf8').trim().split('\n');
  const clips = lines.map((line) => JSON.parse(line) as Record<string, string>);
  const gold = clips.filter((clip) => clip['language'] === 'en' && clip['text_trust'] === 'gold');
  const path = join(scratch, 'gold.jsonl');
  const absolute = gold.map((clip) =>
    JSON.stringify({ ...clip, file: join(dirname(MANIFEST), clip['file'] ?? '') }),
  );
  writeFileSync(path, absolute.join('\n'));
  return path;
}

const isHere = existsSync(MANIFEST);
if (!isHere)
  process.stderr.write('skipped: no speech with reference texts beside the repository (OFFSCRIBE_SPEECH)\n');

describe.skipIf(!isHere)('word error rate on English clips', () => {
  it.each(['tiny.en', 'base'] as const)(
    `of %s is at most ${ALLOWANCE} points above faster-whisper's`,
    async (model) => {
      const wiring = openWiring({ env: process.env, offline: undefined });
      const supervision = { signal: new AbortController().signal, report: () => {} };
      const { wer, items } = await evaluate(
        { manifest: goldManifest(), model, language: 'en' },
        wiring,
        supervision,
      );
      process.stdout.write(
        `${model}: ${wer} % word errors on ${items.length} clips; the peer ${PEER_WER[model]} %\n`,
      );
      expect(items.length).toBeGreaterThan(50);
      expect(wer).toBeLessThanOrEqual(PEER_WER[model] + ALLOWANCE);
    },
    // A quarter of an hour of speech, on a machine that may be busy with other tests.
    900_000,
  );
});
