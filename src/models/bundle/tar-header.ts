/**
 * Tar header: the one way in which a bundle writes a member's header, so that a reader can compare bytes and needs to
 * interpret none.
 *
 * Format  POSIX ustar; owner 0, mode 0644, time 0, regular files only. A size beyond 8 GiB is in base 256, which GNU
 *         tar, bsdtar and Python read.
 * Limits  a path that ustar cannot hold has no header; there are no pax or GNU records for longer ones.
 * Source  POSIX.1-2017 `pax`, "ustar Interchange Format"; GNU tar manual, "Extensions to the Archive Format".
 * @module
 */

/** Bytes of a header, and what contents are padded to. */
export const BLOCK_BYTES = 512;

/** Zeros after the last member. */
export const END_BYTES: number = 2 * BLOCK_BYTES;

const SIZE_AT = 124;
const SIZE_BYTES = 12;
const CHECKSUM_AT = 148;
const NAME_BYTES = 100;
const PREFIX_AT = 345;
const PREFIX_BYTES = 155;
/** Largest size that eleven octal digits hold. */
const MAX_OCTAL = 8 ** 11 - 1;

/** A member's header; undefined when ustar cannot hold its path. */
export function tarHeader(path: string, sizeBytes: number): Buffer | undefined {
  const split = splitPath(path);
  if (split === undefined) return undefined;
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(split.name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  writeSize(header, sizeBytes);
  header.write('00000000000\0', 136);
  header.write('        ', CHECKSUM_AT);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write('0000000\0', 329);
  header.write('0000000\0', 337);
  header.write(split.prefix, PREFIX_AT);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT);
  return header;
}

/** The size that a header of a small member states; undefined unless the header is one that `tarHeader` writes. */
export function smallMemberBytes(header: Uint8Array, path: string): number | undefined {
  const field = Buffer.from(header).toString('latin1', SIZE_AT, SIZE_AT + SIZE_BYTES);
  if (!/^[0-7]{11}\0$/.test(field)) return undefined;
  const sizeBytes = Number.parseInt(field, 8);
  return tarHeader(path, sizeBytes)?.equals(header) ? sizeBytes : undefined;
}

/** Zeros between a member's last byte and the next header. */
export function paddingBytes(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

function writeSize(header: Buffer, sizeBytes: number): void {
  if (sizeBytes <= MAX_OCTAL) {
    header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, SIZE_AT);
    return;
  }
  header[SIZE_AT] = 0x80;
  header.writeBigUInt64BE(BigInt(sizeBytes), SIZE_AT + SIZE_BYTES - 8);
}

/** The shortest prefix that leaves a name that fits. */
function splitPath(path: string): { readonly name: string; readonly prefix: string } | undefined {
  if (Buffer.byteLength(path) <= NAME_BYTES) return { name: path, prefix: '' };
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) > NAME_BYTES) continue;
    return Buffer.byteLength(prefix) <= PREFIX_BYTES && name !== '' ? { name, prefix } : undefined;
  }
  return undefined;
}
