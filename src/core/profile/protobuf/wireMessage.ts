/** Protocol buffers on the wire: a message that is in memory, field by field, without a schema compiler. */

/** Wire types of https://protobuf.dev/programming-guides/encoding; groups (3 and 4) were dropped in proto3. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** A varint of 64 bits has at most this many bytes. */
export const MAX_VARINT_BYTES = 10;

/** Tag of a field that holds an integer, a flag or an enum. */
export const varintField = (number: number): number => number * 8 + VARINT;

/** Tag of a field that holds a double. */
export const doubleField = (number: number): number => number * 8 + FIXED64;

/** Tag of a field that holds a text, bytes or a message. */
export const lengthField = (number: number): number => number * 8 + LENGTH;

/** Ends reading: the file stops before its message does, or these bytes are no message. Goes no further than the importer that reads. */
export class WireError extends Error {
  constructor(readonly kind: 'cut' | 'malformed') {
    super(kind);
  }
}

/** The parts of the web's TextDecoder that are used here; the ES2022 library does not declare it. */
const { TextDecoder } = globalThis as unknown as { readonly TextDecoder: new (encoding: string) => { decode(bytes: Uint8Array): string } };
const UTF8 = new TextDecoder('utf-8');

/** The first `limit` bytes as text. */
export function utf8(bytes: Uint8Array, limit: number): string {
  return UTF8.decode(bytes.subarray(0, limit));
}

/**
 * Steps through the fields of a message. `next` moves to the next field; the accessors then give its value and must fit its tag.
 * Throws `WireError` when the bytes are no fields.
 */
export class WireMessage {
  /** Number and wire type of the current field: compare it with `varintField(1)` and the like, so that a wrong type is a field unknown. */
  tag = 0;
  private at: number;
  private from = 0;
  private low = 0;
  private high = 0;

  constructor(private bytes: Uint8Array, start = 0, private end = bytes.length) {
    this.at = start;
  }

  /** Starts over with another message. Events come by the million, so their reader is used again. */
  reset(bytes: Uint8Array, start = 0, end = bytes.length): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.end) return false;
    this.readVarint();
    this.tag = this.high * 2 ** 32 + this.low;
    // Field numbers have 29 bits and start at 1.
    if (this.high !== 0 || this.tag < 8) throw new WireError('malformed');
    const type = this.tag % 8;
    if (type === VARINT) this.readVarint();
    else if (type === LENGTH) {
      this.readVarint();
      this.advance(this.high * 2 ** 32 + this.low);
    } else if (type === FIXED64) this.advance(8);
    else if (type === FIXED32) this.advance(4);
    else throw new WireError('malformed');
    return true;
  }

  /** The current integer as a signed one of 64 bits; beyond 2^53 it is rounded. */
  number(): number {
    return (this.high | 0) * 2 ** 32 + this.low;
  }

  /** The current double. */
  double(): number {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.from, 8).getFloat64(0, true);
  }

  /** The current text, its first `limit` bytes. */
  text(limit = Infinity): string {
    return utf8(this.bytes.subarray(this.from, this.at), limit);
  }

  /** The current message. */
  message(): WireMessage {
    return new WireMessage(this.bytes, this.from, this.at);
  }

  /** Lets `reader` read the current message. */
  messageInto(reader: WireMessage): void {
    reader.reset(this.bytes, this.from, this.at);
  }

  private advance(length: number): void {
    if (length > this.end - this.at) throw new WireError('malformed');
    this.from = this.at;
    this.at += length;
  }

  private readVarint(): void {
    const { bytes, end } = this;
    let at = this.at;
    let low = 0;
    let high = 0;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      if (at >= end) throw new WireError('malformed');
      const byte = bytes[at++] ?? 0;
      const bits = byte & 0x7f;
      if (count < 4) low |= bits << (7 * count);
      else if (count === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * count - 32);
      if (byte < 0x80) {
        this.at = at;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new WireError('malformed');
  }
}
