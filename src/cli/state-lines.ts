/**
 * State lines: a state that changes, shown where a terminal can rewrite its last lines and where it cannot.
 * @module
 */
import { printable } from './figures.ts';
import { barLine, type LineState, plainLine } from './progress-lines.ts';
import type { Terminal } from './terminal.ts';

/** Least time between two rewritings, ms. */
const REPAINT_MS = 80;

/** How a state is shown in a log. */
export interface LogHabits {
  /** Least time between two lines about the same work, ms. */
  readonly everyMs: number;
  /** A short piece of work is not worth a line when it begins. */
  readonly isShort?: boolean;
}

/** Something that shows a state that changes. */
export interface StateLines {
  /** The state of a piece of work, the line that sums it up last. */
  update(work: string, states: readonly LineState[], habits: LogHabits): void;
  /** A message that stays. */
  say(message: string): void;
  clear(): void;
}

/** The last lines of a terminal, rewritten in place. */
export class LiveLines implements StateLines {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #shown = 0;
  #work = '';
  #paintedAt = -Infinity;

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
  }

  update(work: string, states: readonly LineState[]): void {
    const at = this.#now();
    if (work === this.#work && at - this.#paintedAt < REPAINT_MS) return;
    // One column short of the edge: some terminals wrap when the last one is written.
    const width = this.#terminal.columns() - 1;
    const lines = states.map((state) => `${barLine(state, width)}\x1b[K`).join('\n');
    const rest = this.#shown > states.length ? '\x1b[J' : '';
    this.#terminal.err(this.#toFirst() + lines + rest);
    this.#work = work;
    this.#paintedAt = at;
    this.#shown = states.length;
  }

  say(message: string): void {
    this.clear();
    this.#terminal.err(`${printable(message)}\n`);
  }

  clear(): void {
    if (this.#shown === 0) return;
    this.#terminal.err(`${this.#toFirst()}\x1b[${this.#shown > 1 ? 'J' : 'K'}`);
    this.#shown = 0;
    this.#work = '';
  }

  /** To the start of the first line that is shown. */
  #toFirst(): string {
    return this.#shown > 1 ? `\r\x1b[${this.#shown - 1}A` : '\r';
  }
}

/** Plain lines for logs and pipes: when a piece of work begins, then seldom. */
export class PlainLines implements StateLines {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  /** When each piece of work was last told of; several may be under way at once. */
  readonly #saidAt = new Map<string, number>();

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
  }

  update(work: string, states: readonly LineState[], { everyMs, isShort = false }: LogHabits): void {
    const at = this.#now();
    const saidAt = this.#saidAt.get(work);
    const isNew = saidAt === undefined;
    if (!isNew && at - saidAt < everyMs) return;
    this.#saidAt.set(work, at);
    const state = states.at(-1);
    if ((isNew && isShort) || state === undefined) return;
    this.#terminal.err(`${plainLine(state)}\n`);
  }

  say(message: string): void {
    this.#saidAt.clear();
    this.#terminal.err(`${printable(message)}\n`);
  }

  clear(): void {}
}
