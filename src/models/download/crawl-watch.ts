/**
 * Crawl watch: finds connections that still send, but next to nothing compared with what this download is used to.
 * Such a connection is often stuck with one bad server of many, and a new one is as fast as ever.
 * @module
 */

/** Below this share of the usual rate a connection crawls. */
const CRAWL_SHARE = 0.1;
/** Samples that the usual rate is taken from. */
const MOST_SAMPLES = 240;

/** One tick of one connection. */
export interface CrawlTick {
  readonly bytes: number;
  readonly elapsedMs: number;
  /** It waited for our own disk: no fault of the line. */
  readonly wasHeld: boolean;
}

/** Watches the connections of one download. */
export interface CrawlWatch {
  /** Notes what a connection received in a tick; true when it has been crawling for the whole window. */
  sample(connection: object, tick: CrawlTick): boolean;
}

/** Starts watching; a connection must crawl for `windowMs` to be found. */
export function openCrawlWatch(windowMs: number): CrawlWatch {
  const usual: number[] = [];
  const slow = new WeakMap<object, { bytes: number; elapsedMs: number }>();
  return {
    sample(connection, { bytes, elapsedMs, wasHeld }) {
      const rate = bytes / Math.max(1, elapsedMs);
      const isSlow = rate < medianOf(usual) * CRAWL_SHARE;
      if (!isSlow) {
        // Slow samples stay out, or a long crawl would become what is usual.
        usual.push(rate);
        if (usual.length > MOST_SAMPLES) usual.shift();
        slow.delete(connection);
        return false;
      }
      if (wasHeld) return false;
      const sum = slow.get(connection) ?? { bytes: 0, elapsedMs: 0 };
      sum.bytes += bytes;
      sum.elapsedMs += elapsedMs;
      slow.set(connection, sum);
      // Nothing at all is a stall, which the timeout of the connection finds and counts as a failure.
      return sum.elapsedMs >= windowMs && sum.bytes > 0;
    },
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
