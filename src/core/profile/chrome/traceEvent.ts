/** One event of a Chrome trace, read in place: nothing is copied from the bytes until it is asked for. */

import { decoded } from '../textDecoding';
import { ASCII, fieldOf, INCOMPLETE, skipBlanks, stringEnd, valueEnd } from './jsonBytes';
import type { NameTable } from './nameTable';
import { SplitNumber } from './number';

/** Where a value stands in the bytes, without its quotation marks. */
class Range {
  start = 0;
  end = 0;

  clear(): void {
    this.start = 0;
    this.end = 0;
  }
}

/** Times beyond are none: no clock counts 30,000 years in microseconds, and differences below stay exact. */
const MAX_MICROSECONDS = 1e18;

/** Longest duration of an event, microseconds: 30 days. What is longer was computed from a time that is missing. */
const MAX_DURATION_US = 30 * 86_400e6;

const KEYS = { ph: 0x7068, ts: 0x7473, cat: 0x636174, pid: 0x706964, tid: 0x746964, dur: 0x647572, name: 0x6e616d65, args: 0x61726773 } as const;

/**
 * An event of the format "Trace Event Format" (Google, chrome://tracing). One object stands for all events in turn: it holds until
 * the next one is read. Of a key that stands twice the last counts.
 */
export class TraceEvent {
  /** ASCII code of the event's type: `X` has a duration, `B` and `E` begin and end, `i` is an instant, `M` metadata; 0 when missing. */
  phase = 0;
  /** Microseconds since the first event with a time that is not metadata; NaN when missing or impossible. */
  startUs = Number.NaN;
  /** Microseconds; NaN when missing, negative or impossibly long. */
  durationUs = Number.NaN;
  private bytes: Uint8Array = new Uint8Array();
  private readonly category = new Range();
  private readonly nameRange = new Range();
  private readonly pid = new Range();
  private readonly tid = new Range();
  private readonly argsRange = new Range();
  private readonly time = new SplitNumber();
  private readonly duration = new SplitNumber();
  /** Whole microseconds of the first event. */
  private originUs = Number.NaN;

  /** Reads the event whose opening brace is at `at`; returns where it ends, or INCOMPLETE. */
  read(bytes: Uint8Array, from: number, end: number): number {
    this.clear(bytes);
    for (let at = from + 1; ;) {
      at = skipBlanks(bytes, at, end, ASCII.comma);
      if (at >= end) return INCOMPLETE;
      if (bytes[at] === ASCII.closeBrace) {
        this.finish();
        return at + 1;
      }
      const isKey = bytes[at] === ASCII.quote;
      const next = isKey ? this.readField(bytes, at + 1, end) : valueEnd(bytes, at, end);
      if (next === INCOMPLETE) return INCOMPLETE;
      // A closing bracket in the place of a key is damage; it would be read as an empty word for ever.
      at = isKey ? next : Math.max(at + 1, next);
    }
  }

  /** Id of the category's name in the table. */
  categoryIn(names: NameTable): number {
    return names.idOf(this.bytes, this.category.start, this.category.end);
  }

  nameIn(names: NameTable): number {
    return names.idOf(this.bytes, this.nameRange.start, this.nameRange.end);
  }

  /** Process and thread ids are numbers or strings by version of the tool; both spellings are the same name. */
  processIn(names: NameTable): number {
    return names.idOf(this.bytes, this.pid.start, this.pid.end);
  }

  threadIn(names: NameTable): number {
    return names.idOf(this.bytes, this.tid.start, this.tid.end);
  }

  get hasCategory(): boolean {
    return this.category.end > this.category.start;
  }

  /** Whether the name begins so (ASCII). */
  nameStartsWith(prefix: Uint8Array): boolean {
    const { start, end } = this.nameRange;
    if (end - start < prefix.length) return false;
    for (let index = 0; index < prefix.length; index++) if (this.bytes[start + index] !== prefix[index]) return false;
    return true;
  }

