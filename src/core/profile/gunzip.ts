/** Unpacks gzip while it is read, so that neither a large file nor a bomb fills memory. */

import { Gunzip } from 'fflate';

/** Compressed bytes per push. Deflate expands at most 1,032 times, so one push yields at most 17 MB. */
const PUSH_BYTES = 16 * 2 ** 10;

/** A file may always unpack to this much; beyond, only at a rate that profiles reach. */
const FREE_BYTES = 256 * 2 ** 20;

/** Traces pack 20 to 30 times, logs of one repeated line some 100 times; a bomb 1,000 times. */
const MAX_EXPANSION = 250;

/** How a stream ended: whole, in the middle or in damage, or stopped as it unpacks to more than anything worth reading. */
export type GzipEnd = 'whole' | 'cut' | 'bomb';

/** Whether the bytes start a gzip stream (RFC 1952), whatever the file is called. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Yields the unpacked bytes of all members; returns how the stream ended. What was whole before a cut has been yielded. */
export function* gunzip(packed: Iterable<Uint8Array>): Generator<Uint8Array, GzipEnd> {
  let chunks: Uint8Array[] = [];
  let read = 0;
  let unpacked = 0;
  const stream = new Gunzip((chunk) => { chunks.push(chunk); });
  const push = (bytes: Uint8Array, final: boolean): boolean => {
    try {
      stream.push(bytes, final);
      return true;
    } catch {
      return false;
    }
  };
  for (const piece of packed) {
    for (let from = 0; from < piece.length; from += PUSH_BYTES) {
      const part = piece.subarray(from, from + PUSH_BYTES);
      const whole = push(part, false);
      read += part.length;
      for (const chunk of chunks) {
        unpacked += chunk.length;
        yield chunk;
      }
      chunks = [];
      if (!whole) return 'cut';
      if (unpacked > Math.max(FREE_BYTES, MAX_EXPANSION * read)) return 'bomb';
    }
  }
  const whole = push(new Uint8Array(), true);
  yield* chunks;
  return whole ? 'whole' : 'cut';
}
