import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../app/index.ts';
import { doctorPage } from './doctor-page.ts';

const HOME = '/home/jo';

const SOUND: Diagnosis = {
  isReady: true,
  version: '1.2.3',
  node: '22.1.0',
  machine: {
    system: 'Debian GNU/Linux 12 (bookworm)',
    processor: {
      model: 'Some Processor With A Long Name @ 3.20GHz',
      architecture: 'x64',
      features: ['AVX2', 'AVX-512', 'VNNI'],
      cores: 64,
      coreLimit: 1.5,
    },
    memory: { totalBytes: 64e9, availableBytes: 48e9, limitBytes: 2e9 },
    graphics: { kind: 'nvidia', name: 'NVIDIA A10', memoryBytes: 24e9, driver: '550.1' },
  },
  disk: {
    models: { path: `${HOME}/.cache/huggingface/hub`, freeBytes: 5e10 },
    home: { path: `/volumes/${'deep/'.repeat(20)}offscribe`, freeBytes: 5e10 },
  },
  mediaAddon: { state: 'absent', finding: 'It was not made yet.' },
  engines: [{ name: 'onnx', state: 'ready', finding: 'in this process, on ONNX Runtime 1.30.0' }],
  models: [{ name: 'base', state: 'ready', sizeBytes: 147e6 }],
  network: {
    isAsked: true,
    servers: [{ what: 'package index', host: 'pypi.org', ok: true, tookMs: 12 }],
    tokenUse: 'sent',
    tokenPlace: 'HF_TOKEN',
  },
  auto: { engine: 'onnx', reason: 'auto: it runs in-process' },
  problems: [],
};

describe('the page', () => {
  test.each([[60], [80], [undefined]])('keeps to %s columns, whatever the paths', (width) => {
    const lines = doctorPage(SOUND, { width, home: HOME }).split('\n');
    expect(lines.filter((line) => line.length > (width ?? 80))).toEqual([]);
    expect(lines).toContain('  base            ✓ ready      147.0 MB');
    expect(lines).toContain('auto chooses onnx. It runs in-process.');
    expect(lines.at(-2)).toBe('Everything that auto needs is ready.');
  });

  test('names each problem and its command, which is never broken', () => {
    const mend = `offscribe models pull ${'name '.repeat(20)}end`;
    const problems = [
      { what: 'base is not on this machine.', mend, blocks: true },
      { what: 'There is no ffmpeg.', mend: 'brew install ffmpeg', blocks: false },
    ];
    const page = doctorPage({ ...SOUND, isReady: false, problems }, { width: 60 });
    expect(page).toContain(`\n✗ base is not on this machine.\n    ${mend}\n`);
    expect(page).toContain('\n! There is no ffmpeg.\n    brew install ffmpeg\n');
    expect(page).toMatch(/All at once: offscribe\s+bootstrap/);
  });

  test('says that nobody was asked, and where a token lies that is not sent', () => {
    const network = { isAsked: false, servers: [], tokenUse: 'kept from mirror', tokenPlace: 'HF_TOKEN' };
    const page = doctorPage({ ...SOUND, network });
    expect(page).toMatch(/^ {2}servers +not asked: offline$/m);
    expect(page).toMatch(/^ {2}hub token +in HF_TOKEN, not sent: kept from mirror$/m);
  });
});
