/** Small statistics. All functions throw a RangeError on an empty list rather than answer NaN. */

/** The value below which the share `q` (0 to 1) of the values lies, interpolated linearly. */
export function quantile(values: Iterable<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) throw new RangeError('quantile of no values');
  const place = q * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] ?? below) - below);
}

/** The middle value. */
export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}

/** The arithmetic mean. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean of no values');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Groups by a key, in order of first appearance. */
export function groupBy<T, K>(items: Iterable<T>, key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Rounded to a number of decimals: what goes into the bundle is no longer than it is exact. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
