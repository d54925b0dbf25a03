/** What is kept of a PyTorch trace while it streams by: intervals in columns, and a few facts. */

import { keyBytes } from '../chrome/jsonBytes';
import { Intervals } from '../chrome/intervals';
import { NameTable } from '../chrome/nameTable';
import type { TraceVisitor } from '../chrome/readTrace';
import { PHASE, type TraceEvent } from '../chrome/traceEvent';
import { FirstShape } from './batchSize';
import { kindOf, MARKS, type EventKind } from './categories';
import { MemoryPeaks } from './memory';

/** Intervals that are kept at most: they take 24 bytes each and 8 while they are sorted. A trace of 1 GB has 2 million. */
const MAX_INTERVALS = 3_500_000;

const MARK_BYTES = MARKS.map(keyBytes);
/** Ranges that old versions write as operators. */
const ZERO_GRAD = keyBytes('Optimizer.zero_grad#');
const DEVICE = keyBytes('device');
const MEMORY = keyBytes('[memory]');

/** Collects a trace. */
export class Recording implements TraceVisitor {
  readonly names = new NameTable();
  /** Operators by host thread. */
  readonly hostOps = new Intervals();
  /** Kernels, copies and fills by device. */
  readonly deviceOps = new Intervals();
  /** Host annotations that tell steps, by thread. */
  readonly marks = new Intervals();
  readonly headers = new Map<string, unknown>();
  readonly shape = new FirstShape();
  readonly memory = new MemoryPeaks();
  cuptiRanges = 0;
  mtiaEvents = 0;
  /** Events whose time is missing, negative or impossible. */
  timeless = 0;
  /** More events than are kept; reading was stopped. */
  isFull = false;
  private readonly places = new NameTable();
  private readonly kinds: EventKind[] = [];
  private readonly threads = new Map<number, number>();

  header(key: string, value: unknown): void {
    // Of what Kineto writes; the rest (log lines, names of hosts) is of no use.
    if (HEADERS.has(key)) this.headers.set(key, value);
  }

  event(event: TraceEvent): boolean {
    if (event.phase === PHASE.complete) this.complete(event);
    else if (event.phase === PHASE.instant && event.nameStartsWith(MEMORY)) this.memory.add(event);
    return !this.isFull;
  }

  private complete(event: TraceEvent): void {
    switch (this.kind(event)) {
      case 'hostOp':
        if (!this.hasTime(event)) return;
        if (!this.mark(event)) this.hostOp(event);
        return;
      case 'annotation':
        if (this.hasTime(event)) this.mark(event);
        return;
      case 'deviceOp':
        if (this.hasTime(event)) this.keep(this.deviceOps, event, this.deviceOf(event), event.nameIn(this.names));
        return;
      case 'cuptiRange':
        this.cuptiRanges++;
        return;
      case 'mtia':
        this.mtiaEvents++;
        return;
      case 'instant':
      case 'other':
    }
  }

  private hostOp(event: TraceEvent): void {
    const name = event.nameIn(this.names);
    this.keep(this.hostOps, event, this.threadOf(event), name);
    this.shape.add(event, name, this.names);
  }

  /** Whether the event is a range that no operator ran in; those that tell steps are kept. */
  private mark(event: TraceEvent): boolean {
    if (MARK_BYTES.some((prefix) => event.nameStartsWith(prefix))) {
      this.keep(this.marks, event, this.threadOf(event), event.nameIn(this.names));
      return true;
    }
    return event.nameStartsWith(ZERO_GRAD);
  }

  private keep(into: Intervals, event: TraceEvent, lane: number, name: number): void {
    into.add(lane, name, event.startUs, event.durationUs);
    this.isFull = this.hostOps.length + this.deviceOps.length + this.marks.length >= MAX_INTERVALS;
  }

  private hasTime(event: TraceEvent): boolean {
    const hasTime = !Number.isNaN(event.startUs) && !Number.isNaN(event.durationUs);
    if (!hasTime) this.timeless++;
    return hasTime;
  }

  private kind(event: TraceEvent): EventKind {
    const id = event.hasCategory ? event.categoryIn(this.places) : event.processIn(this.places);
    return this.kinds[id] ??= kindOf(this.places.text(id));
  }

  private threadOf(event: TraceEvent): number {
    // Ids are below 2^17, so that the pair is a whole number.
    const pair = event.processIn(this.places) * 2 ** 17 + event.threadIn(this.places);
    const known = this.threads.get(pair);
    if (known !== undefined) return known;
    this.threads.set(pair, this.threads.size);
    return this.threads.size - 1;
  }

  /** By the event's argument; else by its process, which is the device in Kineto's traces, or its thread, as in the old list. */
  private deviceOf(event: TraceEvent): number {
    const device = event.argNumber(DEVICE);
    if (isIndex(device)) return device;
    const place = Number(this.places.text(event.hasCategory ? event.processIn(this.places) : event.threadIn(this.places)));
    return isIndex(place) ? place : 0;
  }
}

const HEADERS: ReadonlySet<string> = new Set(['schemaVersion', 'deviceProperties', 'distributedInfo']);

function isIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 32;
}
