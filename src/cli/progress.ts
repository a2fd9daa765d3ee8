/**
 * Progress: events of a use case as messages on stderr. On a terminal a line or two rewrite themselves; elsewhere a few
 * plain lines say what began, how it gets on and what ended.
 * @module
 */
import type { AppEvent, ProbeRecord, PullWait, Reporter } from '../app/index.ts';
import { formatBytes, formatClock, formatPause, formatRtfx } from './figures.ts';
import { decodeState, type PullState, pullFileState, pullState, stageState } from './progress-lines.ts';
import { RecentRate } from './recent-rate.ts';
import { LiveLines, PlainLines, type StateLines } from './state-lines.ts';
import type { Terminal } from './terminal.ts';

/** Least time between two plain lines about a transfer, ms. */
const PULL_LINE_MS = 5_000;

/** Least time between two plain lines about a transcription, ms. */
const DECODE_LINE_MS = 30_000;

/** Audio shorter than this is done before a log would care that it has begun, seconds. */
const SHORT_SEC = 60;

/** What a stage is about, for somebody who waits for it. */
const STAGE_WORDS: Readonly<Record<Extract<AppEvent, { type: 'stage' }>['stage'], string>> = {
  digest: 'reading the file',
  probe: 'looking at the tracks',
  shots: 'looking for shots',
  demux: 'decoding',
  regions: 'finding speech',
  transcribe: 'making ready to listen',
  clean: 'judging the text',
  glossary: 'setting terms right',
  layout: 'laying out cues',
  write: 'writing',
  mux: 'putting subtitles into a copy',
  receipt: 'comparing with the speech',
};

/** A reporter and the means to leave the terminal clean. */
export interface Progress {
  readonly report: Reporter;
  /** Takes the rewritten line away; call it before printing anything else. */
  clear(): void;
}

/** Shows events on `terminal`; `now` in ms. */
export function createProgress(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  const lines = terminal.isInteractive ? new LiveLines(terminal, now) : new PlainLines(terminal, now);
  const rate = new RecentRate(now);
  return {
    clear: () => lines.clear(),
    report: (event) => show(event, lines, rate),
  };
}

function show(event: AppEvent, lines: StateLines, rate: RecentRate): void {
  const message = messageOf(event);
  if (message !== undefined) lines.say(message);
  else showWork(event, lines, rate);
}

/** What stays to be read; undefined for a state that changes. */
function messageOf(event: AppEvent): string | undefined {
  switch (event.type) {
    case 'line':
      return event.line;
    case 'note':
      return event.message;
    case 'warning':
      return `warning: ${event.file === undefined ? '' : `${event.file}: `}${event.message}`;
    case 'wait':
      return waitMessage(event.wait);
    case 'pulled':
      return `${event.model}: verified, ${formatBytes(event.sizeBytes)}.`;
    case 'probed':
      return event.record.ok ? provedMessage(event.model, event.record) : undefined;
    case 'done': {
      const { audioSec, wallSec } = event;
      const speed = formatRtfx(audioSec, wallSec);
      return `${textName(event)}: ${formatClock(audioSec)} of audio in ${wallSec.toFixed(1)} s (${speed} real time).`;
    }
    default:
      return undefined;
  }
}

function showWork(event: AppEvent, lines: StateLines, rate: RecentRate): void {
  switch (event.type) {
    case 'pull':
      showPull(event.progress, lines, rate);
      break;
    case 'bundle':
      showPull({ ...event.progress, phase: event.activity }, lines, rate);
      break;
    case 'probe': {
      const state = { label: `proving ${event.model} with its engine`, figures: [] };
      lines.update(`probe ${event.model}`, [state], { everyMs: PULL_LINE_MS });
      break;
    }
    case 'conversion': {
      const label = `converting ${event.model} for the engine, once`;
      const state = { label, share: event.done, figures: [] };
      lines.update(`convert ${event.model}`, [state], { everyMs: DECODE_LINE_MS });
      break;
    }
    case 'stage': {
      const file = textName(event);
      const state = stageState({ ...event, file, work: STAGE_WORDS[event.stage] });
      lines.update(`${event.stage} ${file}`, [state], { everyMs: DECODE_LINE_MS, isShort: true });
      break;
    }
    case 'start': {
      const { totalSec } = event;
      const file = textName(event);
      const isShort = totalSec !== undefined && totalSec < SHORT_SEC;
      const state = decodeState({ file, doneSec: 0, totalSec, wallSec: 0 });
      lines.update(file, [state], { everyMs: DECODE_LINE_MS, isShort });
      break;
    }
    case 'progress': {
      const file = textName(event);
      lines.update(file, [decodeState({ totalSec: undefined, ...event, file })], { everyMs: DECODE_LINE_MS });
      break;
    }
    default:
      break;
  }
}

/** `talk.mp4`, or `talk.mp4 (de)` where it gets several texts. */
function textName({ file, branch }: { readonly file: string; readonly branch?: string }): string {
  return branch === undefined ? file : `${file} (${branch})`;
}

function showPull(progress: PullState, lines: StateLines, rate: RecentRate): void {
  const { model, phase, doneBytes } = progress;
  const work = `${phase} ${model}`;
  const bytesPerSec = phase === 'download' ? rate.perSecond(work, doneBytes) : undefined;
  const state = { ...progress, ...(bytesPerSec === undefined ? {} : { bytesPerSec }) };
  const file = pullFileState(state);
  const shown = [...(file === undefined ? [] : [file]), pullState(state)];
  lines.update(work, shown, { everyMs: PULL_LINE_MS, isShort: phase !== 'download' });
}

/** `huggingface.co asks for a pause (status 429): waiting 54 s.` */
function waitMessage({ host, reason, waitMs }: PullWait): string {
  return `${host} ${reason}: waiting ${formatPause(waitMs)}.`;
}

function provedMessage(model: string, { finding, tookSec }: ProbeRecord): string {
  return `${model}: ready in ${tookSec.toFixed(1)} s. ${finding}`;
}
