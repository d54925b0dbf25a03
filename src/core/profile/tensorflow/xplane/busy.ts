/** The time in which anything ran, however many streams ran it at once. */

/** Beyond this many separate stretches of time the answer is given up, so that memory stays bounded. */
const MAX_SPANS = 2 ** 20;

/** A union of spans of time, picoseconds. */
export class Busy {
  /** Starts and ends in turn, sorted, without overlap. */
  private merged = new Float64Array();
  private fresh: number[] = [];
  private isLost = false;

  /** Adds a span. Spans come line by line, each sorted, so most extend the one before. */
  add(startPs: number, endPs: number): void {
    const { fresh } = this;
    const last = fresh.length - 1;
    if (last > 0 && startPs >= (fresh[last - 1] ?? 0) && startPs <= (fresh[last] ?? 0)) {
      fresh[last] = Math.max(fresh[last] ?? 0, endPs);
      return;
    }
    fresh.push(startPs, endPs);
    if (fresh.length > MAX_SPANS) this.merge();
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
    if (this.fresh.length === 0 || this.isLost) return;
    const all = new Float64Array(this.merged.length + this.fresh.length);
    all.set(this.merged);
    all.set(this.fresh, this.merged.length);
    const order = Uint32Array.from({ length: all.length / 2 }, (_, index) => index * 2).sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0));
    const merged: number[] = [];
    for (const index of order) {
      const [start, end] = [all[index] ?? 0, all[index + 1] ?? 0];
      const last = merged.length - 1;
      if (last > 0 && start <= (merged[last] ?? 0)) merged[last] = Math.max(merged[last] ?? 0, end);
      else merged.push(start, end);
    }
    this.fresh = [];
    this.merged = Float64Array.from(merged);
    this.isLost = merged.length > 2 * MAX_SPANS;
  }
}
