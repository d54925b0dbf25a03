/** Intervals in columns: a million of them take 24 MB, where objects would take five times that. */

/** A stretch of time, microseconds. */
export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** First capacity; it doubles when needed, later it grows by a fixed number, so that little is taken in vain. */
const START_CAPACITY = 2 ** 10;
const LARGEST_STEP = 2 ** 19;

/** Named intervals on lanes (threads, devices), in the order in which they were added. Times are microseconds. */
export class Intervals {
  starts = new Float64Array(START_CAPACITY);
  durations = new Float64Array(START_CAPACITY);
  names = new Uint32Array(START_CAPACITY);
  lanes = new Uint32Array(START_CAPACITY);
  length = 0;

  add(lane: number, name: number, startUs: number, durationUs: number): void {
    if (this.length === this.starts.length) this.grow();
    this.starts[this.length] = startUs;
    this.durations[this.length] = durationUs;
    this.names[this.length] = name;
    this.lanes[this.length] = lane;
    this.length++;
  }

  startOf(index: number): number {
    return this.starts[index] ?? 0;
  }

  endOf(index: number): number {
    return (this.starts[index] ?? 0) + (this.durations[index] ?? 0);
  }

  durationOf(index: number): number {
    return this.durations[index] ?? 0;
  }

  nameOf(index: number): number {
    return this.names[index] ?? 0;
  }

  /** The intervals of each lane, sorted by start, longer ones first, so that parents stand before their children. */
  byLane(): Map<number, Uint32Array> {
    const counts = new Map<number, number>();
    for (let index = 0; index < this.length; index++) counts.set(this.lanes[index] ?? 0, (counts.get(this.lanes[index] ?? 0) ?? 0) + 1);
    const lanes = new Map([...counts].map(([lane, count]) => [lane, new Uint32Array(count)]));
    const filled = new Map<number, number>();
    for (let index = 0; index < this.length; index++) {
      const lane = this.lanes[index] ?? 0;
      const at = filled.get(lane) ?? 0;
      const indices = lanes.get(lane);
      if (indices) indices[at] = index;
      filled.set(lane, at + 1);
    }
    return new Map([...lanes].map(([lane, indices]) => [lane, this.sorted(indices)]));
  }

  /** Tools write events sorted, nearly sorted, or children before parents; the first is common and needs no work. */
  private sorted(indices: Uint32Array): Uint32Array {
    let isSorted = true;
    let isByEnd = true;
    for (let at = 1; at < indices.length; at++) {
      const before = indices[at - 1] ?? 0;
      const index = indices[at] ?? 0;
      const gap = this.startOf(index) - this.startOf(before);
      if (gap < 0 || (gap === 0 && this.durationOf(index) > this.durationOf(before))) isSorted = false;
      if (this.endOf(index) < this.endOf(before)) isByEnd = false;
    }
    if (isSorted) return indices;
    // Of equal intervals the parent is the one that is written last when children stand before parents, else the first.
    const ties = isByEnd ? -1 : 1;
    const isAfter = (a: number, b: number): boolean =>
      (this.startOf(a) - this.startOf(b) || this.durationOf(b) - this.durationOf(a) || ties * (a - b)) > 0;
    return mergeSorted(indices, isAfter);
  }

  /** From the first start to the last end; of nothing, a span that ends before it starts. */
  span(): Span {
    let [startUs, endUs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let index = 0; index < this.length; index++) {
      startUs = Math.min(startUs, this.startOf(index));
      endUs = Math.max(endUs, this.endOf(index));
    }
    return { startUs, endUs };
  }

  private grow(): void {
    const capacity = this.length + Math.min(this.length, LARGEST_STEP);
    this.starts = copied(this.starts, new Float64Array(capacity));
    this.durations = copied(this.durations, new Float64Array(capacity));
    this.names = copied(this.names, new Uint32Array(capacity));
    this.lanes = copied(this.lanes, new Uint32Array(capacity));
  }
}

function copied<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Merge sort that takes 4 bytes for an index; the language's own sort takes eight times that. Overwrites its input. */
function mergeSorted(indices: Uint32Array, isAfter: (a: number, b: number) => boolean): Uint32Array {
  let [from, to]: [Uint32Array, Uint32Array] = [indices, new Uint32Array(indices.length)];
  for (let width = 1; width < indices.length; width *= 2) {
    for (let start = 0; start < indices.length; start += 2 * width) {
      const middle = Math.min(start + width, indices.length);
      const end = Math.min(start + 2 * width, indices.length);
      for (let at = start, left = start, right = middle; at < end; at++) {
        const takesRight = left >= middle || (right < end && isAfter(from[left] ?? 0, from[right] ?? 0));
        to[at] = (takesRight ? from[right++] : from[left++]) ?? 0;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/** The span of several. */
export function united(spans: readonly Span[]): Span {
  return { startUs: Math.min(...spans.map(({ startUs }) => startUs)), endUs: Math.max(...spans.map(({ endUs }) => endUs)) };
}
