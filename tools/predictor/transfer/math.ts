/** Penalised least squares whose rows touch few parameters. */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** Indexes and values of the parameters that a row depends on. */
export type SparseRow = readonly (readonly [index: number, slope: number])[];

/** Normal equations of a fit with a Gaussian prior on every parameter. */
export class NormalEquations {
  private readonly hessian: Matrix;
  private readonly gradient: number[];

  /** Starts from the prior: `values` are where the parameters stand now. */
  constructor(values: readonly number[], means: readonly number[], deviations: readonly number[]) {
    this.hessian = Matrix.diag(deviations.map((deviation) => deviation ** -2));
    this.gradient = values.map((value, index) => ((means[index] ?? 0) - value) * (deviations[index] ?? 1) ** -2);
  }

  /** Adds an observation by its residual (observed less predicted) and the standard deviation of its noise. */
  add(row: SparseRow, residual: number, deviation: number): void {
    const weight = deviation ** -2;
    for (const [i, slope] of row) {
      this.gradient[i] = (this.gradient[i] ?? 0) + weight * slope * residual;
      for (const [j, other] of row) if (j <= i) this.hessian.set(i, j, this.hessian.get(i, j) + weight * slope * other);
    }
  }

  /** The change of the parameters to the minimum. */
  step(): number[] {
    return this.factors().solve(Matrix.columnVector(this.gradient)).to1DArray();
  }

  /** The covariance of the parameters after all observations. */
  covariance(): Matrix {
    return this.factors().solve(Matrix.eye(this.hessian.rows));
  }

  /** Only the lower half is summed up, so that both halves are equal to the last bit. */
  private factors(): CholeskyDecomposition {
    const whole = this.hessian.clone();
    for (let i = 0; i < whole.rows; i++) for (let j = 0; j < i; j++) whole.set(j, i, whole.get(i, j));
    return new CholeskyDecomposition(whole);
  }
}
