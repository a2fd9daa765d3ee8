/**
 * Protobuf writer: the five kinds of field that an ONNX model is written in.
 *
 * Source  protobuf.dev, "Encoding"; the bytes are those of `@bufbuild/protobuf` (tested).
 * @module
 */

/** Wire types: the low three bits of a field's tag. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const BITS_32 = 5;

const text = new TextEncoder();

/** Writes one message. Fields stand in the order of the calls. */
export class ProtobufWriter {
  readonly #pieces: Uint8Array[] = [];
  #bytes: number[] = [];
  #length = 0;

  /** A whole number, int32, int64 or enum; a safe integer. */
  int(field: number, value: number): void {
    this.#tag(field, VARINT);
    this.#varint(value);
  }

  float(field: number, value: number): void {
    this.#tag(field, BITS_32);
    // Protobuf's floats are little-endian, as every processor that we run on.
    this.#bytes.push(...new Uint8Array(Float32Array.of(value).buffer));
  }

  string(field: number, value: string): void {
    this.bytes(field, text.encode(value));
  }

  /** `value` is not copied before `finish`. */
  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#append(value);
  }

  /** An embedded message, which `write` fills. */
  message(field: number, write: (inner: ProtobufWriter) => void): void {
    const inner = new ProtobufWriter();
    write(inner);
    inner.#flush();
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(inner.#length);
    for (const piece of inner.#pieces) this.#append(piece);
  }

  /** All of it. */
  finish(): Uint8Array {
    this.#flush();
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  /** Seven bits a byte, the lowest first; a negative number in ten bytes, as two's complement of 64 bits. */
  #varint(value: number): void {
    if (value < 0) {
      let rest = BigInt.asUintN(64, BigInt(value));
      for (; rest >= 0x80n; rest >>= 7n) this.#bytes.push(Number(rest & 0x7fn) | 0x80);
      this.#bytes.push(Number(rest));
      return;
    }
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#bytes.push((rest % 0x80) | 0x80);
    this.#bytes.push(rest);
  }

  #append(piece: Uint8Array): void {
    this.#flush();
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#pieces.push(Uint8Array.from(this.#bytes));
    this.#length += this.#bytes.length;
    this.#bytes = [];
  }
}
