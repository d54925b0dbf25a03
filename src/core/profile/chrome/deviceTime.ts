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

/** Higher ranks are there for what others hide. */
export type Rank = 0 | 1 | 2;

/**
 * How devices spent the window, the busiest first; devices that did nothing in it are left out. Where streams overlap, time counts
 * once: for what has the lowest rank, and among equals for what started first.
 */
export function deviceUses(ops: Intervals, window: Span, rankOf: (name: number) => Rank): DeviceUse[] {
  const uses = [...ops.byLane()].map(([device, order]) => useOf(ops, device, order, window, rankOf));
  return uses.filter(({ busyUs }) => busyUs > 0).sort((a, b) => b.busyUs - a.busyUs || a.device - b.device);
}

function useOf(ops: Intervals, device: number, order: Uint32Array, window: Span, rankOf: (name: number) => Rank): DeviceUse {
  const timeline = new Timeline(window.startUs);
  for (const index of order) {
    const end = Math.min(ops.endOf(index), window.endUs);
    const start = Math.max(ops.startOf(index), window.startUs);
    if (!(end > start)) continue;
    timeline.advance(start);
    timeline.queues[rankOf(ops.nameOf(index))].add(ops.nameOf(index), end);
  }
  timeline.advance(window.endUs);
  return { device, busyUs: timeline.busyUs, usByName: timeline.usByName };
}

/** Moves through time once and gives each moment to one of the ops that run then. */
class Timeline {
  readonly queues = [new Queue(), new Queue(), new Queue()] as const;
  readonly usByName = new Map<number, number>();
  busyUs = 0;

  constructor(private nowUs: number) {}

  /** Ops that start before `untilUs` have been added to the queues. */
  advance(untilUs: number): void {
    while (this.nowUs < untilUs) {
      const running = this.queues.find((queue) => !queue.isEmpty);
      if (running === undefined) {
        this.nowUs = untilUs;
        return;
      }
      const end = Math.min(running.endUs, untilUs);
      this.usByName.set(running.name, (this.usByName.get(running.name) ?? 0) + end - this.nowUs);
      this.busyUs += end - this.nowUs;
      this.nowUs = end;
      for (const queue of this.queues) queue.dropUntil(end);
    }
  }
}

/** Ops of one rank that have started and not ended: the first has the time until it ends, then the next. */
class Queue {
  private names: number[] = [];
  private ends: number[] = [];
  private first = 0;

  get isEmpty(): boolean {
    return this.first === this.ends.length;
  }

  get name(): number {
    return this.names[this.first] ?? 0;
  }

  get endUs(): number {
    return this.ends[this.first] ?? 0;
  }

  /** What ends before the last one does would never have its turn. */
  add(name: number, endUs: number): void {
    if (endUs <= (this.ends.at(-1) ?? Number.NEGATIVE_INFINITY)) return;
    this.names.push(name);
    this.ends.push(endUs);
  }

  dropUntil(nowUs: number): void {
    while (this.first < this.ends.length && (this.ends[this.first] ?? 0) <= nowUs) this.first++;
    if (!this.isEmpty || this.first === 0) return;
    this.first = 0;
    this.names.length = 0;
    this.ends.length = 0;
  }
}
