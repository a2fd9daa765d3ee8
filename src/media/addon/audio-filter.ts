/**
 * Audio filter: frames of any kind to 16 kHz mono, by the same filters that the ffmpeg program is given.
 *
 * A frame of another rate, sample format or layout than those before it gets a graph of its own.
 * Throws  Error with FFmpeg's words.
 * @module
 */
import { SAMPLE_RATE_HZ } from '../../kernel/index.ts';
import type { AddonLibrary, AvFilterContext, AvFilterGraph, AvFrame } from './addon-library.ts';

interface Graph {
  readonly graph: AvFilterGraph;
  readonly source: AvFilterContext;
  readonly sink: AvFilterContext;
  /** What its frames are like. */
  readonly kind: string;
}

/** Filters the frames of one track. */
export class AudioFilter {
  readonly #av: AddonLibrary;
  readonly #filters: readonly string[];
  readonly #out: AvFrame;
  #current: Graph | undefined;

  /** `filters`: those before the change to 16 kHz mono, each as `name=options`. */
  constructor(av: AddonLibrary, filters: readonly string[]) {
    this.#av = av;
    this.#filters = filters;
    this.#out = new av.Frame();
    this.#out.alloc();
  }

  /** What a frame gives; its `pts` counts samples. f32, native byte order. */
  *push(frame: AvFrame): Generator<Uint8Array, void, undefined> {
    // The ffmpeg program guesses too: one channel is mono, two are stereo.
    if (frame.channelLayout.order === 0) {
      const guess = this.#av.avChannelLayoutDefault(frame.channelLayout.nbChannels);
      if (guess.order !== 0) frame.channelLayout = guess;
    }
    const kind = this.#kindOf(frame);
    if (this.#current?.kind !== kind) {
      yield* this.finish();
      this.#current = this.#open(kind, frame.sampleRate);
    }
    const { source, sink } = this.#current;
    this.#check(source.buffersrcAddFrameSync(frame));
    yield* this.#drain(sink);
  }

  /** What is left. */
  *finish(): Generator<Uint8Array, void, undefined> {
    if (this.#current === undefined) return;
    const { graph, source, sink } = this.#current;
    this.#check(source.buffersrcAddFrameSync(null));
    yield* this.#drain(sink);
    graph.free();
    this.#current = undefined;
  }

  *#drain(sink: AvFilterContext): Generator<Uint8Array, void, undefined> {
    while (sink.buffersinkGetFrameSync(this.#out) >= 0) {
      const bytes = this.#out.data?.[0]?.subarray(0, this.#out.nbSamples * 4) ?? new Uint8Array(0);
      // The memory is the frame's, and the frame is used again.
      yield Uint8Array.from(bytes);
      this.#out.unref();
    }
  }

  #kindOf({ sampleRate, format, channelLayout }: AvFrame): string {
    const { nbChannels, order } = channelLayout;
    const layout =
      order === 0
        ? `channels=${nbChannels}`
        : `channel_layout=${this.#av.avChannelLayoutDescribe(channelLayout) ?? nbChannels}`;
    const sampleFormat = this.#av.avGetSampleFmtName(format) ?? format;
    return `time_base=1/${sampleRate}:sample_rate=${sampleRate}:sample_fmt=${sampleFormat}:${layout}`;
  }

  #open(kind: string, rateHz: number): Graph {
    if (rateHz <= 0) throw new Error('a frame has no sample rate');
    const graph = new this.#av.FilterGraph();
    graph.alloc();
    const mono = `aformat=sample_fmts=flt:sample_rates=${SAMPLE_RATE_HZ}:channel_layouts=mono`;
    const chain = [`abuffer=${kind}`, ...this.#filters, mono, 'abuffersink'].map((text, index) =>
      this.#create(graph, text, index),
    );
    for (const [index, filter] of chain.entries()) {
      const next = chain[index + 1];
      if (next !== undefined) this.#check(filter.link(0, next, 0));
    }
    this.#check(graph.configSync());
    const [source, sink] = [chain[0], chain.at(-1)];
    if (source === undefined || sink === undefined) throw new Error('no filters');
    return { graph, source, sink, kind };
  }

  #create(graph: AvFilterGraph, text: string, index: number): AvFilterContext {
    const [name = '', ...options] = text.split('=');
    const filter = this.#av.Filter.getByName(name);
    const made = filter && graph.createFilter(filter, `${name}${index}`, options.join('=') || null);
    if (!made) throw new Error(`FFmpeg has no filter ${text}`);
    return made;
  }

  #check(code: number): void {
    if (code < 0) throw new Error(this.#av.FFmpegError.strerror(code));
  }
}
