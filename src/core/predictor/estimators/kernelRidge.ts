/** Kernel ridge regression: prediction. tools/predictor/fit/kernelRidge.ts fits it. */

import type { JsonField } from '../../jsonFields';
import type { Estimator, EstimatorJson } from './estimator';

/** Name and version of the JSON form. */
export const KERNEL_RIDGE = 'kernel-ridge-1';

/** How much the kernel trusts that all features are alike at once, beside each on its own. */
const JOINT = 0.3;

/**
 * Similarity of two points of standardised features: the mean over features of a Gaussian (an additive model, which carries over to mixes
 * of known features that were not seen together), plus an exponential of their root-mean-square distance (which knows the neighbourhood).
 */
export function similarity(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let additive = 0;
  let squares = 0;
  for (let index = 0; index < one.length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    const square = difference * difference;
    additive += Math.exp(-square / 2);
    squares += square;
  }
  return additive / one.length + JOINT * Math.exp(-Math.sqrt(squares / one.length));
}

/** The value is `intercepts` plus the similarities to the points, weighted by `weights[point][output]`. */
export interface KernelRidgeJson extends EstimatorJson {
  readonly name: typeof KERNEL_RIDGE;
  readonly intercepts: readonly number[];
  readonly points: readonly (readonly number[])[];
  readonly weights: readonly (readonly number[])[];
}

/** The estimator of a JSON model; refuses another name, and points without weights. */
export function loadKernelRidge(field: JsonField): Estimator {
  field.field('name').oneOf([KERNEL_RIDGE]);
  const intercepts = field.field('intercepts').numbers();
  const points = field.field('points').items().map((point) => Float64Array.from(point.numbers()));
  const weights = field.field('weights').items().map((row) => row.numbers());
  if (points.length !== weights.length) return field.refuse('as many weights as points');
  return {
    predict(features) {
      const values = [...intercepts];
      points.forEach((point, row) => {
        const alike = similarity(features, point);
        weights[row]?.forEach((weight, output) => { values[output] = (values[output] ?? 0) + weight * alike; });
      });
      return values;
    },
  };
}
