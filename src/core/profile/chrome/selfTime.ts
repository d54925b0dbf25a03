/** Self time of operators on the host: what an operator took without those that it called. */

import type { Intervals, Span } from './intervals';

/**
 * Microseconds of self time by name id, over the operators that started in the window, all threads added. A child is what starts
 * while its parent runs on the same thread; where clocks let it end after its parent, only the common part is taken from the parent.
 * Names that only call others are absent.
 */
export function selfTimes(ops: Intervals, { startUs, endUs }: Span): Map<number, number> {
  const usByName = new Map<number, number>();
  const add = (index: number, us: number): void => {
    const name = ops.nameOf(index);
    if (ops.startOf(index) >= startUs && ops.startOf(index) < endUs) usByName.set(name, (usByName.get(name) ?? 0) + us);
  };
  for (const order of ops.byLane().values()) {
    const open: number[] = [];
    for (const index of order) {
      const start = ops.startOf(index);
      while (open.length > 0 && ops.endOf(open.at(-1) ?? 0) <= start) open.pop();
      const parent = open.at(-1);
      add(index, ops.endOf(index) - start);
      if (parent !== undefined) add(parent, start - Math.min(ops.endOf(index), ops.endOf(parent)));
      open.push(index);
    }
  }
  for (const [name, us] of usByName) if (us < ROUNDING_US) usByName.delete(name);
  return usByName;
}

/** Sums and differences of times leave this much where nothing is left. */
const ROUNDING_US = 1e-6;
