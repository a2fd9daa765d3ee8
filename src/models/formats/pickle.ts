/**
 * Pickle: whether Python's unpickler would run something, or get to an end, on a file's first bytes.
 *
 * Every file is walked as a pickle, whatever else it looks like: files can be two formats at once, and the oldest
 * pickles are plain text. The walk keeps count of the stack and stops at the first operation that the unpickler would
 * refuse, so that almost any other file costs one look.
 * Source  CPython `Lib/pickletools.py`, protocols 0 to 5.
 * @module
 */
import { FormatCursor, type FormatFile } from './format-file.ts';

/** How an operation's argument is written: bytes; lines; or a length of so many bytes, then that many. */
type Argument =
  | { readonly bytes: number }
  | { readonly lines: RegExp[] }
  | { readonly lengthBytes: 1 | 4 | 8 };

/** What an operation takes from the stack (`mark`: all down to the last mark) and puts on it. */
interface Operation {
  readonly argument: Argument;
  readonly takes: number | 'mark';
  readonly puts: number;
  /** Finds something by its name in Python's modules; or calls what was found. */
  readonly role?: 'mark' | 'pop' | 'find' | 'call' | 'find and call' | 'stop';
}

const NOTHING: Argument = { bytes: 0 };
/** As generous as Python's `int` and `float`: what it takes must not end the walk. */
const NUMBER = /^[\s\w.+-]*$/;
const QUOTED = /^(['"]).*\1\s*$/s;
const NAME = /^[A-Za-z_][\w.]*$/;
const ANYTHING = /^/;

/** Longer lines are not looked at: the text of protocol 0, or something that hides. */
const MAX_LINE_BYTES = 1 << 16;
/** A file that goes on for so long without a flaw is a pickle. */
const MAX_OPERATIONS = 1_000_000;

const OPERATIONS: ReadonlyMap<number, Operation> = new Map([
  ...plain('N]})\x88\x89\x8f', 0, 1),
  ...plain('2', 1, 2),
  ...plain('Q\x85\x97\x98\x94', 1, 1),
  ...plain('\x86', 2, 1),
  ...plain('\x87', 3, 1),
  ...plain('ldt\x91', 'mark', 1),
  ...plain('1', 'mark', 0),
  // Adding to an object that was found calls its methods; what the latter three add to lies below the mark.
  ...rows('ab', { argument: NOTHING, takes: 2, puts: 1, role: 'call' }),
  ...rows('s', { argument: NOTHING, takes: 3, puts: 1, role: 'call' }),
  ...rows('eu\x90', { argument: NOTHING, takes: 'mark', puts: 0, role: 'call' }),
  ...rows('0', { argument: NOTHING, takes: 1, puts: 0, role: 'pop' }),
  ...rows('(', { argument: NOTHING, takes: 0, puts: 0, role: 'mark' }),
  ...rows('.', { argument: NOTHING, takes: 1, puts: 0, role: 'stop' }),
  ...rows('\x93', { argument: NOTHING, takes: 2, puts: 1, role: 'find' }),
  ...rows('R\x81', { argument: NOTHING, takes: 2, puts: 1, role: 'call' }),
  ...rows('\x92', { argument: NOTHING, takes: 3, puts: 1, role: 'call' }),
  ...rows('o', { argument: NOTHING, takes: 'mark', puts: 1, role: 'call' }),
  ...withArgument('\x80', { bytes: 1 }, 0),
  ...withArgument('\x95', { bytes: 8 }, 0),
  ...withArgument('K', { bytes: 1 }, 1),
  ...withArgument('M', { bytes: 2 }, 1),
  ...withArgument('J', { bytes: 4 }, 1),
  ...withArgument('G', { bytes: 8 }, 1),
  ...withArgument('h', { bytes: 1 }, 1),
  ...withArgument('j', { bytes: 4 }, 1),
  ...withArgument('q', { bytes: 1 }, 0),
  ...withArgument('r', { bytes: 4 }, 0),
  ...withArgument('UC\x8a\x8c', { lengthBytes: 1 }, 1),
  ...withArgument('TXB\x8b', { lengthBytes: 4 }, 1),
  ...withArgument('\x8d\x8e\x96', { lengthBytes: 8 }, 1),
  ...withArgument('IL', { lines: [NUMBER] }, 1),
  ...withArgument('F', { lines: [NUMBER] }, 1),
  ...withArgument('S', { lines: [QUOTED] }, 1),
  ...withArgument('VP', { lines: [ANYTHING] }, 1),
  ...withArgument('g', { lines: [NUMBER] }, 1),
  ...withArgument('p', { lines: [NUMBER] }, 0),
  ...finding('c', { lines: [NAME, NAME] }),
  ...finding('\x82', { bytes: 1 }),
  ...finding('\x83', { bytes: 2 }),
  ...finding('\x84', { bytes: 4 }),
  ['i'.charCodeAt(0), { argument: { lines: [NAME, NAME] }, takes: 'mark', puts: 1, role: 'find and call' }],
]);

const PROTOCOL = 0x80;

/** Whether the file begins with a pickle that runs something, or that is whole. */
export async function isPickle(file: FormatFile): Promise<boolean> {
  const cursor = new FormatCursor(file);
  const hasProtocol = (await file.head(1))[0] === PROTOCOL;
  let stack = new PickleStack();
  let hasFound = false;
  for (let count = 0; count < MAX_OPERATIONS; count += 1) {
    if (cursor.isAtEnd) return false;
    const operation = OPERATIONS.get(await cursor.u8());
    if (operation === undefined || !(await skipArgument(cursor, operation.argument))) return false;
    if (!stack.apply(operation)) return false;
    const { role } = operation;
    if (role === 'find and call' || (role === 'call' && hasFound)) return true;
    if (role === 'find') hasFound = true;
    if (role !== 'stop') continue;
    // Text may hold a full stop anywhere, so there it proves nothing; but another pickle may follow.
    if (hasProtocol || cursor.isAtEnd) return true;
    stack = new PickleStack();
  }
  return true;
}

/** How high the stack is, above each mark. */
class PickleStack {
  #heights = [0];

  /** Whether the operation could be done. */
  apply({ takes, puts, role }: Operation): boolean {
    if (role === 'mark') this.#heights.push(0);
    if (role === 'pop' && this.#heights.at(-1) === 0 && this.#heights.length > 1)
      return this.#heights.pop() === 0;
    if (takes === 'mark') {
      if (this.#heights.length < 2) return false;
      this.#heights.pop();
    }
    const height = (this.#heights.pop() ?? 0) - (takes === 'mark' ? 0 : takes);
    this.#heights.push(height + puts);
    return height >= 0;
  }
}

async function skipArgument(cursor: FormatCursor, argument: Argument): Promise<boolean> {
  const left = cursor.end - cursor.position;
  if ('bytes' in argument) return skipBytes(cursor, argument.bytes);
  if ('lines' in argument) {
    for (const form of argument.lines) {
      const line = await readLine(cursor);
      if (line === undefined || (line !== '' && !form.test(line))) return false;
    }
    return true;
  }
  if (argument.lengthBytes > left) return false;
  const field = await cursor.bytes(argument.lengthBytes);
  const length =
    argument.lengthBytes === 8 ? field.readBigUInt64LE(0) : BigInt(field.readUIntLE(0, argument.lengthBytes));
  return length <= BigInt(cursor.end) && skipBytes(cursor, Number(length));
}

function skipBytes(cursor: FormatCursor, bytes: number): boolean {
  if (bytes > cursor.end - cursor.position) return false;
  cursor.skip(bytes);
  return true;
}

/** The text up to the next line feed, empty when it is too long to be looked at; undefined when there is none. */
async function readLine(cursor: FormatCursor): Promise<string | undefined> {
  const start = cursor.position;
  while (!cursor.isAtEnd) {
    const from = cursor.position;
    const found = (await cursor.bytes(Math.min(1024, cursor.end - from))).indexOf(0x0a);
    if (found < 0) continue;
    const end = from + found;
    cursor.position = start;
    const line = end - start > MAX_LINE_BYTES ? '' : (await cursor.bytes(end - start)).toString('latin1');
    cursor.position = end + 1;
    return line;
  }
  return undefined;
}

type Row = readonly [number, Operation];

function rows(codes: string, operation: Operation): Row[] {
  return [...codes].map((code) => [code.charCodeAt(0), operation]);
}

function plain(codes: string, takes: number | 'mark', puts: number): Row[] {
  return rows(codes, { argument: NOTHING, takes, puts });
}

function withArgument(codes: string, argument: Argument, puts: number): Row[] {
  return rows(codes, { argument, takes: 0, puts });
}

function finding(codes: string, argument: Argument): Row[] {
  return rows(codes, { argument, takes: 0, puts: 1, role: 'find' });
}
