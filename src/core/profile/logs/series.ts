/** Medians over as many values as a log has, in little memory. */

/** Values that are kept; enough for a median within a fraction of a per cent. */
const LIMIT = 2 ** 14;

/** A growing list of numbers. When it gets long, every second value is dropped, evenly over the whole. */
export class Series {
  private kept: number[] = [];
  private stride = 1;
  private added = 0;

  /** Appends a value. */
  add(value: number): void {
    if (this.added % this.stride === 0) this.kept.push(value);
    this.added += 1;
    if (this.kept.length < LIMIT) return;
    this.kept = this.kept.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }

  /** How many values were added. */
  get count(): number {
    return this.added;
  }

  /** The median, or undefined of nothing. */
  median(): number | undefined {
    const sorted = [...this.kept].sort((a, b) => a - b);
    const upper = sorted[Math.floor(sorted.length / 2)];
    const lower = sorted[Math.ceil(sorted.length / 2) - 1];
    return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
  }
}
