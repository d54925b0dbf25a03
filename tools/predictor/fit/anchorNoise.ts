/** Fits what profiling and repeating do to a step on one anchor. */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { AnchorNoise } from '../../../src/core/predictor/bundle';
import { COVERAGE } from '../../../src/core/predictor/intervals';
import { busyMs } from '../../../src/core/predictor/stepVector';
import type { Workload } from '../dataset';
import { medianVector, vectorsOf } from '../pairs';
import { median, quantile, rounded } from '../statistics';

/** Least squares of relative errors: unprofiled step = a x busy + b x idle + c, over the medians of each workload. */
export function fitAnchorNoise(anchor: string, workloads: readonly Workload[]): AnchorNoise {
  const repeats = workloads.map((workload) => vectorsOf(workload, anchor));
  const vectors = repeats.map(medianVector);
  const x = new Matrix(vectors.map((vector) => [busyMs(vector), vector.idleMs, 1].map((value) => value / vector.stepMs)));
  const transposed = x.transpose();
  const ones = Matrix.ones(vectors.length, 1);
  const [busy = 1, idle = 1, fixedMs = 0] = new CholeskyDecomposition(transposed.mmul(x)).solve(transposed.mmul(ones)).to1DArray();
  const errors = vectors.map((vector) => Math.log(Math.max(busy * busyMs(vector) + idle * vector.idleMs + fixedMs, 0.01) / vector.stepMs));
  const noise = repeats.flatMap((same) => {
    const middle = median(same.map((run) => run.stepMs));
    return same.map((run) => Math.abs(Math.log(run.stepMs / middle)));
  });
  return {
    anchor,
    unprofiled: {
      busy: rounded(busy, 4), idle: rounded(idle, 4), fixedMs: rounded(fixedMs, 4),
      spread: rounded(quantile(errors.map(Math.abs), COVERAGE), 4),
    },
    repeat: rounded(quantile(noise, COVERAGE), 4),
  };
}
