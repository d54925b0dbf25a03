/** From the bytes of a file to text, decided by content and never by the file's name. */

import { Gunzip } from 'fflate';
import { fail, success, type Result } from '../failure';
import type { ProfileText } from './importer';
import { quote } from './quote';

/** Largest text that is read in one piece, bytes. Op tables have a few megabytes; V8's strings end at 512 MB. */
const MAX_TEXT_BYTES = 256 * 2 ** 20;

/** A gzip file without content: header 10, empty deflate block 2, trailer 8 bytes. */
const MIN_GZIP_BYTES = 20;

/** Compressed bytes per push. Deflate expands at most 1,032 times, so one push cannot exceed the limit by more than 17 MB. */
const GZIP_CHUNK_BYTES = 16 * 2 ** 10;

/** The part of the web's TextDecoder that is used here; Node and browsers have it, the ES2022 library does not declare it. */
interface TextDecoding {
  decode(bytes: Uint8Array): string;
}
const { TextDecoder } = globalThis as unknown as { readonly TextDecoder: new (encoding: string) => TextDecoding };

/**
 * Reads gzip (by its magic bytes), UTF-8 and UTF-16 with or without byte order mark (UTF-16 only with one), and anything
 * else as windows-1252, which never fails. `damaged` when the file is empty, a gzip stream is cut, or the text is longer than `maxBytes`.
 */
export function decode(name: string, bytes: Uint8Array, maxBytes = MAX_TEXT_BYTES): Result<ProfileText> {
  const plain = isGzip(bytes) ? gunzip(name, bytes, maxBytes) : success(bytes);
  if (!plain.ok) return plain;
  if (plain.value.length > maxBytes) return tooLarge(name, maxBytes);
  const text = textOf(plain.value);
  if (text.trim() === '') return fail('damaged', `${quote(name)} is empty.`, 'Export the profile again.');
  return success({ name, text });
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function textOf(bytes: Uint8Array): string {
  // A file that was still being written may end in half a UTF-16 unit.
  const evenBytes = bytes.subarray(0, bytes.length - (bytes.length % 2));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(evenBytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(evenBytes);
  const text = new TextDecoder('utf-8').decode(bytes);
  const invalid = text.indexOf('\uFFFD');
  // One mark at the very end is a character cut in two, not another code page.
  return invalid === -1 || invalid === text.length - 1 ? text : new TextDecoder('windows-1252').decode(bytes);
}

/** Unpacks in small steps, so that a gzip bomb stops at `maxBytes` instead of filling memory. */
function gunzip(name: string, bytes: Uint8Array, maxBytes: number): Result<Uint8Array> {
  if (bytes.length < MIN_GZIP_BYTES) return brokenGzip(name);
  const chunks: Uint8Array[] = [];
  let length = 0;
  let furtherMembers = 0;
  const stream = new Gunzip((chunk) => {
    chunks.push(chunk);
    length += chunk.length;
  });
  stream.onmember = () => { furtherMembers++; };
  try {
    for (let from = 0; from < bytes.length; from += GZIP_CHUNK_BYTES) {
      const to = from + GZIP_CHUNK_BYTES;
      stream.push(bytes.subarray(from, to), to >= bytes.length);
      if (length > maxBytes) return tooLarge(name, maxBytes);
    }
  } catch {
    return brokenGzip(name);
  }
  // fflate ignores the trailer, whose last four bytes hold the length (of the last member, so it serves only when there is one).
  if (furtherMembers === 0 && declaredLength(bytes) !== length) return brokenGzip(name);
  return success(joined(chunks, length));
}

/** ISIZE of RFC 1952: length of the unpacked member modulo 2^32, little endian; there are texts shorter than 4 GB only. */
function declaredLength(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function brokenGzip(name: string): Result<never> {
  return fail('damaged', `${quote(name)} is a gzip file that is cut short or corrupt.`, 'Copy or export the file again.');
}

function tooLarge(name: string, maxBytes: number): Result<never> {
  const limit = `${Math.round(maxBytes / 2 ** 20)} MB`;
  return fail('damaged', `${quote(name)} holds more than ${limit} of text, which no op table needs.`, 'Export a table of op statistics, or profile fewer steps.');
}
