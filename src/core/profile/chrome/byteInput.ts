/** The bytes of a file as a window that moves on: what is not yet consumed, plus what is asked for. */

import { ASCII, endsWord } from './jsonBytes';

/** Fetched at once at least; small pieces (of a gzip stream) are joined. */
const MIN_FETCH_BYTES = 2 ** 16;

/** A window on the bytes. Readers work on `bytes` from `at` to `end`, move `at`, and call `more` when they need what follows. */
export class ByteInput {
  bytes: Uint8Array = new Uint8Array();
  at = 0;
  private readonly pieces: Iterator<Uint8Array>;
  private buffer = new Uint8Array();

  constructor(pieces: Iterable<Uint8Array>) {
    this.pieces = pieces[Symbol.iterator]();
  }

  /** Bytes from here on may not be looked at. */
  get end(): number {
    return this.bytes.length;
  }

  /**
   * Appends what follows, at least as much as is left over, so that a value read again from its start after each call costs no more
   * than twice its length. Moves the window: `at` becomes 0. False at the end of the file.
   */
  more(): boolean {
    const rest = this.bytes.subarray(this.at);
    const wanted = Math.max(rest.length, MIN_FETCH_BYTES);
    const fetched: Uint8Array[] = [];
    let length = 0;
    while (length < wanted) {
      const next = this.pieces.next();
      if (next.done === true) break;
      fetched.push(next.value);
      length += next.value.length;
    }
    if (length === 0) return false;
    this.join(rest, fetched, rest.length + length);
    return true;
  }

  /** Ends the reading early, so that the file is closed. */
  close(): void {
    this.pieces.return?.();
  }

  /** Moves behind the value at `at`, however long it is, keeping nothing of it. False when the file ends within it. */
  skipValue(): boolean {
    let depth = 0;
    let isString = false;
    let isEscaped = false;
    for (let isFirst = true; ; isFirst = false) {
      if (this.at >= this.end && !this.more()) return false;
      const byte = this.bytes[this.at] ?? 0;
      if (isEscaped) isEscaped = false;
      else if (isString) {
        if (byte === ASCII.backslash) isEscaped = true;
        isString = byte !== ASCII.quote;
        if (!isString && depth === 0) break;
      } else if (byte === ASCII.quote) isString = true;
      else if (byte === ASCII.openBrace || byte === ASCII.openBracket) depth++;
      else if (byte === ASCII.closeBrace || byte === ASCII.closeBracket) {
        if (depth === 0) return true;
        if (--depth === 0) break;
      } else if (depth === 0 && !isFirst && endsWord(byte)) return true;
      this.at++;
    }
    this.at++;
    return true;
  }

  private join(rest: Uint8Array, fetched: readonly Uint8Array[], length: number): void {
    const [only] = fetched;
    this.at = 0;
    if (rest.length === 0 && only !== undefined && fetched.length === 1) {
      this.bytes = only;
      return;
    }
    // The rest may lie in the buffer that is filled anew; set() copies overlapping bytes rightly.
    const target = length <= this.buffer.length ? this.buffer : new Uint8Array(2 * length);
    target.set(rest);
    let at = rest.length;
    for (const piece of fetched) {
      target.set(piece, at);
      at += piece.length;
    }
    this.buffer = target;
    this.bytes = target.subarray(0, length);
  }
}
