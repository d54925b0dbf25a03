/** Total and self times of the events of one line, where events nest as calls do. */

/** What all events under one key took. */
export interface KeyTimes {
  count: number;
  totalPs: number;
  /** Without what ran inside. */
  selfPs: number;
}

/** Events are sorted in batches of this many; profilers write them in order, nearly. */
const BATCH = 2 ** 18;

/** Room for a batch of events; as lines are read one after the other, one is enough for a file. */
export class EventBatch {
  readonly starts = new Float64Array(BATCH);
  readonly durations = new Float64Array(BATCH);
  readonly keys = new Float64Array(BATCH);
}

/** Adds up events by key; memory is bounded, as only a batch and the open calls are kept. */
export class LineTimes {
  private length = 0;
  private isSorted = true;
  private readonly open: { end: number; key: number }[] = [];
  private first = Infinity;
  private last = -Infinity;
  private selfPs = 0;

  constructor(private readonly times: Map<number, KeyTimes>, private readonly batch: EventBatch) {}

  add(key: number, startPs: number, durationPs: number): void {
    const { length, batch: { starts, durations, keys } } = this;
    if (length > 0) {
      const gap = startPs - (starts[length - 1] ?? 0);
      if (gap < 0 || (gap === 0 && durationPs > (durations[length - 1] ?? 0))) this.isSorted = false;
    }
    starts[length] = startPs;
    durations[length] = durationPs;
    keys[length] = key;
    this.length++;
    if (this.length === BATCH) this.flush();
  }

  /** Ends the line; returns the time from its first to its last event in which none ran, picoseconds. */
  end(): number {
    this.flush();
    const idlePs = Math.max(0, this.last - this.first - this.selfPs);
    this.open.length = 0;
    [this.first, this.last, this.selfPs] = [Infinity, -Infinity, 0];
    return Number.isFinite(idlePs) ? idlePs : 0;
  }

  private flush(): void {
    if (this.isSorted) for (let index = 0; index < this.length; index++) this.call(index);
    else for (const index of this.sorted()) this.call(index);
    this.length = 0;
    this.isSorted = true;
  }

  /** By start; of those that start together the longest first, as it holds the others. */
  private sorted(): Uint32Array {
    const { starts, durations } = this.batch;
    return Uint32Array.from({ length: this.length }, (_, index) => index)
      .sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || (durations[b] ?? 0) - (durations[a] ?? 0) || a - b);
  }

  private call(index: number): void {
    const { starts, durations, keys } = this.batch;
    const [start, duration, key] = [starts[index] ?? 0, durations[index] ?? 0, keys[index] ?? 0];
    while (this.open.length > 0 && (this.open.at(-1)?.end ?? 0) <= start) this.open.pop();
    const parent = this.open.at(-1);
    const end = start + duration;
    // Where clocks let a call end after its caller, only the common part is the caller's.
    if (parent !== undefined) this.count(parent.key, 0, 0, start - Math.min(end, parent.end));
    this.count(key, 1, duration, duration);
    this.open.push({ end, key });
    this.first = Math.min(this.first, start);
    this.last = Math.max(this.last, end);
  }

  private count(key: number, calls: number, totalPs: number, selfPs: number): void {
    this.selfPs += selfPs;
    const known = this.times.get(key);
    if (known === undefined) {
      this.times.set(key, { count: calls, totalPs, selfPs });
      return;
    }
    known.count += calls;
    known.totalPs += totalPs;
    known.selfPs += selfPs;
  }
}
