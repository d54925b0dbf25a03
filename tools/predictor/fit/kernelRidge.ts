/** Fits kernel ridge regression: the weights that reproduce the values, held small by a penalty. */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { KERNEL_RIDGE, similarity, type KernelRidgeJson } from '../../../src/core/predictor/estimators/kernelRidge';
import { median, rounded } from '../statistics';
import { checkTrainingSet, type TrainingSet } from './trainingSet';

/** Solves (K + penalty I) w = y less the median of each output. `penalty` is above 0. */
export function fitKernelRidge(set: TrainingSet, penalty: number): KernelRidgeJson {
  checkTrainingSet(set);
  if (!(penalty > 0)) throw new RangeError(`a penalty of ${penalty}`);
  // Rounded before the fit, so that the weights belong to the points that are stored.
  const points = set.features.map((row) => row.map((value) => rounded(value, 1)));
  const intercepts = (set.values[0] ?? []).map((_, output) => rounded(median(set.values.map((row) => row[output] ?? 0)), 4));
  const kernel = Matrix.eye(points.length, points.length, penalty);
  points.forEach((one, row) => {
    for (let column = 0; column <= row; column++) {
      const alike = similarity(one, points[column] ?? []);
      kernel.set(row, column, kernel.get(row, column) + alike);
      if (column < row) kernel.set(column, row, alike);
    }
  });
  const values = new Matrix(set.values.map((row) => row.map((value, output) => value - (intercepts[output] ?? 0))));
  const weights = new CholeskyDecomposition(kernel).solve(values).to2DArray();
  return { name: KERNEL_RIDGE, intercepts, points, weights: weights.map((row) => row.map((weight) => rounded(weight, 4))) };
}
