/**
 * Refused kinds: what a file that is never taken is called, so that its user learns why.
 * @module
 */

/** Endings of files that some program runs, unpacks or unpickles by their name alone. */
const REFUSED_ENDINGS =
  /\.(py[cdowxz]?|ipynb|pkl|pickle|pt|pth|ckpt|joblib|dill|nemo|h5|hdf5|keras|so(\.\d+)*|dylib|dll|exe|com|scr|msi|bat|cmd|ps1|vbs|js|mjs|cjs|wasm|class|jar|sh|bash|zsh|fish|7z|zip|tar|tgz|gz|bz2|xz|zst|rar|whl)$/i;

interface Magic {
  readonly bytes: Buffer;
  readonly at: number;
  readonly kind: string;
}

const MAGIC: readonly Magic[] = [
  magic('\x7fELF', 'a program (ELF)'),
  magic('\xfe\xed\xfa\xce', 'a program (Mach-O)'),
  magic('\xfe\xed\xfa\xcf', 'a program (Mach-O)'),
  magic('\xce\xfa\xed\xfe', 'a program (Mach-O)'),
  magic('\xcf\xfa\xed\xfe', 'a program (Mach-O)'),
  magic('\xca\xfe\xba\xbe', 'a program (Mach-O or Java)'),
  magic('\0asm', 'a program (WebAssembly)'),
  magic("7z\xbc\xaf'\x1c", 'a 7z archive'),
  magic('PK\x03\x04', 'a zip file'),
  magic('PK\x05\x06', 'a zip file'),
  magic('Rar!\x1a\x07', 'a rar archive'),
  magic('\xfd7zXZ\0', 'packed by xz'),
  magic('\x28\xb5\x2f\xfd', 'packed by zstd'),
  magic('\x04\x22\x4d\x18', 'packed by lz4'),
  magic('\x89HDF\r\n', 'an HDF5 file, which can hold programs'),
  magic('ustar', 'a tar archive', 257),
  magic('MZ', 'a program (PE)'),
  magic('\x1f\x8b', 'packed by gzip'),
  magic('BZh', 'packed by bzip2'),
  magic('#!', 'a script'),
  magic('\x80', 'a pickle, or something like it'),
];

/** Bytes of a file's beginning that `refusedKind` looks at. */
export const KIND_BYTES = 512;

/** What a file is by its first bytes, completing `it is ...`; undefined when they say nothing. */
export function refusedKind(head: Buffer): string | undefined {
  return MAGIC.find(({ bytes, at }) => head.subarray(at, at + bytes.length).equals(bytes))?.kind;
}

/** As `refusedKind`, by marks that raw numbers do not have by chance. */
export function certainlyRefusedKind(head: Buffer): string | undefined {
  const certain = MAGIC.filter(({ bytes }) => bytes.length >= 4);
  return certain.find(({ bytes, at }) => head.subarray(at, at + bytes.length).equals(bytes))?.kind;
}

/** The ending for which a name is refused, whatever is in the file; undefined when there is none. */
export function refusedEnding(name: string): string | undefined {
  return REFUSED_ENDINGS.exec(name)?.[0];
}

function magic(text: string, kind: string, at: number = 0): Magic {
  return { bytes: Buffer.from(text, 'latin1'), at, kind };
}
