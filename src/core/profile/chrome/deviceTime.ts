/** What a device did in a window, so that everything it did adds up to the time in which it did anything. */

import type { Intervals, Span } from './intervals';

/** One device in the window. */
export interface DeviceUse {
  readonly device: number;
  /** Microseconds in which it ran anything: the union over all streams. */
  readonly busyUs: number;
  /** Microseconds of that by name id; they add up to `busyUs`. */
  readonly usByName: ReadonlyMap<number, number>;
}

/**
 * How devices spent the window, the busiest first. Where streams overlap, time counts once: computation comes before copies, and
 * copies before communication (`rankOf` 0, 1, 2), because what is hidden behind a kernel does not lengthen the step, and a
 * communication kernel mostly waits. Among equals the one that started first has it.
 */
export function deviceUses(ops: Intervals, window: Span, rankOf: (name: number) => number): DeviceUse[] {
  const uses = [...ops.byLane()].map(([device, order]): DeviceUse => {
    const usByName = new Map<number, number>();
    let covered = NOTHING;
    for (const rank of [0, 1, 2]) covered = coverMore(ops, order.filter((index) => rankOf(ops.nameOf(index)) === rank), window, covered, usByName);
    return { device, busyUs: lengthOf(covered), usByName };
  });
  return uses.sort((a, b) => b.busyUs - a.busyUs || a.device - b.device);
}

/** Disjoint stretches in ascending order. */
interface Cover {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}
const NOTHING: Cover = { starts: [], ends: [] };

/** Gives each op what it covers beyond `covered` and the ops before it; returns what is covered then. */
function coverMore(ops: Intervals, order: Uint32Array, window: Span, covered: Cover, usByName: Map<number, number>): Cover {
  const starts: number[] = [];
  const ends: number[] = [];
  let reached = window.startUs;
  let at = 0;
  for (const index of order) {
    const start = Math.max(ops.startOf(index), reached);
    const end = Math.min(ops.endOf(index), window.endUs);
    if (!(end > start)) continue;
    reached = end;
    starts.push(start);
    ends.push(end);
    while (at < covered.ends.length && (covered.ends[at] ?? 0) <= start) at++;
    const us = end - start - overlapFrom(covered, at, start, end);
    if (us > 0) usByName.set(ops.nameOf(index), (usByName.get(ops.nameOf(index)) ?? 0) + us);
  }
  return united(covered, { starts, ends });
}

function overlapFrom({ starts, ends }: Cover, from: number, start: number, end: number): number {
  let us = 0;
  for (let at = from; at < starts.length && (starts[at] ?? 0) < end; at++) us += Math.min(ends[at] ?? 0, end) - Math.max(starts[at] ?? 0, start);
  return us;
}

function united(a: Cover, b: Cover): Cover {
  if (a.starts.length === 0) return b;
  const starts: number[] = [];
  const ends: number[] = [];
  for (let i = 0, j = 0; i < a.starts.length || j < b.starts.length;) {
    const isFromA = j >= b.starts.length || (i < a.starts.length && (a.starts[i] ?? 0) <= (b.starts[j] ?? 0));
    const start = (isFromA ? a.starts[i] : b.starts[j]) ?? 0;
    const end = (isFromA ? a.ends[i++] : b.ends[j++]) ?? 0;
    const last = ends.length - 1;
    if (last >= 0 && start <= (ends[last] ?? 0)) ends[last] = Math.max(ends[last] ?? 0, end);
    else {
      starts.push(start);
      ends.push(end);
    }
  }
  return { starts, ends };
}

function lengthOf({ starts, ends }: Cover): number {
  return starts.reduce((sum, start, index) => sum + (ends[index] ?? 0) - start, 0);
}
