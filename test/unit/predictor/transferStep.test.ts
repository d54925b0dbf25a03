import { describe, expect, test } from 'vitest';
import { exchangeOf, parallelStepMs, ringMs } from '../../../src/core/predictor/parallel/dataParallel';
import { OP_GROUPS, type OpGroup } from '../../../src/core/predictor/stepVector';
import { ratioBounds } from '../../../src/core/predictor/transfer/bounds';
import type { DeviceRates, StepModel, WidthModel } from '../../../src/core/predictor/transfer/model';
import { transferStep, type Machine, type Work } from '../../../src/core/predictor/transfer/step';
import { rateDeviation, transferWidth, type TransferDoubts } from '../../../src/core/predictor/transfer/width';
import { workOf } from '../../../src/core/predictor/transfer/work';

const perGroup = (values: Partial<Record<OpGroup, number>>): number[] => OP_GROUPS.map((group) => values[group] ?? 0);

/** Products are half arithmetic and half bandwidth, all else is bandwidth; waiting follows the root of the host's speed. */
const STEP: StepModel = { computeShare: perGroup({ matmul: 0.5 }), tensorShare: 1, ampBytesGain: 2, hostExponent: 0.5, uncovered: 0 };

const device = (name: string, fp32: number, bandwidthGBs: number, change: Partial<DeviceRates> = {}): DeviceRates => ({
  device: name, chip: name, provenance: 'spec', measuredGroups: [], basis: 'made up', computeTflops: { fp32, tf32: fp32, amp: 4 * fp32 }, bandwidthGBs, linkGBs: 10,
  residuals: perGroup({}), spread: { compute: 0.3, bandwidth: 0.1, group: 0.2 }, peak: { tflops: { fp32: 2 * fp32, tf32: 2 * fp32, amp: 10 * fp32 }, bandwidthGBs: 1.25 * bandwidthGBs }, ...change,
});

const SMALL = device('small', 4, 100);
const LARGE = device('large', 16, 400);
const on = (rates: DeviceRates, hostSpeed = 1): Machine => ({ rates, hostSpeed });

describe('a step by hand', () => {
  const work: Work = { groupMs: perGroup({ matmul: 40, elementwise: 20, transfer: 6 }), waitMs: 10 };

  test('products by the root of 4 x arithmetic and 4 x bandwidth, the rest by bandwidth, copies by the link, waiting by the root of a host 4 times as fast', () => {
    const there = transferStep(STEP, on(SMALL), on(LARGE, 4), work, 'fp32');
    // 40 / (2 x 2) + 20 / 4 + 6 + 10 / 2
    expect(there.stepMs).toBeCloseTo(10 + 5 + 6 + 5, 9);
    expect(there.waitMs).toBeCloseTo(5, 9);
  });

  test('only arithmetic 4 times as fast: products halve', () => {
    expect(transferStep(STEP, on(SMALL), on(device('fast', 16, 100)), work, 'fp32').stepMs).toBeCloseTo(20 + 20 + 6 + 10, 9);
  });

  test('in mixed precision products run on matrix units alone', () => {
    const there = transferStep(STEP, on(SMALL), on(device('fast', 16, 100)), work, 'amp');
    expect(there.groupMs[OP_GROUPS.indexOf('matmul')]).toBeCloseTo(10, 9);
  });

  test('what a group was measured to do beside both rates', () => {
    const slow = device('slow', 4, 100, { residuals: perGroup({ elementwise: -Math.log(3) }) });
    expect(transferStep(STEP, on(SMALL), on(slow), work, 'fp32').stepMs).toBeCloseTo(40 + 60 + 6 + 10, 9);
  });

  test('of device time saved, waiting share x uncovered becomes waiting', () => {
    const half: Work = { groupMs: perGroup({ elementwise: 30 }), waitMs: 30 };
    // 30 / 4 = 7.5 ms; 22.5 ms saved, half of the step waits: 0.4 x 0.5 x 22.5 = 4.5 ms more
    expect(transferStep({ ...STEP, uncovered: 0.4 }, on(SMALL), on(LARGE), half, 'fp32').stepMs).toBeCloseTo(7.5 + 34.5, 9);
    // and on a device 4 times as slow 90 ms more work covers 18 ms of it
    expect(transferStep({ ...STEP, uncovered: 0.4 }, on(LARGE), on(SMALL), half, 'fp32').stepMs).toBeCloseTo(120 + 12, 9);
  });
});

