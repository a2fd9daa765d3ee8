/**
 * Progress: events of a use case as messages on stderr. On a terminal one line rewrites itself; elsewhere a few plain
 * lines say what began, how it gets on and what ended.
 * @module
 */
import type { AppEvent, Reporter } from '../app/index.ts';
import { formatBytes, formatClock, formatRtfx, printable } from './figures.ts';
import {
  barLine,
  decodeState,
  type LineState,
  type PullState,
  plainLine,
  pullState,
} from './progress-lines.ts';
import type { Terminal } from './terminal.ts';

/** Least time between two rewritings of the line, ms. */
const REPAINT_MS = 80;

/** Least time between two plain lines about the same work, ms. */
const PLAIN_MS = 30_000;

/** Audio shorter than this is done before a log would care that it has begun, seconds. */
const SHORT_SEC = 60;

/** A reporter and the means to leave the terminal clean. */
export interface Progress {
  readonly report: Reporter;
  /** Takes the rewritten line away; call it before printing anything else. */
  clear(): void;
}

/** Shows events on `terminal`; `now` in ms. */
export function createProgress(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  const line = terminal.isInteractive ? new LiveLine(terminal, now) : new PlainLines(terminal, now);
  const pulls = new PullClock(now);
  return {
    clear: () => line.clear(),
    report: (event) => show(event, line, pulls),
  };
}

/** Something that shows a state that changes. */
interface StateLine {
  /** A state under the name of the work it belongs to. A short piece of work is not worth a line in a log. */
  update(work: string, state: LineState, isShort?: boolean): void;
  /** A message that stays. */
  say(message: string): void;
  clear(): void;
}

function show(event: AppEvent, line: StateLine, pulls: PullClock): void {
  switch (event.type) {
    case 'note':
      line.say(event.message);
      break;
    case 'warning':
      line.say(`warning: ${event.file === undefined ? '' : `${event.file}: `}${event.message}`);
      break;
    case 'pull': {
      const state = pulls.state(event.progress);
      line.update(`${state.phase} ${state.model}`, pullState(state), state.phase !== 'download');
      break;
    }
    case 'pulled':
      line.say(`${event.model}: verified, ${formatBytes(event.sizeBytes)}.`);
      break;
    case 'conversion': {
      const label = `converting ${event.model} for the engine, once`;
      line.update(`convert ${event.model}`, { label, share: event.done, figures: [] });
      break;
    }
    case 'start': {
      const { file, totalSec } = event;
      const isShort = totalSec !== undefined && totalSec < SHORT_SEC;
      line.update(file, decodeState({ file, doneSec: 0, totalSec, wallSec: 0 }), isShort);
      break;
    }
    case 'progress':
      line.update(event.file, decodeState({ totalSec: undefined, ...event }));
      break;
    case 'done': {
      const { file, audioSec, wallSec } = event;
      const speed = formatRtfx(audioSec, wallSec);
      line.say(`${file}: ${formatClock(audioSec)} of audio in ${wallSec.toFixed(1)} s (${speed} real time).`);
      break;
    }
    case 'language':
    case 'segment':
      break;
  }
}

/** One line at the bottom of a terminal. */
class LiveLine implements StateLine {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #shown = false;
  #work = '';
  #paintedAt = -Infinity;

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
  }

  update(work: string, state: LineState): void {
    const at = this.#now();
    if (work === this.#work && at - this.#paintedAt < REPAINT_MS) return;
    this.#work = work;
    this.#paintedAt = at;
    this.#shown = true;
    // One column short of the edge: some terminals wrap when the last one is written.
    this.#terminal.err(`\r${barLine(state, this.#terminal.columns() - 1)}\x1b[K`);
  }

  say(message: string): void {
    this.clear();
    this.#terminal.err(`${printable(message)}\n`);
  }

  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#work = '';
    this.#terminal.err('\r\x1b[K');
  }
}

/** Plain lines for logs and pipes: when a piece of work begins, then seldom. */
class PlainLines implements StateLine {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #work = '';
  #saidAt = -Infinity;

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
  }

  update(work: string, state: LineState, isShort = false): void {
    const at = this.#now();
    const isNew = work !== this.#work;
    if (!isNew && at - this.#saidAt < PLAIN_MS) return;
    this.#work = work;
    this.#saidAt = at;
    if (isNew && isShort) return;
    this.#terminal.err(`${plainLine(state)}\n`);
  }

  say(message: string): void {
    this.#work = '';
    this.#terminal.err(`${printable(message)}\n`);
  }

  clear(): void {}
}

/** Remembers when each phase of a pull began. */
class PullClock {
  readonly #now: () => number;
  #phase = '';
  #startedAt = 0;
  #startBytes = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  state(progress: Omit<PullState, 'elapsedSec' | 'startBytes'>): PullState {
    const phase = `${progress.phase} ${progress.model}`;
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#startedAt = this.#now();
      this.#startBytes = progress.doneBytes;
    }
    return { ...progress, elapsedSec: (this.#now() - this.#startedAt) / 1000, startBytes: this.#startBytes };
  }
}
