/** Linear regression with squared-norm penalty: prediction. tools/predictor/fit/ridge.ts fits it. */

import type { JsonField } from '../../jsonFields';
import type { Estimator, EstimatorJson } from './estimator';

/** Name and version of the JSON form. */
export const RIDGE = 'ridge-1';

/** `coefficients[output][feature]`, and one intercept per output. */
export interface RidgeJson extends EstimatorJson {
  readonly name: typeof RIDGE;
  readonly intercepts: readonly number[];
  readonly coefficients: readonly (readonly number[])[];
}

/** The estimator of a JSON model; refuses another name. */
export function loadRidge(field: JsonField): Estimator {
  field.field('name').oneOf([RIDGE]);
  const intercepts = field.field('intercepts').numbers();
  const coefficients = field.field('coefficients').items().map((row) => row.numbers());
  return {
    predict: (features) => intercepts.map((intercept, output) =>
      (coefficients[output] ?? []).reduce((sum, coefficient, index) => sum + coefficient * (features[index] ?? 0), intercept)),
  };
}
