import { describe, expect, test } from 'vitest';
import { readJson, type JsonField } from '../../../src/core/jsonFields';
import type { Estimator } from '../../../src/core/predictor/estimators/estimator';
import { loadExtraTrees } from '../../../src/core/predictor/estimators/extraTrees';
import { loadKernelRidge, similarity } from '../../../src/core/predictor/estimators/kernelRidge';
import { loadNearestNeighbours } from '../../../src/core/predictor/estimators/nearestNeighbours';
import { loadRidge } from '../../../src/core/predictor/estimators/ridge';
import { fitExtraTrees } from '../../../tools/predictor/fit/extraTrees';
import { fitKernelRidge } from '../../../tools/predictor/fit/kernelRidge';
import { fitNearestNeighbours } from '../../../tools/predictor/fit/nearestNeighbours';
import { fitRidge } from '../../../tools/predictor/fit/ridge';

/** Loads a model through its JSON text, as the bundle does. */
function load<E extends Estimator>(loader: (field: JsonField) => E, json: unknown): E {
  const loaded = readJson(JSON.parse(JSON.stringify(json)), 'The model', '', loader);
  if (!loaded.ok) throw new Error(loaded.failure.message);
  return loaded.value;
}

describe('ridge', () => {
  const set = { features: [[0], [2]], values: [[10], [14]] };

  test('two points by hand: slope = sum xy / (sum xx + penalty) on centred data', () => {
    // Centred x = -1, 1 and y = -2, 2: slope 4 / (2 + 2) = 1, and the line passes through the means (1, 12).
    const ridge = load(loadRidge, fitRidge(set, 2));
    expect(ridge.predict([1])[0]).toBeCloseTo(12, 4);
    expect(ridge.predict([3])[0]).toBeCloseTo(14, 4);
  });

  test('a vanishing penalty gives the line through both points', () => {
    expect(load(loadRidge, fitRidge(set, 1e-9)).predict([5])[0]).toBeCloseTo(20, 3);
  });

  test('outputs do not mix', () => {
    const both = load(loadRidge, fitRidge({ features: set.features, values: [[10, 1], [14, 1]] }, 2));
    expect(both.predict([3])).toEqual([expect.closeTo(14, 4), expect.closeTo(1, 4)]);
  });

  test.each([0, -1, NaN])('refuses a penalty of %s', (penalty) => {
    expect(() => fitRidge(set, penalty)).toThrow(RangeError);
  });
});

describe('kernel ridge', () => {
  test('similarity by hand: mean of Gaussians + 0.3 exp(-root mean square)', () => {
    expect(similarity([0, 0], [0, 0])).toBeCloseTo(1.3, 10);
    // Differences 2 and 0: Gaussians exp(-2) and 1, root mean square sqrt(2).
    expect(similarity([0, 0], [2, 0])).toBeCloseTo((Math.exp(-2) + 1) / 2 + 0.3 * Math.exp(-Math.SQRT2), 10);
  });

  test('two opposite points by hand', () => {
    const near = 1.3;
    const apart = Math.exp(-2) + 0.3 * Math.exp(-2);
    // Values -1 and 1 with median 0: by symmetry the weights are -w and w with w (near - apart + penalty) = 1.
    const kernel = load(loadKernelRidge, fitKernelRidge({ features: [[-1], [1]], values: [[-1], [1]] }, 0.5));
    expect(kernel.predict([1])[0]).toBeCloseTo((near - apart) / (near - apart + 0.5), 3);
    expect(kernel.predict([0])[0]).toBeCloseTo(0, 6);
  });

  test('far from all points only the median is left', () => {
    const kernel = load(loadKernelRidge, fitKernelRidge({ features: [[-1], [0], [1]], values: [[5], [7], [90]] }, 0.5));
    expect(kernel.predict([1000])[0]).toBeCloseTo(7, 6);
  });
});

