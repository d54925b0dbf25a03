import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WireError, WireMessage, doubleField, lengthField, varintField } from '../../../../src/core/profile/protobuf/wireMessage';
import type { WireStream} from '../../../../src/core/profile/protobuf/wireStream';
import { withStream } from '../../../../src/core/profile/protobuf/wireStream';
import { double, file, int, message, text, varint } from './encode';

/** [tag, value] of every field; messages are taken as text. */
function fieldsOf(bytes: Uint8Array): [number, number | string][] {
  const fields: [number, number | string][] = [];
  const reader = new WireMessage(bytes);
  while (reader.next()) {
    const type = reader.tag % 8;
    fields.push([reader.tag, type === 0 ? reader.number() : type === 1 ? reader.double() : reader.text()]);
  }
  return fields;
}

function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

// One seed: the suite tests the same inputs in every run.
fc.configureGlobal({ seed: 42, numRuns: 300 });

describe('a message in memory', () => {
  test('the examples of the encoding guide', () => {
    expect(fieldsOf(Uint8Array.from([0x08, 0x96, 0x01]))).toEqual([[varintField(1), 150]]);
    expect(fieldsOf(Uint8Array.from([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]))).toEqual([[lengthField(2), 'testing']]);
  });

  test.each([0, 1, 127, 128, 2 ** 28, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 35 + 7, Number.MAX_SAFE_INTEGER, -1, -(2 ** 40), Number.MIN_SAFE_INTEGER])('the integer %d', (value) =>
    expect(fieldsOf(file(int(3, value)))).toEqual([[varintField(3), value]]));

  test('doubles at any offset', () => expect(fieldsOf(file(int(1, 300), double(2, -0.1), double(3, 1e308)))).toEqual([[8, 300], [doubleField(2), -0.1], [doubleField(3), 1e308]]));

  test.each([
    ['eleven bytes of a varint', [0x08, ...Array<number>(10).fill(0x80), 0x01]],
    ['a varint that does not end', [0x08, 0x80]],
    ['a length beyond the end', [0x0a, 0x05, 0x61]],
    ['a length of 2^63', [0x0a, ...varint(2n ** 63n), 0x61]],
    ['half a double', [0x09, 0, 0, 0, 0]],
    ['field number 0', [0x00, 0x01]],
    ['a group', [0x0b, 0x0c]],
    ['wire type 7', [0x0f]],
    ['a field number of 33 bits', [...varint(2n ** 36n), 0x01]],
  ])('%s is malformed', (_, bytes) => expect(() => fieldsOf(Uint8Array.from(bytes))).toThrow(WireError));
});

describe('a file in pieces', () => {
  const SPACE = file(int(9, 7), message(1, text(2, 'outer'), message(3, int(1, -5), text(2, 'inner'), double(4, 2.5)), int(5, 1n << 62n)), text(2, 'end'));

  function read(stream: WireStream): unknown[] {
    const found: unknown[] = [];
    const walk = (end?: number): void => {
      while (stream.next(end)) {
        if (stream.tag % 8 === 0) found.push(stream.bigint());
        else if (stream.tag === lengthField(1) || stream.tag === lengthField(3)) walk(stream.enter());
        else if (stream.tag === lengthField(2)) found.push(String.fromCharCode(...(stream.take() ?? [])));
      }
    };
    walk();
    return found;
  }

  test.each([1, 2, 3, 5, 7, 1000])('pieces of %d bytes give the same', (size) =>
    expect(withStream(pieces(SPACE, size), read)).toEqual([7n, 'outer', -5n, 'inner', 1n << 62n, 'end']));

  test('what nobody reads is passed over', () => {
    withStream(pieces(SPACE, 4), (stream) => {
      expect([stream.next(), stream.tag, stream.next(), stream.tag, stream.next(), stream.tag, stream.next()]).toEqual([true, 72, true, 10, true, 18, false]);
    });
  });

  test('every cut is noticed, but for one between two fields', () => {
    const whole = [2, SPACE.length - 5, SPACE.length];
    for (let length = 1; length < SPACE.length; length++) {
      const attempt = (): unknown => withStream(pieces(SPACE.subarray(0, length), 3), read);
      if (whole.includes(length)) expect(attempt).not.toThrow();
      else expect(attempt, `after ${length} bytes`).toThrow('cut');
    }
  });

  test('a message that is longer than the one around it is malformed', () =>
    expect(() => withStream([file(message(1, [0x12, 0x20, 0x61]))], read)).toThrow('malformed'));

  test('a length without end takes no memory', () =>
    expect(() => withStream([Uint8Array.from([0x12, ...varint(2n ** 60n), 1, 2, 3])], (stream) => { stream.next(); expect(stream.take()).toBeUndefined(); stream.next(); })).toThrow('cut'));

  test('the file is let go of, also after damage', () => {
    const closed: string[] = [];
    function* source(name: string, bytes: readonly number[]): Generator<Uint8Array> {
      try {
        yield Uint8Array.from(bytes);
        yield Uint8Array.from(bytes);
      } finally {
        closed.push(name);
      }
    }
    expect(() => withStream(source('damaged', [0x07]), read)).toThrow(WireError);
    withStream(source('left early', [0x08, 0x01]), (stream) => stream.next());
    expect(closed).toEqual(['damaged', 'left early']);
  });

  test('random bytes end or are refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 20 }), (bytes, size) => {
      const attempt = (list: readonly Uint8Array[]): unknown => {
        try {
          return withStream(list, read);
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          return error.kind;
        }
      };
      expect(attempt(pieces(bytes, size))).toEqual(attempt([bytes]));
    }));
  });
});
