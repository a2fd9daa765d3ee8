/**
 * Worker: an engine's process, one request at a time.
 *
 * Start    it must say hello with our protocol's number before anything is asked of it.
 * End      by `close`, by a failure (the whole group is killed first), or with this process, however that ends.
 * Failure  once it has failed, every further request fails the same way.
 * Throws   EngineError E_ENGINE_CRASHED, E_ENGINE_PROTOCOL, E_ENGINE_OOM; what the worker reports; CancelledError.
 * @module
 */
import { type AppError, CancelledError, throwIfCancelled } from '../../kernel/index.ts';
import { keepTail, type ProcessGroup, startGroup, textLines } from '../../platform/index.ts';
import type { PythonEngineName } from './python-engine-name.ts';
import { type Patience, SilenceWatch } from './silence-watch.ts';
import {
  endedFailure,
  type FailedWorker,
  hungFailure,
  protocolFailure,
  reportedFailure,
} from './worker-failure.ts';
import { type LoadRequest, parseEvent, type TranscribeRequest, type WorkerEvent } from './worker-messages.ts';
import { WORKER_PROTOCOL } from './worker-protocol.ts';

/** What to start, and how long to wait for it. */
export interface WorkerOptions {
  readonly engine: PythonEngineName;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly patience?: Patience | undefined;
}

/**
 * A heartbeat comes every second from a thread of its own; importing a large library may hold that up for some, a loaded
 * machine for more. A window of a large model, tried at six temperatures on a slow processor, takes minutes.
 */
const PATIENCE: Patience = { silenceMs: 20_000, progressMs: 900_000 };

/** A segment with every word of half a minute takes some kilobytes. */
const MAX_LINE_BYTES = 1 << 20;

/** An event that answers a request. */
export type Answer = Exclude<WorkerEvent, { event: 'hello' | 'heartbeat' | 'error' }>;

interface Listener {
  /** 0 for the handshake. */
  readonly id: number;
  hear(event: WorkerEvent): void;
  fail(error: AppError): void;
}

/** A running worker. */
export class Worker {
  readonly #engine: PythonEngineName;
  readonly #group: ProcessGroup;
  readonly #stderr: () => string;
  readonly #watch: SilenceWatch;
  #listener: Listener | undefined;
  #failure: AppError | undefined;
  #lastId = 0;
  /** Withdrawn and not answered yet. */
  readonly #withdrawn = new Set<number>();

