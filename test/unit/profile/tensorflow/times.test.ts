import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Busy } from '../../../../src/core/profile/tensorflow/xplane/busy';
import { EventBatch, LineTimes, type KeyTimes } from '../../../../src/core/profile/tensorflow/xplane/lineTimes';
import { opName } from '../../../../src/core/profile/tensorflow/xplane/opName';

// One seed: the suite tests the same inputs in every run.
fc.configureGlobal({ seed: 42, numRuns: 300 });

const span = fc.tuple(fc.nat(60), fc.nat(12)).map(([start, length]) => [start, start + length] as const);

test('busy time is that of every tick in which any span runs', () => {
  fc.assert(fc.property(fc.array(span, { maxLength: 40 }), fc.uniqueArray(fc.nat(80), { minLength: 2, maxLength: 6 }), (spans, edges) => {
    const sorted = [...edges].sort((a, b) => a - b);
    const windows = Array.from({ length: sorted.length >> 1 }, (_, index) => [sorted[2 * index] ?? 0, sorted[2 * index + 1] ?? 0] as const);
    const busy = new Busy();
    for (const [start, end] of spans) busy.add(start, end);
    const ticks = Array.from({ length: 80 }, (_, tick) => tick).filter((tick) =>
      spans.some(([start, end]) => start <= tick && tick < end) && windows.some(([start, end]) => start <= tick && tick < end));
    expect(busy.within(windows)).toBe(ticks.length);
  }));
});

test('more spans than one batch, in any order, are the same time', () => {
  const busy = new Busy();
  for (let index = 0; index < 50_000; index++) busy.add(((index * 7919) % 50_000) * 10, ((index * 7919) % 50_000) * 10 + 3);
  expect(busy.within([[0, 500_000]])).toBe(150_000);
  expect(busy.span()).toEqual([0, 499_993]);
});

test('spans without number are given up, not kept', () => {
  const busy = new Busy();
  for (let index = 0; index < 600_000; index++) busy.add(index * 10, index * 10 + 1);
  expect(busy.within([[0, 10]])).toBeUndefined();
});

/** Calls that nest: each is [depth-first children, own time]. */
interface Call { readonly own: number; readonly calls: readonly Call[] }
const ownTime = fc.integer({ min: 1, max: 9 });
const call: fc.Arbitrary<Call> = fc.letrec<{ call: Call }>((tie) => ({
  call: fc.oneof({ maxDepth: 3 }, fc.record({ own: ownTime, calls: fc.constant([]) }), fc.record({ own: ownTime, calls: fc.array(tie('call'), { maxLength: 3 }) })),
})).call;

test('self times are what calls took without those they made', () => {
  fc.assert(fc.property(fc.array(call, { minLength: 1, maxLength: 5 }), fc.boolean(), (calls, backwards) => {
    const events: [number, number, number][] = [];
    const own = new Map<number, number>();
    const run = ({ own: ticks, calls: inner }: Call, at: number, depth: number): number => {
      let now = at + ticks;
      for (const each of inner) now = run(each, now, depth + 1);
      events.push([depth, at, now - at]);
      own.set(depth, (own.get(depth) ?? 0) + ticks);
      return now;
    };
    let now = 0;
    for (const each of calls) now = run(each, now, 0) + 2;
    const times = new Map<number, KeyTimes>();
    const line = new LineTimes(times, new EventBatch());
    // Profilers write calls when they begin, or when they end.
    const order = backwards ? events : [...events].sort(([, a, x], [, b, y]) => a - b || y - x);
    for (const [depth, start, duration] of order) line.add(depth, start, duration);
    expect(line.end()).toBe(2 * (calls.length - 1));
    expect(new Map([...times].map(([depth, { selfPs }]) => [depth, selfPs]))).toEqual(own);
    expect([...times.values()].reduce((sum, { count }) => sum + count, 0)).toBe(events.length);
  }));
});

test.each([
  ['scope/conv1/Conv2D:Conv2D', 'Conv2D'], ['a/b:_FusedConv2D', '_FusedConv2D'], ['Iterator::Prefetch::Map', 'Dataset'], ['XlaModule:', 'XlaModule'],
  ['jit(f)/transpose[permutation=(0, 1)]', undefined], ['layer/MatMul_1:', 'MatMul'], ['x:dot_general[a=1]', 'dot_general'], ['MemcpyH2D', 'MemcpyH2D'],
  ['ExecutorState::Process', undefined], ['$api.py:3154 block_until_ready', undefined], ['EagerExecute', undefined], ['jit_f:XLA GPU module', undefined], ['', undefined], [':', undefined],
])('an event "%s" is an op of type %s', (event, type) => expect(opName(event)?.type).toBe(type));