  /** A number among the arguments, or NaN. The key comes from `keyBytes`; case is ignored. */
  argNumber(key: Uint8Array): number {
    const at = this.arg(key);
    if (at === -1) return Number.NaN;
    const isString = this.bytes[at] === ASCII.quote;
    const end = valueEnd(this.bytes, at, this.argsRange.end);
    if (end === INCOMPLETE) return Number.NaN;
    const number = new SplitNumber();
    number.read(this.bytes, isString ? at + 1 : at, isString ? end - 1 : end);
    return number.value;
  }

  /** An argument as parsed JSON; undefined when it is missing or not valid. */
  argValue(key: Uint8Array): unknown {
    const at = this.arg(key);
    return at === -1 ? undefined : parsed(this.bytes, at, valueEnd(this.bytes, at, this.argsRange.end));
  }

  private arg(key: Uint8Array): number {
    const { start, end } = this.argsRange;
    return end > start && this.bytes[start] === ASCII.openBrace ? fieldOf(this.bytes, start, end, key) : -1;
  }

  private clear(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.phase = 0;
    this.category.clear();
    this.nameRange.clear();
    this.pid.clear();
    this.tid.clear();
    this.argsRange.clear();
    this.time.clear();
    this.duration.clear();
  }

  /** Reads key and value; `keyStart` is behind the key's quotation mark. Returns where the value ends, or INCOMPLETE. */
  private readField(bytes: Uint8Array, keyStart: number, end: number): number {
    const keyEnd = stringEnd(bytes, keyStart, end);
    if (keyEnd === INCOMPLETE) return INCOMPLETE;
    let key = 0;
    if (keyEnd - keyStart <= 5) for (let index = keyStart; index < keyEnd - 1; index++) key = (key << 8) | (bytes[index] ?? 0);
    const value = skipBlanks(bytes, keyEnd, end, ASCII.colon);
    if (value >= end) return INCOMPLETE;
    const next = valueEnd(bytes, value, end);
    if (next === INCOMPLETE) return INCOMPLETE;
    const isString = bytes[value] === ASCII.quote;
    this.keep(key, bytes, isString ? value + 1 : value, isString ? next - 1 : next);
    return next;
  }

  private keep(key: number, bytes: Uint8Array, start: number, end: number): void {
    switch (key) {
      case KEYS.ph:
        this.phase = end > start ? bytes[start] ?? 0 : 0;
        return;
      case KEYS.ts:
        return this.time.read(bytes, start, end);
      case KEYS.dur:
        return this.duration.read(bytes, start, end);
      case KEYS.cat:
        return set(this.category, start, end);
      case KEYS.name:
        return set(this.nameRange, start, end);
      case KEYS.pid:
        return set(this.pid, start, end);
      case KEYS.tid:
        return set(this.tid, start, end);
      case KEYS.args:
        return set(this.argsRange, start, end);
    }
  }

  private finish(): void {
    const { whole, fraction } = this.time;
    const isTime = Math.abs(whole) <= MAX_MICROSECONDS;
    if (isTime && Number.isNaN(this.originUs) && this.phase !== PHASE.metadata) this.originUs = whole;
    // Metadata before the first event has no origin to count from, and no use for a time.
    this.startUs = isTime ? whole - this.originUs + fraction : Number.NaN;
    const us = this.duration.value;
    this.durationUs = us >= 0 && us <= MAX_DURATION_US ? us : Number.NaN;
  }
}

/** Phases that readers ask for, as ASCII codes. */
export const PHASE = { complete: 0x58, begin: 0x42, instant: 0x69, metadata: 0x4d } as const;

function set(range: Range, start: number, end: number): void {
  range.start = start;
  range.end = end;
}

/** The JSON in `[start, end)`, or undefined when it is none: Python writes NaN, and files are damaged. */
export function parsed(bytes: Uint8Array, start: number, end: number): unknown {
  try {
    return JSON.parse(decoded(bytes.subarray(start, end)));
  } catch {
    return undefined;
  }
}
