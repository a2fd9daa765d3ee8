/**
 * Part writer: gathers the bytes of one connection into blocks large enough to be worth a write.
 * @module
 */
import type { ManifestFile } from '../manifest.ts';

/** Bytes gathered before a write: many for speed, few for a small file, of which a kill must not cost much either. */
const BLOCK_BYTES = { least: 64 << 10, most: 4 << 20 };
/** Blocks that a file of middling size has. */
const BLOCKS = 256;

/** Takes the bytes of one connection, in order. */
export interface PartWriter {
  /** A promise means: the disk is behind, bring nothing until it settles. It rejects when the disk has failed. */
  push(bytes: Uint8Array): Promise<void> | undefined;
  /** Starts writing what is gathered. */
  flush(): void;
  /** Flushes for the last time; harmless the second time. */
  close(): void;
}

/** Bytes of a block of this file. */
export function blockBytesFor({ sizeBytes }: Pick<ManifestFile, 'sizeBytes'>): number {
  return Math.min(BLOCK_BYTES.most, Math.max(BLOCK_BYTES.least, Math.ceil(sizeBytes / BLOCKS)));
}

/** What a writer works for. */
export interface Gathering {
  readonly blockBytes: number;
  write(position: number, pieces: readonly Uint8Array[], bytes: number): void;
  /** Undefined while there is room in memory. */
  room(): Promise<void> | undefined;
  closed(): void;
}

/** Starts gathering at a place in the file. */
export function openPartWriter(start: number, part: Gathering): PartWriter {
  let position = start;
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (bytes === 0) return;
    const block = { position, pieces, bytes };
    position += bytes;
    pieces = [];
    bytes = 0;
    part.write(block.position, block.pieces, block.bytes);
  };
  return {
    push(piece) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes < part.blockBytes) return undefined;
      flush();
      return part.room();
    },
    flush,
    close() {
      flush();
      part.closed();
    },
  };
}
