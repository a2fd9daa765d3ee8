/**
 * Piece plan: which connection receives which bytes. Pieces are handed out from the front, so that what is received
 * stays close behind what is hashed; a piece may grow while nobody has claimed what follows.
 * @module
 */
import { addInterval, coveredBytes, firstGap, type Interval } from './intervals.ts';

/** Bytes that one connection is to receive. */
export interface Piece {
  readonly start: number;
  /** Received up to here; its connection moves it. */
  position: number;
  /** Claimed up to here. */
  readonly end: number;
}

/** What is received, what is claimed, and what is free. */
export interface PiecePlan {
  /** Bytes received, those of pieces under way included. */
  readonly receivedBytes: number;
  readonly isComplete: boolean;
  /** Where the first free bytes are; undefined when there are none. */
  nextGap(): Interval | undefined;
  /** Claims the first free bytes, at most so many. */
  claim(mostBytes: number): Piece | undefined;
  /** Claims what follows a piece, at most so many bytes and not beyond `limit`; false when that is not free. */
  extend(piece: Piece, mostBytes: number, limit: number): boolean;
  /** Ends a claim: what was received of it counts, the rest is free again. Harmless the second time. */
  release(piece: Piece): void;
  /** Forgets everything received and every claim. */
  restart(): void;
}

/** A plan for a file of which some bytes are already here. */
export function openPiecePlan(sizeBytes: number, present: readonly Interval[]): PiecePlan {
  let received = present;
  const claimed = new Set<{ start: number; position: number; end: number }>();
  const nextGap = (from = 0): Interval | undefined => {
    let taken = received;
    for (const { start, end } of claimed) taken = addInterval(taken, { start, end });
    return firstGap(taken, from, sizeBytes);
  };
  const receivedBytes = (): number =>
    [...claimed].reduce((sum, { start, position }) => sum + position - start, coveredBytes(received));
  return {
    get receivedBytes() {
      return receivedBytes();
    },
    get isComplete() {
      return receivedBytes() === sizeBytes;
    },
    nextGap: () => nextGap(),
    claim(mostBytes) {
      const gap = nextGap();
      if (gap === undefined) return undefined;
      const piece = { start: gap.start, position: gap.start, end: Math.min(gap.end, gap.start + mostBytes) };
      claimed.add(piece);
      return piece;
    },
    extend(piece, mostBytes, limit) {
      const own = [...claimed].find((one) => one === piece);
      const gap = nextGap(piece.end);
      if (own === undefined || gap?.start !== piece.end || limit <= piece.end) return false;
      own.end = Math.min(gap.end, limit, piece.end + mostBytes);
      return true;
    },
    release(piece) {
      const own = [...claimed].find((one) => one === piece);
      if (own === undefined) return;
      claimed.delete(own);
      received = addInterval(received, { start: own.start, end: own.position });
    },
    restart() {
      received = [];
      claimed.clear();
    },
  };
}
