import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceUses, type Rank } from '../../../../src/core/profile/chrome/deviceTime';
import { Intervals } from '../../../../src/core/profile/chrome/intervals';
import { selfTimes } from '../../../../src/core/profile/chrome/selfTime';

fc.configureGlobal({ seed: 42, numRuns: 300 });

/** [lane, name, start, duration], whole microseconds so that the second methods are exact. */
type Interval = readonly [number, number, number, number];

function intervalsOf(list: readonly Interval[]): Intervals {
  const intervals = new Intervals();
  for (const interval of list) intervals.add(...interval);
  return intervals;
}

const WHOLE = { startUs: Number.NEGATIVE_INFINITY, endUs: Number.POSITIVE_INFINITY };
const interval = fc.tuple(fc.nat(1), fc.nat(5), fc.nat(60), fc.nat(12));

describe('device time', () => {
  const rankOf = (name: number): Rank => (name < 3 ? 0 : name < 5 ? 1 : 2);

  test('each microsecond goes to the lowest rank that runs in it, and among equals to the first that started', () => {
    fc.assert(fc.property(fc.array(interval, { maxLength: 25 }), fc.nat(20), fc.nat(60), (list, startUs, length) => {
      const expected = new Map<number, Map<number, number>>();
      for (let us = startUs; us < startUs + length; us++) {
        for (const device of [0, 1]) {
          const running = list.filter(([lane, , start, duration]) => lane === device && start <= us && us < start + duration);
          const lowest = Math.min(...running.map(([, name]) => rankOf(name)));
          if (running.length === 0) continue;
          const names = expected.get(device) ?? new Map<number, number>();
          expected.set(device, names.set(lowest, (names.get(lowest) ?? 0) + 1));
        }
      }
      const uses = deviceUses(intervalsOf(list), { startUs, endUs: startUs + length }, rankOf);
      const byRank = uses.map(({ device, usByName }): [number, Map<number, number>] => {
        const ranks = new Map<number, number>();
        for (const [name, us] of usByName) ranks.set(rankOf(name), (ranks.get(rankOf(name)) ?? 0) + us);
        return [device, ranks];
      });
      expect(new Map(byRank)).toEqual(expected);
      for (const { busyUs, usByName } of uses) expect([...usByName.values()].reduce((sum, us) => sum + us, 0)).toBe(busyUs);
    }));
  });

  test('by hand: two streams, a copy and a reduction behind a kernel', () => {
    const ops = intervalsOf([[0, 0, 0, 100], [0, 1, 50, 100], [0, 3, 120, 60], [0, 5, 10, 300], [0, 2, 400, 50]]);
    const [use] = deviceUses(ops, { startUs: 0, endUs: 420 }, rankOf);
    // 0-100 the first kernel, 100-150 the second, 150-180 the copy, 180-310 the reduction, 400-420 the last kernel as far as the window goes.
    expect(use).toEqual({ device: 0, busyUs: 330, usByName: new Map([[0, 100], [1, 50], [3, 30], [5, 130], [2, 20]]) });
  });
});

describe('self time', () => {
  /** Trees of calls as a flat list, parents before children: each call has a duration and calls that lie within it. */
  const call = (depth: number): fc.Arbitrary<Call> => fc.record({
    name: fc.nat(4), gap: fc.nat(3), self: fc.nat(5), inner: depth === 0 ? fc.constant([]) : fc.array(call(depth - 1), { maxLength: 3 }),
  });
  interface Call { readonly name: number; readonly gap: number; readonly self: number; readonly inner: readonly Call[] }

  function durationOf({ self, inner: calls }: Call): number {
    return self + calls.reduce((sum, inner) => sum + inner.gap + durationOf(inner), 0);
  }
  /** Gaps between children are self time of the parent. */
  function place({ name, self: ownUs, inner: calls }: Call, start: number, list: Interval[], self: Map<number, number>): void {
    list.push([0, name, start, durationOf({ name, gap: 0, self: ownUs, inner: calls })]);
    let at = start;
    for (const inner of calls) {
      place(inner, at + inner.gap, list, self);
      at += inner.gap + durationOf(inner);
    }
    self.set(name, (self.get(name) ?? 0) + ownUs + calls.reduce((sum, { gap }) => sum + gap, 0));
  }

  test.each([['parents first', 'pre'], ['children first', 'post'], ['in any order', 'any']])('of nested calls, written %s', (_, order) => {
    fc.assert(fc.property(fc.array(call(3), { maxLength: 6 }), fc.integer(), (roots, seed) => {
      const list: Interval[] = [];
      const expected = new Map<number, number>();
      let at = 0;
      for (const root of roots) {
        place(root, at, list, expected);
        at += durationOf(root) + 1;
      }
      if (order === 'post') list.sort((a, b) => a[2] + a[3] - (b[2] + b[3]) || b[2] - a[2]);
      if (order === 'any') list.sort((a, b) => ((a[2] * 7919 + a[3] * 31 + seed) % 101) - ((b[2] * 7919 + b[3] * 31 + seed) % 101));
      const self = selfTimes(intervalsOf(list), WHOLE);
      const total = (times: Iterable<number>): number => [...times].reduce((sum, us) => sum + us, 0);
      expect(total(self.values())).toBe(total(expected.values()));
      // Equal intervals are one another's parents in either order, so names are compared where no two are equal.
      if (new Set(list.map(([, , start, duration]) => `${start}+${duration}`)).size === list.length && list.every(([, , , duration]) => duration > 0)) {
        expect(self).toEqual(new Map([...expected].filter(([, us]) => us > 0)));
      }
    }));
  });

  test('of intervals that overlap without nesting nothing is negative or counted twice', () => {
    fc.assert(fc.property(fc.array(interval, { maxLength: 25 }), (list) => {
      const self = selfTimes(intervalsOf(list), WHOLE);
      for (const us of self.values()) expect(us).toBeGreaterThan(0);
      const covered = [0, 1].flatMap((lane) => Array.from({ length: 80 }, (_, us) => list.some(([of, , start, duration]) => of === lane && start <= us && us < start + duration)));
      expect([...self.values()].reduce((sum, us) => sum + us, 0)).toBe(covered.filter(Boolean).length);
    }));
  });

  test('threads do not nest in one another', () =>
    expect(selfTimes(intervalsOf([[0, 0, 0, 10], [1, 1, 2, 5]]), WHOLE)).toEqual(new Map([[0, 10], [1, 5]])));
  test('what starts outside of the window is left out', () =>
    expect(selfTimes(intervalsOf([[0, 0, 0, 10], [0, 1, 12, 5], [0, 2, 20, 5]]), { startUs: 5, endUs: 20 })).toEqual(new Map([[1, 5]])));
});
