import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestThreads, fitScalability, relativeTime } from '../../../src/core/predictor/cpu/scalability';

describe('scaling with threads', () => {
  test('the law by hand: 10 % contention on 4 threads takes 1.3 / 4 of the time', () => {
    expect(relativeTime({ contention: 0.1, crosstalk: 0 }, 4)).toBeCloseTo(0.325, 12);
    expect(relativeTime({ contention: 0, crosstalk: 0.01 }, 10)).toBeCloseTo(0.19, 12);
    expect(bestThreads({ contention: 0.1, crosstalk: 0.001 })).toBe(30);
    expect(bestThreads({ contention: 0.1, crosstalk: 0 })).toBe(Infinity);
  });

  test('two measured runs give Amdahl: the 8.868 and 5.721 ms of the sample inferences', () => {
    // 2 t(2) = t(1) (1 + s): s = 2 x 5.721 / 8.868 - 1
    expect(fitScalability([{ threads: 1, stepMs: 8.868 }, { threads: 2, stepMs: 5.721 }])).toEqual({ contention: expect.closeTo(0.29026, 4) as number, crosstalk: 0 });
  });

  test('runs that follow the law give it back', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.double({ min: 0.0001, max: 0.05, noNaN: true }), (contention, crosstalk) => {
      const runs = [1, 2, 4, 8, 16].map((threads) => ({ threads, stepMs: 100 * relativeTime({ contention, crosstalk }, threads) }));
      const fitted = fitScalability(runs);
      expect(fitted?.contention).toBeCloseTo(contention, 5);
      expect(fitted?.crosstalk).toBeCloseTo(crosstalk, 6);
    }), { seed: 42 });
  });

  test('more than proportional gains are counted as proportional; one count tells nothing', () => {
    expect(fitScalability([{ threads: 1, stepMs: 100 }, { threads: 2, stepMs: 40 }])).toEqual({ contention: 0, crosstalk: 0 });
    expect(fitScalability([{ threads: 4, stepMs: 100 }, { threads: 4, stepMs: 90 }])).toBeUndefined();
    expect(fitScalability([{ threads: 1, stepMs: 100 }, { threads: 0, stepMs: 90 }])).toBeUndefined();
  });
});
