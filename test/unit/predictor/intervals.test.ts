import { describe, expect, test } from 'vitest';
import { at90, doubts, halfWidth, intervalAround, type Situation } from '../../../src/core/predictor/intervals';
import { fitSpreads, pairKey, type LeftOut } from '../../../tools/predictor/fit/intervals';
import { randomNumbers } from '../../../tools/predictor/random';

const plain: Situation = { logRatio: 0.5, disagreement: 0.05, unfounded: 0, distance: 1, stepMs: 50 };

test('an interval is symmetric on the log and holds its estimate', () => {
  const { estimate, low, high, coverage } = intervalAround(80, Math.log(1.25));
  expect([estimate, low, high, coverage]).toEqual([80, expect.closeTo(64, 9), expect.closeTo(100, 9), 0.8]);
});

test('at 90 % the half-width on the log is 1.4 times as long: 100 within 80-125 becomes 73.2-136.7', () => {
  // 1.25^1.4 = exp(1.4 x 0.22314) = 1.36670
  const wide = at90({ estimate: 100, low: 80, high: 125, coverage: 0.8 });
  expect(wide).toEqual({ estimate: 100, low: expect.closeTo(73.169, 2) as number, high: expect.closeTo(136.67, 2) as number, coverage: 0.9 });
  expect(at90({ estimate: 1, low: 1, high: 1, coverage: 0.8 })).toEqual({ estimate: 1, low: 1, high: 1, coverage: 0.9 });
  expect(() => at90(wide)).toThrow(RangeError);
});

test.each([
  ['a larger ratio', { logRatio: 2 }], ['a larger ratio downwards', { logRatio: -2 }], ['members that disagree', { disagreement: 0.2 }],
  ['a far workload', { distance: 5 }], ['a short step', { stepMs: 2 }], ['assumed ratios', { unfounded: 0.5 }],
] as const)('%s widens', (_, change) => {
  const spread = [-2.5, ...doubts(plain).slice(1).map(() => 0.2)];
  expect(halfWidth(spread, { ...plain, ...change })).toBeGreaterThan(halfWidth(spread, plain));
});

describe('fitted widths', () => {
  /** Errors whose size doubles when half of the step is unfounded, of two pairs with different noise. */
  const random = randomNumbers(7);
  const leftOut: LeftOut[] = Array.from({ length: 4000 }, (_, index) => {
    const target = index % 2 === 0 ? 'calm' : 'wild';
    const unfounded = index % 4 < 2 ? 0 : 0.5;
    const error = (random() - 0.5) * 0.2 * (target === 'wild' ? 1.5 : 1) * (unfounded > 0 ? 2 : 1);
    return { anchor: 'a', target, architecture: 'x', situation: { ...plain, unfounded }, error };
  });
  const spreads = fitSpreads(leftOut);
  const width = (of: LeftOut) => halfWidth(spreads.get(pairKey(of)) ?? [], of.situation);

  test('four fifths of the errors lie inside', () => {
    expect(leftOut.filter((of) => Math.abs(of.error) <= width(of)).length / leftOut.length).toBeCloseTo(0.8, 1);
  });

  test('grow with a doubt that matters, about as the errors do', () => {
    const [calm, , doubtful] = leftOut;
    expect(width(doubtful!) / width(calm!)).toBeGreaterThan(1.6);
    expect(width(doubtful!) / width(calm!)).toBeLessThan(2.4);
  });

  test('a noisier pair has wider intervals', () => {
    expect(width(leftOut[1]!)).toBeGreaterThan(width(leftOut[0]!) * 1.1);
  });
});
