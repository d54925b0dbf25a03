/** Fits linear regression with a squared-norm penalty on the coefficients (not on the intercept). */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { RIDGE, type RidgeJson } from '../../../src/core/predictor/estimators/ridge';
import { mean, rounded } from '../statistics';
import { checkTrainingSet, type TrainingSet } from './trainingSet';

const DECIMALS = 5;

/** Solves (X'X + penalty I) w = X'y on centred features and values, one w per output. `penalty` is above 0. */
export function fitRidge(set: TrainingSet, penalty: number): RidgeJson {
  checkTrainingSet(set);
  if (!(penalty > 0)) throw new RangeError(`a penalty of ${penalty}`);
  const centre = columnMeans(set.features);
  const intercepts = columnMeans(set.values);
  const x = new Matrix(set.features.map((row) => row.map((value, index) => value - (centre[index] ?? 0))));
  const y = new Matrix(set.values.map((row) => row.map((value, index) => value - (intercepts[index] ?? 0))));
  const transposed = x.transpose();
  const normal = transposed.mmul(x).add(Matrix.eye(x.columns, x.columns, penalty));
  const weights = new CholeskyDecomposition(normal).solve(transposed.mmul(y)).transpose().to2DArray();
  return {
    name: RIDGE,
    intercepts: intercepts.map((intercept, output) => rounded(intercept - dot(weights[output] ?? [], centre), DECIMALS)),
    coefficients: weights.map((row) => row.map((weight) => rounded(weight, DECIMALS))),
  };
}

function columnMeans(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => mean(rows.map((row) => row[column] ?? 0)));
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}