describe('nearest neighbours', () => {
  const json = fitNearestNeighbours({ features: [[0, 0], [1, 0], [0, 3], [9, 9]], values: [[1], [2], [4], [100]] }, 3);

  test('finds the nearest in order, with distances', () => {
    expect(load(loadNearestNeighbours, json).nearest([0.2, 0])).toEqual([
      { index: 0, distance: expect.closeTo(0.2, 6) as number },
      { index: 1, distance: expect.closeTo(0.8, 6) as number },
      { index: 2, distance: expect.closeTo(Math.hypot(0.2, 3), 6) as number },
    ]);
  });

  test('agrees with measuring every distance', () => {
    const points = Array.from({ length: 60 }, (_, i) => [Math.sin(i * 12.9), Math.cos(i * 4.1), Math.sin(i * 7.7)].map((v) => Math.round(10 * v) / 10));
    const neighbours = load(loadNearestNeighbours, fitNearestNeighbours({ features: points, values: points.map((_, i) => [i]) }, 4));
    for (const query of [[0, 0, 0], [0.5, -0.5, 0.9], [-2, 1, 0]]) {
      const distances = points.map((point) => Math.hypot(...point.map((value, axis) => value - (query[axis] ?? 0)))).sort((a, b) => a - b);
      expect(neighbours.nearest(query).map(({ distance }) => distance)).toEqual(distances.slice(0, 4).map((distance) => expect.closeTo(distance, 9) as number));
    }
  });

  test('weighs by inverse distance, 0.05 added', () => {
    const weights = [1 / 0.25, 1 / 0.85, 1 / (Math.hypot(0.2, 3) + 0.05)];
    const sum = weights.reduce((a, b) => a + b);
    const expected = weights.reduce((total, weight, index) => total + (weight * [1, 2, 4][index]!) / sum, 0);
    expect(load(loadNearestNeighbours, json).predict([0.2, 0])[0]).toBeCloseTo(expected, 6);
  });
});

describe('extra trees', () => {
  /** Two groups that any threshold between 1 and 9 separates; the second feature never varies. */
  const set = { features: [[0, 5], [1, 5], [9, 5], [10, 5]], values: [[1, 10], [2, 10], [7, 20], [8, 20]] };
  const options = { trees: 5, leaf: 2, tried: 1, seed: 42 };

  test('leaves hold the means of their rows, whatever the random thresholds', () => {
    const trees = load(loadExtraTrees, fitExtraTrees(set, { ...options, trees: 1 }));
    // With two rows at least in each leaf only the middle split is possible, or none at all.
    expect([[1.5, 10], [4.5, 15]]).toContainEqual(trees.predict([0.5, 5]));
    const many = load(loadExtraTrees, fitExtraTrees(set, { ...options, trees: 200 }));
    expect(many.predict([0, 0])[0]).toBeLessThan(many.predict([10, 0])[0] ?? 0);
  });

  test('a leaf of the whole set is its mean', () => {
    expect(load(loadExtraTrees, fitExtraTrees(set, { ...options, leaf: 4 })).predict([3, 5])).toEqual([4.5, 15]);
  });

  test('same seed, same trees; other seed, other trees', () => {
    const grown = (seed: number) => JSON.stringify(fitExtraTrees(set, { ...options, leaf: 1, seed }));
    expect(grown(1)).toBe(grown(1));
    expect(grown(1)).not.toBe(grown(2));
  });

  test('walks a tree written by hand', () => {
    // Feature 1 at most 0.5? then 0.1; else feature 0 at most 2? then 0.2; else 0.3 (thousandths).
    const json = { name: 'extra-trees-1', outputs: 1, scale: 1000, trees: [[1, 500, -1, 100, 0, 2000, -1, 200, -1, 300]] };
    const trees = load(loadExtraTrees, json);
    expect([[9, 0.5], [2, 0.6], [2.1, 0.6]].map((features) => trees.predict(features)[0])).toEqual([0.1, 0.2, 0.3]);
  });

  test.each([[[1, 500, -1, 100]], [[1, 500, -1, 100, -1, 200, 7]], [[]]])('refuses the broken tree %j', (tree) => {
    expect(() => load(loadExtraTrees, { name: 'extra-trees-1', outputs: 1, scale: 1000, trees: [tree] })).toThrow(/should be a whole tree/);
  });
});

test.each([
  ['ridge-1', loadRidge], ['kernel-ridge-1', loadKernelRidge], ['extra-trees-1', loadExtraTrees], ['nearest-neighbours-1', loadNearestNeighbours],
])('only the loader of %s takes it', (name, loader) => {
  expect(() => load<Estimator>(loader, { name: `${name}0` })).toThrow(`name should be "${name}", but is "${name}0"`);
});

test('an empty training set is an error, not a model', () => {
  const empty = { features: [], values: [] };
  expect(() => fitRidge(empty, 1)).toThrow(RangeError);
  expect(() => fitKernelRidge(empty, 1)).toThrow(RangeError);
  expect(() => fitNearestNeighbours(empty, 1)).toThrow(RangeError);
  expect(() => fitExtraTrees(empty, { trees: 1, leaf: 1, tried: 1, seed: 1 })).toThrow(RangeError);
});
