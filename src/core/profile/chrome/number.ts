/** Numbers in bytes, read without a string. */

import { ASCII } from './jsonBytes';

/**
 * A decimal number as its whole and its fractional part, because a time stamp in microseconds with nanoseconds behind the point
 * (`1712195495519689.047`) has more digits than a double holds: two stamps are subtracted part by part.
 */
export class SplitNumber {
  whole = Number.NaN;
  fraction = Number.NaN;

  /** The number as one double. */
  get value(): number {
    return this.whole + this.fraction;
  }

  /** Not a number. */
  clear(): void {
    this.whole = Number.NaN;
    this.fraction = 0;
  }

  /** Reads `[start, end)`: digits, a point, digits. Anything else (an exponent, a word) takes the slow way. */
  read(bytes: Uint8Array, start: number, end: number): void {
    const isNegative = bytes[start] === ASCII.minus;
    let at = isNegative ? start + 1 : start;
    let whole = 0;
    const wholeStart = at;
    for (; at < end; at++) {
      const digit = (bytes[at] ?? 0) - ASCII.zero;
      if (digit < 0 || digit > 9) break;
      whole = whole * 10 + digit;
    }
    let digits = 0;
    let scale = 1;
    if (at > wholeStart && at < end && bytes[at] === ASCII.dot) {
      for (at++; at < end; at++) {
        const digit = (bytes[at] ?? 0) - ASCII.zero;
        if (digit < 0 || digit > 9) break;
        // Beyond 15 digits nothing changes in a double.
        if (scale < 1e15) {
          digits = digits * 10 + digit;
          scale *= 10;
        }
      }
    }
    if (at < end || at === wholeStart) {
      this.readSlowly(bytes, start, end);
      return;
    }
    this.whole = isNegative ? -whole : whole;
    this.fraction = isNegative ? -digits / scale : digits / scale;
  }

  private readSlowly(bytes: Uint8Array, start: number, end: number): void {
    const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + MAX_DIGITS))).trim();
    // Number() also knows hexadecimal and the empty text.
    this.whole = /^[+-]?\d*\.?\d*(e[+-]?\d+)?$/i.test(text) && text !== '' ? Number(text) : Number.NaN;
    this.fraction = 0;
  }
}

/** No profiler writes longer numbers; what is cut off is beyond a double's precision or makes it no number. */
const MAX_DIGITS = 64;
