/** Self time of operators on the host: what an operator took without those that it called. */

import type { Intervals, Span } from './intervals';

/**
 * Microseconds of self time by name id, over the operators that started in the window, all threads added. Of the operators that run at
 * a moment on one thread, the one that started last has it, so that nothing counts twice, even where clocks let a call end after its
 * caller. Names that only call others are absent.
 */
export function selfTimes(ops: Intervals, { startUs, endUs }: Span): Map<number, number> {
  const usByName = new Map<number, number>();
  const give = (index: number, us: number): void => {
    const name = ops.nameOf(index);
    if (ops.startOf(index) >= startUs && ops.startOf(index) < endUs) usByName.set(name, (usByName.get(name) ?? 0) + us);
  };
  for (const order of ops.byLane().values()) {
    const open: number[] = [];
    let nowUs = Number.NEGATIVE_INFINITY;
    const advance = (untilUs: number): void => {
      for (let top = open.at(-1); top !== undefined && nowUs < untilUs; top = open.at(-1)) {
        const until = Math.min(ops.endOf(top), untilUs);
        if (until > nowUs) give(top, until - nowUs);
        nowUs = Math.max(nowUs, until);
        if (ops.endOf(top) <= nowUs) open.pop();
      }
      nowUs = untilUs;
    };
    for (const index of order) {
      advance(ops.startOf(index));
      open.push(index);
    }
    advance(Number.POSITIVE_INFINITY);
  }
  return usByName;
}
