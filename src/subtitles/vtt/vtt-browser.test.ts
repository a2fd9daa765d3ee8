import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SUBTITLE_SAMPLES } from '../../../tests/fixtures/subtitle-samples.ts';
import { tracksFor } from '../../../tests/fixtures/subtitle-tracks.ts';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { readVtt } from './read-vtt.ts';
import { writeVtt } from './write-vtt.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
if (CHROMIUM === undefined)
  process.stderr.write('skipped: there is no chromium here (apt install chromium)\n');

/** What a browser has of a cue. */
interface BrowserCue {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

const server: Server = createServer((request, response) => {
  const isTrack = request.url === '/track.vtt';
  response.setHeader('content-type', isTrack ? 'text/vtt; charset=utf-8' : 'text/html; charset=utf-8');
  response.end(isTrack ? text : '<video><track src="/track.vtt" kind="subtitles" srclang="en"></video>');
});
let browser: Browser | undefined;
let text = '';

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser?.close();
  server.close();
});

test('a machine that checks changes has chromium', () => {
  expect(CHROMIUM !== undefined || process.env['CI'] !== 'true').toBe(true);
});

async function readInBrowser(written: string): Promise<BrowserCue[]> {
  text = written;
  const page = await (browser as Browser).newPage();
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  // As text: the product's types have no document.
  const cues: BrowserCue[] = await page.evaluate(`new Promise((resolve, reject) => {
    const element = document.querySelector('track');
    element.addEventListener('error', () => reject(new Error('the track does not load')));
    element.addEventListener('load', () => resolve([...element.track.cues].map((cue) => ({
      id: cue.id,
      startMs: Math.round(cue.startTime * 1000),
      endMs: Math.round(cue.endTime * 1000),
      text: cue.getCueAsHTML().textContent,
      settings: {
        line: cue.line, position: cue.position, size: cue.size, align: cue.align, vertical: cue.vertical,
        snapToLines: String(cue.snapToLines),
      },
    }))));
    element.track.mode = 'hidden';
  })`);
  await page.close();
  return cues;
}

/** What a browser must make of a cue; ruby stands in the text as it does in the page. */
function wanted(cue: TrackCue): BrowserCue {
  const { anchor = 2, x, y, width, vertical } = cue.place ?? {};
  const isTop = anchor > 6;
  const words = (cue.runs ?? cue.lines.map((line) => [{ text: line }])).map((line) =>
    line.map((run) => run.text + ('marks' in run ? (run.marks?.ruby ?? '') : '')).join(''),
  );
  return {
    id: cue.id ?? '',
    startMs: cue.startMs,
    endMs: cue.endMs,
    text: words.join('\n'),
    settings: {
      line: y ?? (isTop ? 0 : 'auto'),
      position: x ?? 'auto',
      size: width ?? 100,
      align: ['left', 'center', 'right'][(anchor - 1) % 3] ?? '',
      vertical: vertical ?? '',
      snapToLines: String(y === undefined),
    },
  };
}

describe.skipIf(CHROMIUM === undefined)('Chromium (skipped where it is not there)', () => {
  test('[VTT10] shows the same cues, times, text and places', async () => {
    const cues: TrackCue[] = [];
    for (const track of fc.sample(tracksFor('vtt'), { seed: 11, numRuns: 200 })) cues.push(...track.cues);
    // A browser's order: of cues that start together the longer one is first.
    const track: SubtitleTrack = { cues: cues.sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs) };
    expect(cues.length).toBeGreaterThan(300);
    expect(await readInBrowser(writeVtt(track))).toEqual(track.cues.map(wanted));
  });

  test('[VTT10] reads a written file as it reads the one it was read from', async () => {
    const source = SUBTITLE_SAMPLES.vtt;
    const read = await readInBrowser(source);
    expect(read.length).toBe(3);
    expect(await readInBrowser(writeVtt(readVtt(source).track))).toEqual(read);
  });
});
