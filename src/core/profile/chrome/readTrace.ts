/** Streams a Chrome trace: an object with `traceEvents` in any place, or a bare list of events with or without its closing bracket. */

import { ByteInput } from './byteInput';
import { ASCII, INCOMPLETE, skipBlanks, stringEnd, valueEnd } from './jsonBytes';
import { parsed, TraceEvent } from './traceEvent';

/** Receives what is in a trace, in the order of the file. */
export interface TraceVisitor {
  /** A field of the document beside its events (`deviceProperties`), as parsed JSON; large or damaged ones are left out. */
  header?(key: string, value: unknown): void;
  /** An event; the object is used again for the next one. False ends the reading. */
  event(event: TraceEvent): boolean;
}

/** How reading ended. */
export interface TraceEnd {
  /** Whole events read. */
  readonly events: number;
  /** The text ends before its end: in an event, or before the brackets are closed. A bare list may lack its closing bracket. */
  readonly isCut: boolean;
  /** Events that were passed over, as they are larger than any that a profiler writes. */
  readonly oversized: number;
}

/** An event with a deep call stack has kilobytes, lists of ranks in a header some megabytes. */
const MAX_VALUE_BYTES = 4 * 2 ** 20;

/** Reads the trace in pieces of UTF-8; memory does not grow with its length. Never throws for what is in the bytes. */
export function readTrace(pieces: Iterable<Uint8Array>, visitor: TraceVisitor): TraceEnd {
  const reader = new TraceReader(new ByteInput(pieces), visitor);
  return reader.read();
}

class TraceReader {
  private readonly event = new TraceEvent();
  private events = 0;
  private oversized = 0;
  private isStopped = false;

  constructor(private readonly input: ByteInput, private readonly visitor: TraceVisitor) {}

  read(): TraceEnd {
    const first = this.next(ASCII.comma);
    let isWhole = true;
    if (first === ASCII.openBrace) isWhole = this.readObject();
    else if (first === ASCII.openBracket) isWhole = this.readEvents(true);
    this.input.close();
    return { events: this.events, isCut: !isWhole && !this.isStopped, oversized: this.oversized };
  }

  /** The fields of the document. False when the text ends within it, or reading was stopped. */
  private readObject(): boolean {
    this.input.at++;
    for (;;) {
      const byte = this.next(ASCII.comma);
      if (byte === undefined) return false;
      if (byte === ASCII.closeBrace) return true;
      const key = this.readKey();
      if (key === undefined) return false;
      const isWhole = key === 'traceEvents' && this.next(ASCII.colon) === ASCII.openBracket ? this.readEvents(false) : this.readHeader(key);
      if (!isWhole) return false;
    }
  }

  private readKey(): string | undefined {
    const { input } = this;
    for (;;) {
      const end = input.bytes[input.at] === ASCII.quote ? stringEnd(input.bytes, input.at + 1, input.end) : input.at + 1;
      if (end !== INCOMPLETE) {
        // Latin-1 is enough to compare with; a damaged byte that is no key is passed over.
        const key = String.fromCharCode(...input.bytes.subarray(input.at + 1, Math.min(end - 1, input.at + 1 + MAX_KEY)));
        input.at = end;
        return key;
      }
      if (input.end - input.at > MAX_VALUE_BYTES) return input.skipValue() ? '' : undefined;
      if (!input.more()) return undefined;
    }
  }

  private readHeader(key: string): boolean {
    if (this.next(ASCII.colon) === undefined) return false;
    const { input } = this;
    for (;;) {
      const end = valueEnd(input.bytes, input.at, input.end);
      if (end !== INCOMPLETE) {
        // The window may hold more than the limit: what is left out does not depend on how the file comes in pieces.
        const value = end - input.at > MAX_VALUE_BYTES ? undefined : parsed(input.bytes, input.at, end);
        if (value !== undefined) this.visitor.header?.(key, value);
        // A stray closing bracket is an empty value, and must not be met again.
        input.at = Math.max(end, input.at + 1);
        return true;
      }
      if (input.end - input.at > MAX_VALUE_BYTES) return input.skipValue();
      if (!input.more()) return false;
    }
  }

  /** The list whose opening bracket is at the input's place. */
  private readEvents(isBare: boolean): boolean {
    const { input, event } = this;
    input.at++;
    for (;;) {
      const byte = this.next(ASCII.comma);
      if (byte === undefined) return isBare;
      if (byte === ASCII.closeBracket) {
        input.at++;
        return true;
      }
      const end = byte === ASCII.openBrace ? event.read(input.bytes, input.at, input.end) : valueEnd(input.bytes, input.at, input.end);
      if (end === INCOMPLETE) {
        if (input.end - input.at > MAX_VALUE_BYTES) {
          if (!input.skipValue()) return false;
          this.oversized++;
        } else if (!input.more()) return false;
        continue;
      }
      const isOversized = end - input.at > MAX_VALUE_BYTES;
      input.at = Math.max(end, input.at + 1);
      if (isOversized) this.oversized++;
      else if (byte === ASCII.openBrace && !this.visit()) return false;
    }
  }

  private visit(): boolean {
    this.events++;
    this.isStopped = !this.visitor.event(this.event);
    return !this.isStopped;
  }

  /** Moves to the next byte that is neither blank nor the separator; undefined at the end of the file. */
  private next(separator: number): number | undefined {
    const { input } = this;
    for (;;) {
      input.at = skipBlanks(input.bytes, input.at, input.end, separator);
      if (input.at < input.end) return input.bytes[input.at];
      if (!input.more()) return undefined;
    }
  }
}

/** Longer keys are none that anyone asks for. */
const MAX_KEY = 200;
