/** Protocol buffers of any size: the outer messages of a file, read in pieces. */

import { MAX_VARINT_BYTES, WireError } from './wireMessage';

/** Messages that are taken as a whole are no larger, bytes; larger ones hold whole programs and are passed over. */
const MAX_TAKEN_BYTES = 2 ** 20;

const NOTHING = new Uint8Array();

/** A file as nested messages: `enter` those that are large, `take` those that are small, and leave out the rest. */
export class WireStream {
  /** Number and wire type of the current field, see `WireMessage`. */
  tag = 0;
  private readonly pieces: Iterator<Uint8Array>;
  private piece: Uint8Array = NOTHING;
  private at = 0;
  /** Bytes before the current piece. */
  private before = 0;
  /** Bytes of the current field that nobody has read. */
  private pending = 0;
  private low = 0;
  private high = 0;

  constructor(pieces: Iterable<Uint8Array>) {
    this.pieces = pieces[Symbol.iterator]();
  }

  /** Bytes read so far. */
  get position(): number {
    return this.before + this.at;
  }

  /** Moves to the next field of the message that ends at `end`; false when it has no more. The file itself ends where its bytes do. */
  next(end = Infinity): boolean {
    this.skip(this.pending);
    this.pending = 0;
    if (this.position >= end) return false;
    if (end === Infinity && !this.hasMore()) return false;
    this.readVarint();
    this.tag = this.high * 2 ** 32 + this.low;
    if (this.high !== 0 || this.tag < 8) throw new WireError('malformed');
    const type = this.tag % 8;
    if (type === 0) this.readVarint();
    else if (type === 2) {
      this.readVarint();
      this.pending = this.high * 2 ** 32 + this.low;
    } else if (type === 1) this.pending = 8;
    else if (type === 5) this.pending = 4;
    else throw new WireError('malformed');
    if (this.position + this.pending > end) throw new WireError('malformed');
    return true;
  }

  /** The current integer as a signed one of 64 bits, exactly: times since 1970 in nanoseconds are beyond what a number holds. */
  bigint(): bigint {
    return BigInt.asIntN(64, (BigInt(this.high) << 32n) | BigInt(this.low));
  }

  /** Goes into the current message; returns its end, for `next`. */
  enter(): number {
    const end = this.position + this.pending;
    this.pending = 0;
    return end;
  }

  /** The current text or message, valid until the next call; undefined when it is larger than a megabyte. */
  take(): Uint8Array | undefined {
    const length = this.pending;
    if (length > MAX_TAKEN_BYTES) return undefined;
    this.pending = 0;
    if (length <= this.piece.length - this.at) {
      this.at += length;
      return this.piece.subarray(this.at - length, this.at);
    }
    const taken = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      if (!this.hasMore()) throw new WireError('cut');
      const part = this.piece.subarray(this.at, this.at + length - filled);
      taken.set(part, filled);
      filled += part.length;
      this.at += part.length;
    }
    return taken;
  }

  /** Lets go of the file. */
  close(): void {
    this.pieces.return?.();
  }

  private skip(length: number): void {
    let left = length;
    while (left > 0) {
      if (!this.hasMore()) throw new WireError('cut');
      const part = Math.min(left, this.piece.length - this.at);
      this.at += part;
      left -= part;
    }
  }

  private readVarint(): void {
    this.low = 0;
    this.high = 0;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      if (this.at === this.piece.length && !this.hasMore()) throw new WireError('cut');
      const byte = this.piece[this.at++] ?? 0;
      const bits = byte & 0x7f;
      if (count < 5) this.low = (this.low | (bits << (7 * count))) >>> 0;
      if (count > 3) this.high = (this.high | (count === 4 ? bits >>> 4 : bits << (7 * count - 32))) >>> 0;
      if (byte < 0x80) return;
    }
    throw new WireError('malformed');
  }

  private hasMore(): boolean {
    while (this.at === this.piece.length) {
      const next = this.pieces.next();
      if (next.done === true) return false;
      this.before += this.piece.length;
      this.piece = next.value;
      this.at = 0;
    }
    return true;
  }
}

/** What `read` does with the file; the file is let go of whatever happens. */
export function withStream<T>(pieces: Iterable<Uint8Array>, read: (stream: WireStream) => T): T {
  const stream = new WireStream(pieces);
  try {
    return read(stream);
  } finally {
    stream.close();
  }
}
