import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtobufWriter } from './protobuf-writer.ts';

const field = fc.integer({ min: 1, max: 3000 });
const value = fc.oneof(
  fc.record({ field, int: fc.maxSafeInteger() }),
  fc.record({ field, float: fc.float({ noNaN: true }) }),
  fc.record({ field, string: fc.string({ unit: 'grapheme', maxLength: 300 }) }),
  fc.record({ field, bytes: fc.uint8Array({ maxLength: 300 }) }),
);
type Field = typeof value extends fc.Arbitrary<infer T> ? T : never;

test('a message has the bytes that the library of protobuf writes', () => {
  fc.assert(
    fc.property(fc.array(value), fc.array(value), (outer, inner) => {
      const ours = new ProtobufWriter();
      const theirs = new BinaryWriter();
      for (const each of outer) write(each, ours, theirs);
      theirs.tag(9, WireType.LengthDelimited).fork();
      ours.message(9, (innermost) => {
        for (const each of inner) write(each, innermost, theirs);
      });
      theirs.join();
      for (const each of outer) write(each, ours, theirs);
      expect(ours.finish()).toEqual(theirs.finish());
    }),
  );
});

function write(each: Field, ours: ProtobufWriter, theirs: BinaryWriter): void {
  if ('int' in each) {
    ours.int(each.field, each.int);
    theirs.tag(each.field, WireType.Varint).int64(each.int);
  } else if ('float' in each) {
    ours.float(each.field, each.float);
    theirs.tag(each.field, WireType.Bit32).float(each.float);
  } else if ('string' in each) {
    ours.string(each.field, each.string);
    theirs.tag(each.field, WireType.LengthDelimited).string(each.string);
  } else {
    ours.bytes(each.field, each.bytes);
    theirs.tag(each.field, WireType.LengthDelimited).bytes(each.bytes);
  }
}