  private constructor(options: WorkerOptions, group: ProcessGroup) {
    this.#engine = options.engine;
    this.#group = group;
    this.#stderr = keepTail(group.stderr);
    this.#watch = new SilenceWatch(options.patience ?? PATIENCE, (what) =>
      this.#fail(hungFailure(this.#described(), what)),
    );
    void this.#listen();
  }

  /** Starts a worker and waits for its hello. */
  static async start(options: WorkerOptions, signal?: AbortSignal): Promise<Worker> {
    throwIfCancelled(signal);
    const { file, args, env } = options;
    const worker = new Worker(options, await startGroup({ file, args, env }));
    const onAbort = (): void => worker.#fail(new CancelledError({ cause: signal?.reason }));
    signal?.addEventListener('abort', onAbort);
    try {
      await worker.#greeting();
      return worker;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Process id of the worker, which leads its group. */
  get pid(): number | undefined {
    return this.#group.pid;
  }

  /** Whether it can no longer be used. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Sends a request and yields its answers, up to and with the last one. When the signal fires the request is withdrawn:
   * CancelledError comes at once, and the worker ends its work as soon as it can.
   */
  async *request(request: LoadRequest | TranscribeRequest, signal?: AbortSignal): AsyncGenerator<Answer> {
    throwIfCancelled(signal);
    this.#lastId += 1;
    const id = this.#lastId;
    const answers = new Answers();
    const onAbort = (): void => answers.fail(new CancelledError({ cause: signal?.reason }));
    signal?.addEventListener('abort', onAbort);
    this.#expect({ id, hear: (event) => this.#sort(event, answers), fail: (error) => answers.fail(error) });
    let isAnswered = false;
    try {
      this.#group.write(`${JSON.stringify({ id, ...request })}\n`);
      while (!isAnswered) {
        const answer = await answers.next();
        isAnswered = answer.event === 'loaded' || answer.event === 'done';
        yield answer;
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#watch.stop();
      this.#listener = undefined;
      if (!isAnswered && !answers.isRefused) this.#withdraw(id);
    }
  }

  /** Ends the worker and what it started; waits until it is gone. */
  async close(): Promise<void> {
    this.#failure ??= new CancelledError();
    this.#group.kill();
    await this.#group.ended;
  }

  async #greeting(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const hear = (event: WorkerEvent): void => {
        if (event.event === 'heartbeat') return;
        if (event.event !== 'hello')
          this.#fail(protocolFailure(this.#described(), `began with ${event.event} and no hello`));
        else if (event.protocol !== WORKER_PROTOCOL) this.#fail(this.#skew(event.protocol));
        else resolve();
      };
      this.#expect({ id: 0, hear, fail: reject });
    });
    this.#watch.stop();
    this.#listener = undefined;
  }

  #skew(protocol: number): AppError {
    const versions = `speaks version ${protocol} of the worker protocol, not ${WORKER_PROTOCOL}`;
    return protocolFailure(this.#described(), versions);
  }

  #expect(listener: Listener): void {
    if (this.#failure !== undefined) {
      listener.fail(this.#failure);
      return;
    }
    this.#listener = listener;
    this.#watch.start();
  }

  #withdraw(id: number): void {
    this.#withdrawn.add(id);
    this.#group.write(`${JSON.stringify({ type: 'cancel', id })}\n`);
  }

  async #listen(): Promise<void> {
    try {
      for await (const item of textLines(this.#group.stdout, MAX_LINE_BYTES)) {
        if ('line' in item) this.#take(item.line);
        else if (item.flaw === 'too-long')
          this.#fail(protocolFailure(this.#described(), 'sent a line that does not end'));
      }
    } catch {
      // The pipe broke; how the process ended says more.
    }
    const end = await this.#group.ended;
    this.#fail(endedFailure(this.#described(), end));
  }

  #take(line: string): void {
    const event = parseEvent(line);
    if (event === undefined) {
      this.#fail(protocolFailure(this.#described(), `sent a line that is no event: ${line.slice(0, 120)}`));
      return;
    }
    this.#watch.heard(event.event !== 'heartbeat');
    if ('id' in event && this.#withdrawn.has(event.id)) {
      if (event.event === 'done' || event.event === 'loaded' || event.event === 'error')
        this.#withdrawn.delete(event.id);
      return;
    }
    this.#listener?.hear(event);
  }

  #sort(event: WorkerEvent, answers: Answers): void {
    if (event.event === 'heartbeat') return;
    if (event.event === 'hello' || (event.id !== this.#listener?.id && event.id !== 0))
      this.#fail(protocolFailure(this.#described(), `sent ${event.event} for a request that was not made`));
    else if (event.event === 'error') this.#refuse(reportedFailure(this.#described(), event), answers);
    else answers.add(event);
  }

  /** After most errors it can go on; not when it is out of memory, or does not speak our language. */
  #refuse(error: AppError, answers: Answers): void {
    if (error.code === 'E_ENGINE_OOM' || error.code === 'E_ENGINE_PROTOCOL') this.#fail(error);
    else answers.refuse(error);
  }

  /** The first failure is the one that counts. */
  #fail(error: AppError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#watch.stop();
    this.#group.kill();
    this.#listener?.fail(error);
  }

  #described(): FailedWorker {
    return { engine: this.#engine, stderr: this.#stderr() };
  }
}

/** Answers that came and were not asked for yet; the error, once there is one, comes after them, but at once when ours. */
class Answers {
  readonly #came: Answer[] = [];
  #error: AppError | undefined;
  #isRefused = false;
  #wake: (() => void) | undefined;

  /** Whether the worker itself ended the request with an error. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  add(answer: Answer): void {
    this.#came.push(answer);
    this.#wake?.();
  }

  refuse(error: AppError): void {
    this.#isRefused = true;
    this.fail(error);
  }

  fail(error: AppError): void {
    this.#error ??= error;
    this.#wake?.();
  }

  async next(): Promise<Answer> {
    for (;;) {
      if (this.#error instanceof CancelledError) throw this.#error;
      const answer = this.#came.shift();
      if (answer !== undefined) return answer;
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
