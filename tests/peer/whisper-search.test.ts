import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { concatPcm } from '../../src/audio/index.ts';
import { DEFAULT_TRANSCRIBE_OPTIONS, type TranscribeOptions } from '../../src/engines/index.ts';
import { searchBeam } from '../../src/engines/onnx/beam-search.ts';
import { drawText } from '../../src/engines/onnx/drawing.ts';
import type { LogMel } from '../../src/engines/onnx/log-mel.ts';
import { type Checkpoint, feedPrompt, startWindow } from '../../src/engines/onnx/prompted-window.ts';
import { rankOf, type Search } from '../../src/engines/onnx/search.ts';
import { textBias } from '../../src/engines/onnx/vocabulary.ts';
import { featureBytes } from '../fixtures/window-features.ts';
import { exampleSpeech } from '../real-models.ts';
import { openRealWhisper, type RealWhisper } from '../real-whisper.ts';
import { peerPython } from './peer-python.ts';

/** Largest difference from the peer's scores, natural log a token, and from its probability of no speech. */
const TOLERANCE = 1e-3;
const SCRIPT = fileURLToPath(new URL('generate.py', import.meta.url));
// A window in f32, twice, takes a minute on a machine that has other work.
vi.setConfig({ testTimeout: 300_000 });

const home = mkdtempSync(join(tmpdir(), 'offscribe-search-'));
const python = peerPython();

afterAll(() => rmSync(home, { recursive: true, force: true }));

type Settings = Partial<TranscribeOptions>;

const CASES: readonly { readonly settings: Settings; readonly before: string }[] = [
  { settings: { beamSize: 5 }, before: '' },
  { settings: { beamSize: 2, patience: 2, lengthPenalty: 0.6 }, before: '' },
  { settings: { beamSize: 3, lengthPenalty: 0 }, before: '' },
  { settings: { beamSize: 5 }, before: ' Log of the Pharos lighthouse, with Ilse Brandt.' },
  { settings: { beamSize: 4, repetitionPenalty: 1.3, noRepeatNgramSize: 3 }, before: '' },
  { settings: { beamSize: 1 }, before: '' },
  { settings: { beamSize: 1, repetitionPenalty: 1.5, noRepeatNgramSize: 2 }, before: '' },
];

describe.each([
  ['tiny.en', CASES],
  // The rules are the same ones; here is the prompt of a multilingual model.
  ['base', CASES.filter(({ settings }) => settings.beamSize === 5)],
] as const)('%s in f32', (name, cases) => {
  let whisper: RealWhisper;
  let checkpoint: Checkpoint;
  let logMel: LogMel;
  let folder = '';
  beforeEach(async () => {
    whisper = await openRealWhisper(name, 'f32');
    ({ checkpoint, logMel, folder } = whisper);
  });
  afterEach(async () => await whisper.close());

  it.skipIf(python === undefined).each(cases)(
    'finds the tokens that CTranslate2 finds, as likely, with $settings behind "$before"',
    async ({ settings, before }) => {
      for (const samples of await windows(name)) {
        const mel = await logMel.features(samples);
        const { vocabulary } = checkpoint;
        const prior = before === '' ? [] : [vocabulary.startOfPrev, ...vocabulary.encode(before)];
        const after = vocabulary.promptAfterStart('en', 'transcribe');
        const lanes = checkpoint.graphs.lanes(
          { lanes: 1, rows: settings.beamSize ?? 1 },
          textBias(vocabulary),
        );
        const lane = await lanes.take(async (encode) => await encode(mel));
        const started = await startWindow(checkpoint, lane, { before: prior, seed: 0 });
        const window = await feedPrompt(started, after);
        const options = { ...DEFAULT_TRANSCRIBE_OPTIONS, ...settings };
        const search: Search = { checkpoint, window, options, signal: new AbortController().signal };
        const found = (settings.beamSize ?? 1) > 1 ? await searchBeam(search) : await drawText(search, 0);

        const file = join(home, 'window.mel');
        writeFileSync(file, featureBytes(mel));
        const prompt = [...prior, vocabulary.startOfTranscript, ...after];
        const expected = peerText([folder, file, '--prompt', prompt.join(',')], {
          ...settings,
          suppressed: vocabulary.suppressed,
        });
        expect(found.tokens).toEqual(expected.tokens);
        const score = rankOf(found, settings.lengthPenalty ?? 1);
        const scale = settings.lengthPenalty === undefined ? 1 : found.tokens.length;
        expect(Math.abs(score - expected.score) / scale).toBeLessThan(TOLERANCE);
        expect(Math.abs(window.noSpeechProb - expected.noSpeechProb)).toBeLessThan(TOLERANCE);
      }
    },
  );
});

/** Two recordings, and the end of one before the beginning of the other, which is all of `base`: it takes long. */
async function windows(name: string): Promise<readonly Float32Array[]> {
  const log = await exampleSpeech('lighthouse-log.flac');
  const guide = await exampleSpeech('museum-guide.mp3');
  const joined = concatPcm([log.subarray(8 * 16_000), guide]);
  return name === 'base' ? [joined] : [log, guide, joined];
}

interface PeerText {
  readonly tokens: readonly number[];
  readonly score: number;
  readonly noSpeechProb: number;
}

function peerText(
  args: readonly string[],
  settings: Settings & { readonly suppressed: readonly number[] },
): PeerText {
  const { beamSize = 1, patience = 1, lengthPenalty = 1, suppressed } = settings;
  const { repetitionPenalty = 1, noRepeatNgramSize = 0 } = settings;
  const flags = {
    '--suppress': suppressed.join(','),
    '--beam-size': beamSize,
    '--patience': patience,
    '--length-penalty': lengthPenalty,
    '--repetition-penalty': repetitionPenalty,
    '--no-repeat-ngram-size': noRepeatNgramSize,
  };
  const all = [SCRIPT, ...args, ...Object.entries(flags).flatMap(([flag, value]) => [flag, String(value)])];
  return JSON.parse(execFileSync(python ?? '', all, { encoding: 'utf8' }));
}
