/**
 * JSON in bytes: finds where values end without making strings or objects of them. Forgiving, as traces are damaged in many
 * ways: only quotation marks, escapes and brackets count, so `NaN`, invalid escapes and missing commas do no harm.
 * Everywhere `at` and `end` are offsets into `bytes`; what is not wholly in the bytes is INCOMPLETE.
 */

/** The bytes end within the value. */
export const INCOMPLETE = -1;

/** ASCII codes of the characters that give JSON its structure. */
export const ASCII = {
  space: 0x20, quote: 0x22, plus: 0x2b, comma: 0x2c, minus: 0x2d, dot: 0x2e, zero: 0x30, nine: 0x39, colon: 0x3a,
  openBracket: 0x5b, backslash: 0x5c, closeBracket: 0x5d, lowerE: 0x65, openBrace: 0x7b, closeBrace: 0x7d,
} as const;

/** Strings longer than this are searched natively: a call costs as much as this many steps of a loop. */
const SHORT_STRING = 24;

/** Clears the bit in which braces differ from brackets. */
const BRACE_TO_BRACKET = 0xdf;

/** Where the string ends whose opening quotation mark is just before `at`: behind the closing one. */
export function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  const near = Math.min(end, at + SHORT_STRING);
  for (let index = at; index < near; index++) {
    const byte = bytes[index];
    if (byte === ASCII.quote) return index + 1;
    if (byte === ASCII.backslash) index++;
  }
  return longStringEnd(bytes, at, end);
}

function longStringEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let from = start; ;) {
    const quote = bytes.indexOf(ASCII.quote, from);
    if (quote === -1 || quote >= end) return INCOMPLETE;
    let backslashes = 0;
    while (quote - 1 - backslashes >= start && bytes[quote - 1 - backslashes] === ASCII.backslash) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

/** Where the value ends that starts at `at` (behind blanks and colon). A number or word ends before what follows it. */
export function valueEnd(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  if (first === ASCII.quote) return stringEnd(bytes, at + 1, end);
  if (first === ASCII.openBrace || first === ASCII.openBracket) return nestedEnd(bytes, at + 1, end);
  for (let index = at; index < end; index++) if (endsWord(bytes[index] ?? 0)) return index;
  return INCOMPLETE;
}

/** Where the object or list ends whose opening bracket is just before `at`; braces and brackets are not told apart. */
function nestedEnd(bytes: Uint8Array, at: number, end: number): number {
  let depth = 1;
  for (let index = at; index < end; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === ASCII.quote) {
      index = stringEnd(bytes, index + 1, end) - 1;
      if (index < 0) return INCOMPLETE;
    } else if ((byte & BRACE_TO_BRACKET) === ASCII.openBracket) {
      depth++;
    } else if ((byte & BRACE_TO_BRACKET) === ASCII.closeBracket && --depth === 0) {
      return index + 1;
    }
  }
  return INCOMPLETE;
}

/** Whether a number or a word (`true`, `NaN`) cannot go on with this byte. */
export function endsWord(byte: number): boolean {
  return byte <= ASCII.space || byte === ASCII.comma || byte === ASCII.quote || byte === ASCII.colon
    || (byte & BRACE_TO_BRACKET) === ASCII.openBracket || (byte & BRACE_TO_BRACKET) === ASCII.closeBracket;
}

/** The first byte from `at` that is not blank and not the given separator; `end` when there is none. */
export function skipBlanks(bytes: Uint8Array, at: number, end: number, separator: number): number {
  let index = at;
  while (index < end && ((bytes[index] ?? 0) <= ASCII.space || bytes[index] === separator)) index++;
  return index;
}

/** The key as bytes, for `fieldOf`. */
export function keyBytes(key: string): Uint8Array {
  return Uint8Array.from(key, (character) => character.charCodeAt(0));
}

/** Where in the whole object `[start, end)` the value of a key stands: its first byte, or -1. ASCII keys; case is ignored. */
export function fieldOf(bytes: Uint8Array, start: number, end: number, key: Uint8Array): number {
  let at = start + 1;
  for (;;) {
    at = skipBlanks(bytes, at, end, ASCII.comma);
    if (at >= end || bytes[at] !== ASCII.quote) return -1;
    const keyEnd = stringEnd(bytes, at + 1, end);
    if (keyEnd === INCOMPLETE) return -1;
    const value = skipBlanks(bytes, keyEnd, end, ASCII.colon);
    if (isKey(bytes, at + 1, keyEnd - 1, key)) return value < end ? value : -1;
    at = valueEnd(bytes, value, end);
    if (at === INCOMPLETE) return -1;
  }
}

function isKey(bytes: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  if (end - start !== key.length) return false;
  for (let index = 0; index < key.length; index++) {
    const difference = (bytes[start + index] ?? 0) ^ (key[index] ?? 0);
    if (difference !== 0 && (difference !== ASCII.space || (key[index] ?? 0) < 0x41)) return false;
  }
  return true;
}