/** Seeded, so that a failure can be looked at. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

test('a machine that is better in every respect never makes a slower step', () => {
  const random = numbers(11);
  const next = (): number => random.next().value;
  for (let trial = 0; trial < 500; trial++) {
    const model: StepModel = { ...STEP, computeShare: OP_GROUPS.map(next), hostExponent: next(), uncovered: next() };
    const work: Work = { groupMs: OP_GROUPS.map(() => 100 * next() ** 3), waitMs: 50 * next() };
    const anchor = on(device('anchor', 1 + 20 * next(), 50 + 900 * next()), 0.3 + next());
    const worse = on(device('worse', 1 + 20 * next(), 50 + 900 * next()), 0.3 + next());
    const better = on(device('better', worse.rates.computeTflops.fp32 * (1 + next()), worse.rates.bandwidthGBs * (1 + next())), worse.hostSpeed * (1 + next()));
    for (const precision of ['fp32', 'amp'] as const) {
      expect(transferStep(model, anchor, better, work, precision).stepMs).toBeLessThanOrEqual(transferStep(model, anchor, worse, work, precision).stepMs * (1 + 1e-12));
    }
  }
});

test('the same machine takes the same time', () => {
  const work: Work = { groupMs: OP_GROUPS.map((_, index) => index), waitMs: 7 };
  expect(transferStep({ ...STEP, uncovered: 0.7 }, on(SMALL), on(SMALL), work, 'fp32').stepMs).toBeCloseTo(66 + 7, 9);
});

describe('bounds', () => {
  test('between the least and the largest ratio of peaks, with a factor of two beyond', () => {
    // arithmetic x4, bandwidth x4, link x1, host x1: no faster than 8 times, no slower than twice
    expect(ratioBounds(SMALL, LARGE, 1, 'fp32')).toEqual({ low: -Math.log(8), high: Math.log(2) });
    // a host 20 times as fast may speed up a step that only waits
    expect(ratioBounds(SMALL, LARGE, 20, 'fp32').low).toBeCloseTo(-Math.log(40), 9);
  });

  test('of one device only the host differs', () => {
    const { low, high } = ratioBounds(SMALL, SMALL, 2, 'fp32');
    expect(low).toBeCloseTo(-Math.log(2) - 0.1, 9);
    expect(high).toBeCloseTo(0.1, 9);
  });
});

describe('widths', () => {
  const MODEL: WidthModel = { scale: 2, workload: 0.3, perLogRatio: 0, short: 0.1, wait: 0.5, withoutOps: 0.4 };
  const DOUBTS: TransferDoubts = { rates: 0.4, otherDevice: true, logRatio: -1, stepMs: 100, waitShare: 0, withOps: true };

  test('independent doubts add by squares: 2 x root of 0.3^2 + 0.4^2', () => {
    expect(transferWidth(MODEL, DOUBTS)).toBeCloseTo(1, 9);
    expect(transferWidth(MODEL, { ...DOUBTS, rates: 0, withOps: false })).toBeCloseTo(1, 9);
  });

  test('short steps, waiting and far ratios widen', () => {
    expect(transferWidth(MODEL, { ...DOUBTS, stepMs: 2 })).toBeGreaterThan(1);
    expect(transferWidth(MODEL, { ...DOUBTS, waitShare: 0.5 })).toBeGreaterThan(1);
    expect(transferWidth({ ...MODEL, perLogRatio: 0.1 }, DOUBTS)).toBeGreaterThan(transferWidth({ ...MODEL, perLogRatio: 0.1 }, { ...DOUBTS, logRatio: -0.2 }));
  });

  test('between sizes of one device only waiting is in doubt', () => {
    expect(transferWidth(MODEL, { ...DOUBTS, otherDevice: false, waitShare: 0.1 })).toBeCloseTo(0.1, 9);
  });

  test('what rates leave open: all of it arithmetic, or half of it bandwidth', () => {
    const shares = perGroup({ matmul: 1 });
    const plain: StepModel = { ...STEP, computeShare: perGroup({ matmul: 1 }) };
    // 0.3 and 0.2 of each of two devices
    expect(rateDeviation(plain, SMALL, LARGE, shares, 'fp32')).toBeCloseTo(Math.sqrt(2 * (0.09 + 0.04)), 9);
    expect(rateDeviation(STEP, SMALL, LARGE, shares, 'fp32')).toBeCloseTo(Math.sqrt(2 * (0.0225 + 0.0025 + 0.04)), 9);
    expect(rateDeviation(plain, SMALL, SMALL, shares, 'fp32')).toBe(0);
    expect(rateDeviation(plain, SMALL, LARGE, shares, 'amp')).toBeGreaterThan(rateDeviation(plain, SMALL, LARGE, shares, 'fp32'));
  });
});

describe('work without op times', () => {
  const typical = { shares: perGroup({ matmul: 0.5, elementwise: 0.5 }), waitMs: 10, leastWaitShare: 0.1 };
  const rest = { typical, model: STEP, rates: SMALL, precision: 'fp32' } as const;
  const vector = { stepMs: 90, groupMs: OP_GROUPS.map(() => 0), idleMs: 0 };

  test('typical waiting: 0.1 + 0.9 x 10 / (10 + 90) of the step', () => {
    const { waitMs, groupMs, withOps } = workOf(vector, undefined, rest);
    expect(waitMs).toBeCloseTo(90 * 0.19, 9);
    expect(groupMs[OP_GROUPS.indexOf('matmul')]).toBeCloseTo(90 * 0.81 * 0.5, 9);
    expect(withOps).toBe(false);
  });

  test('the busy share of a monitor decides when there is one, and never claims all or nothing', () => {
    expect(workOf(vector, 0.6, rest).waitMs).toBeCloseTo(36, 9);
    expect(workOf(vector, 1, rest).waitMs).toBeCloseTo(1.8, 9);
  });

  test('mixed precision shortens products 4 times, and streams twice', () => {
    const { groupMs } = workOf(vector, 0.5, { ...rest, model: { ...STEP, computeShare: perGroup({ matmul: 1 }) }, precision: 'amp' });
    // 0.5 / 4 against 0.5 / 2: a third and two thirds of 45 ms
    expect(groupMs[OP_GROUPS.indexOf('matmul')]).toBeCloseTo(15, 9);
    expect(groupMs[OP_GROUPS.indexOf('elementwise')]).toBeCloseTo(30, 9);
  });

  test('with op times a monitor\'s busy share scales them', () => {
    const busy = { stepMs: 100, groupMs: perGroup({ matmul: 30, elementwise: 20 }), idleMs: 50 };
    const { waitMs, groupMs, withOps } = workOf(busy, 0.8, rest);
    expect([waitMs, withOps]).toEqual([expect.closeTo(20, 9), true]);
    expect(groupMs[OP_GROUPS.indexOf('matmul')]).toBeCloseTo(48, 9);
  });
});

describe('data-parallel steps', () => {
  test('25 million parameters over 2 GB/s: 100 ms for each way, 2 x 3/4 of it in a ring of four', () => {
    const exchange = exchangeOf(25e6, { localGBs: 2, networkGBs: 0.5 });
    expect(exchange).toEqual({ localMs: 100, networkMs: 400 });
    expect(ringMs(exchange, { gpus: 4, machines: 1 })).toBeCloseTo(75, 9);
    expect(ringMs(exchange, { gpus: 8, machines: 2 })).toBeCloseTo(350, 9);
    expect(ringMs(exchange, { gpus: 1, machines: 1 })).toBe(0);
  });

  test('overlap 1 adds, overlap 2 adds squares, one GPU exchanges nothing', () => {
    const exchange = { localMs: 80, networkMs: 80 };
    expect(parallelStepMs(80, exchange, { gpus: 4, machines: 1 }, 1)).toBeCloseTo(140, 9);
    expect(parallelStepMs(80, exchange, { gpus: 4, machines: 1 }, 2)).toBeCloseTo(100, 9);
    expect(parallelStepMs(80, exchange, { gpus: 1, machines: 1 })).toBeCloseTo(80, 9);
  });
});
