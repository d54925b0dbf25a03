/** Ways in which a file can be wrong: what disks, networks, killed jobs, other tools and jokers do to it. */

import { gzipSync } from 'node:zlib';

/** A number in [0, 1). */
type Random = () => number;

/** Changes the bytes of a file; `other` is a second file. */
type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

/** Numbers, names and structures that readers stumble over. */
const HOSTILE = [
  '-1', '0', '1e308', '1e999', '-1e308', 'NaN', 'Infinity', '-Infinity', '9007199254740993', '99999999999999999999999999', '0.0000000000000001', '1e-320', 'null', 'true', '""', '[]', '{}',
  '"\\u0000"', '\0', '\u202e', '"<img src=x onerror=alert(1)>"', '__proto__', 'constructor', '"__proto__":{"x":1},', '\\', '"', "'", '\r', '\n', '\r\n', '\b\b\b', '\x1b[31m', '%s%n', '../../etc/passwd', ',', ';', ':', '}', ']', '{', '[',
] as const;

const at = (random: Random, length: number): number => Math.floor(random() * length);

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const hostile = (random: Random): Uint8Array => Buffer.from(HOSTILE[at(random, HOSTILE.length)] ?? '');

/** Ends of the first number at or behind a random place, or undefined. */
function numberIn(bytes: Uint8Array, random: Random): [number, number] | undefined {
  const isDigit = (index: number): boolean => (bytes[index] ?? 0) >= 0x30 && (bytes[index] ?? 0) <= 0x39;
  let start = at(random, bytes.length);
  while (start < bytes.length && !isDigit(start)) start++;
  let end = start;
  while (end < bytes.length && (isDigit(end) || bytes[end] === 0x2e)) end++;
  return start < bytes.length ? [start, end] : undefined;
}

const MUTATIONS: readonly Mutation[] = [
  // Bits that flip.
  (bytes, random) => {
    const copy = Uint8Array.from(bytes);
    for (let left = 1 + at(random, 8); left > 0; left--) {
      const index = at(random, copy.length);
      copy[index] = (copy[index] ?? 0) ^ (1 << at(random, 8));
    }
    return copy;
  },
  // Cut short.
  (bytes, random) => bytes.subarray(0, at(random, bytes.length)),
  // Cut at its beginning.
  (bytes, random) => bytes.subarray(at(random, bytes.length)),
  // A piece is missing.
  (bytes, random) => {
    const from = at(random, bytes.length);
    return joined(bytes.subarray(0, from), bytes.subarray(from + at(random, 200)));
  },
  // A piece stands twice.
  (bytes, random) => {
    const from = at(random, bytes.length);
    const to = from + at(random, 2000);
    return joined(bytes.subarray(0, to), bytes.subarray(from));
  },
  // Another file goes on in the middle.
  (bytes, random, other) => joined(bytes.subarray(0, at(random, bytes.length)), other.subarray(at(random, other.length))),
  // Something hostile stands in between.
  (bytes, random) => {
    const index = at(random, bytes.length);
    return joined(bytes.subarray(0, index), hostile(random), bytes.subarray(index));
  },
  // Something hostile stands in a number's place, twice: numbers are what results are made of.
  replaceNumber, replaceNumber,
  // Nested without end.
  (bytes, random) => {
    const index = at(random, bytes.length);
    const [open = ''] = random() < 0.5 ? ['['] : ['{"a":'];
    return joined(bytes.subarray(0, index), Buffer.from(open.repeat(1 + at(random, 20_000))), bytes.subarray(index));
  },
  // Bytes of no kind.
  (bytes, random) => {
    const copy = Uint8Array.from(bytes);
    const from = at(random, copy.length);
    for (let index = from; index < Math.min(copy.length, from + at(random, 64)); index++) copy[index] = at(random, 256);
    return copy;
  },
  // Other encodings and packings.
  (bytes) => Buffer.from(`\uFEFF${Buffer.from(bytes).toString('latin1')}`, 'utf16le'),
  (bytes, random) => {
    const packed = gzipSync(bytes);
    return random() < 0.5 ? packed : packed.subarray(0, at(random, packed.length));
  },
];

function replaceNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const found = numberIn(bytes, random);
  return found === undefined ? bytes : joined(bytes.subarray(0, found[0]), hostile(random), bytes.subarray(found[1]));
}

/** The file with one to three things wrong. */
export function mutated(bytes: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  let result = bytes;
  for (let left = 1 + at(random, 3); left > 0; left--) {
    if (result.length > 0) result = (MUTATIONS[at(random, MUTATIONS.length)] ?? MUTATIONS[0])?.(result, random, other) ?? result;
  }
  return result;
}
