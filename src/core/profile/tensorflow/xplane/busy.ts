/** The time in which anything ran, however many streams ran it at once. */

/** Beyond this many separate spans the answer is given up, so that memory stays bounded for machines of many devices. */
const MAX_SPANS = 2 ** 18;

/** Spans that are gathered before they are merged. */
const BATCH = 2 ** 13;

/** A union of spans of time, picoseconds. */
export class Busy {
  /** Starts and ends in turn, sorted, without overlap. */
  private merged: Float64Array = new Float64Array();
  private readonly fresh = new Float64Array(2 * BATCH);
  private length = 0;
  private isLost = false;

  /** Adds a span. Spans come line by line, each sorted, so many extend the one before. */
  add(startPs: number, endPs: number): void {
    const { fresh, length } = this;
    if (length > 0 && startPs >= (fresh[length - 2] ?? 0) && startPs <= (fresh[length - 1] ?? 0)) {
      fresh[length - 1] = Math.max(fresh[length - 1] ?? 0, endPs);
      return;
    }
    if (length === fresh.length) this.merge();
    fresh[this.length++] = startPs;
    fresh[this.length++] = endPs;
  }

  /** Picoseconds within the windows, which are sorted and do not overlap; undefined when there were too many spans. */
  within(windows: readonly (readonly [number, number])[]): number | undefined {
    this.merge();
    if (this.isLost) return undefined;
    let sum = 0;
    let at = 0;
    for (const [start, end] of windows) {
      while (at > 0 && (this.merged[at - 1] ?? 0) > start) at -= 2;
      for (; at < this.merged.length && (this.merged[at] ?? 0) < end; at += 2) {
        sum += Math.max(0, Math.min(end, this.merged[at + 1] ?? 0) - Math.max(start, this.merged[at] ?? 0));
      }
    }
    return sum;
  }

  /** From the first start to the last end, or undefined of nothing. */
  span(): readonly [number, number] | undefined {
    this.merge();
    const { merged } = this;
    return merged.length === 0 ? undefined : [merged[0] ?? 0, merged[merged.length - 1] ?? 0];
  }

  private merge(): void {
    const { fresh, length } = this;
    this.length = 0;
    if (length === 0 || this.isLost) return;
    const order = Uint32Array.from({ length: length / 2 }, (_, index) => index * 2).sort((a, b) => (fresh[a] ?? 0) - (fresh[b] ?? 0));
    const sorted = new Float64Array(length);
    order.forEach((from, index) => { sorted.set(fresh.subarray(from, from + 2), 2 * index); });
    this.merged = union(this.merged, sorted);
    this.isLost = this.merged.length > 2 * MAX_SPANS;
  }
}

/** Two lists of spans by start become one without overlap. */
function union(left: Float64Array, right: Float64Array): Float64Array {
  const all = new Float64Array(left.length + right.length);
  let length = 0;
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    const isLeft = r >= right.length || (l < left.length && (left[l] ?? 0) <= (right[r] ?? 0));
    const [list, at] = isLeft ? [left, l] : [right, r];
    const [start, end] = [list[at] ?? 0, list[at + 1] ?? 0];
    if (length > 0 && start <= (all[length - 1] ?? 0)) all[length - 1] = Math.max(all[length - 1] ?? 0, end);
    else {
      all[length++] = start;
      all[length++] = end;
    }
    if (isLeft) l += 2;
    else r += 2;
  }
  return all.slice(0, length);
}
