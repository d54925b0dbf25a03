/** Errors of the shipped ensemble's estimates alone, without the calibration of intervals, which is what makes training long. */

import type { PairModel } from '../../../src/core/predictor/bundle';
import { predictPairs } from '../../../src/core/predictor/measuredPair';
import type { Workload } from '../dataset';
import { fitTestedModel } from '../fit/testedModel';
import { examplesOf, type Example, type PairSource } from '../pairs';
import { groupBy, mean, median } from '../statistics';

/** One run on an anchor, predicted on one target by a model that has not seen what was held out. */
export interface PointError {
  readonly anchor: string;
  readonly target: string;
  readonly architecture: string;
  /** |predicted / measured - 1|, per cent. */
  readonly ape: number;
}

/** What is held out together: an architecture, or an architecture at one input size. */
export const HOLD_OUT = {
  architecture: ({ architecture }: Workload): string => architecture,
  architectureAndInput: ({ architecture, inputSize }: Workload): string => `${architecture} ${inputSize}`,
} as const;

/** Workloads as training and as tests see them; alike but for what a study changes. */
export interface Views {
  readonly trained: readonly Workload[];
  /** Each list stands for one question to the same models. */
  readonly tested: readonly (readonly Workload[])[];
}

/** Holds out each group of the tests in turn and predicts every run of it; one list of errors for each list of tests. */
export function heldOutErrors(sources: readonly PairSource[], { trained, tested }: Views, groupOf: (workload: Workload) => string): PointError[][] {
  const errors = tested.map((): PointError[] => []);
  for (const source of sources) {
    const examples = examplesOf(source, trained);
    const tests = tested.map((view) => groupBy(examplesOf(source, view), ({ workload }) => groupOf(workload)));
    for (const group of new Set(tests.flatMap((test) => [...test.keys()]))) {
      const model = fitTestedModel(source, examples.filter(({ workload }) => groupOf(workload) !== group));
      tests.forEach((test, view) => errors[view]?.push(...errorsOf(model, source, test.get(group) ?? [])));
    }
  }
  return errors;
}

function errorsOf(model: PairModel, { anchor, targets }: PairSource, examples: readonly Example[]): PointError[] {
  return examples.flatMap(({ workload, runs }) => runs.flatMap(({ vector, logRatios }) => {
    const predicted = predictPairs(model, vector).targets;
    return targets.map(({ instanceType }, index): PointError => ({
      anchor,
      target: instanceType,
      architecture: workload.architecture,
      ape: 100 * Math.abs(Math.exp((predicted[index]?.logRatio ?? NaN) - (logRatios[index] ?? NaN)) - 1),
    }));
  }));
}

/** Errors summed up, per cent. */
export interface PointSummary {
  readonly n: number;
  /** Mean over the pairs of each pair's mean. */
  readonly mape: number;
  readonly medianApe: number;
  readonly worstPair: { readonly anchor: string; readonly target: string; readonly mape: number };
  readonly worstArchitecture: { readonly model: string; readonly mape: number };
}

/** Sums up; throws on none. */
export function summarisePoints(errors: readonly PointError[]): PointSummary {
  const pairs = [...groupBy(errors, ({ anchor, target }) => `${anchor} ${target}`).values()]
    .map((same) => ({ anchor: same[0]?.anchor ?? '', target: same[0]?.target ?? '', mape: meanApe(same) }));
  const architectures = [...groupBy(errors, ({ architecture }) => architecture)].map(([model, same]) => ({ model, mape: meanApe(same) }));
  return {
    n: errors.length,
    mape: mean(pairs.map(({ mape }) => mape)),
    medianApe: median(errors.map(({ ape }) => ape)),
    worstPair: worst(pairs),
    worstArchitecture: worst(architectures),
  };
}

function meanApe(errors: readonly PointError[]): number {
  return mean(errors.map(({ ape }) => ape));
}

/** The one with the largest error; throws on none. */
export function worst<T extends { readonly mape: number }>(items: readonly T[]): T {
  return items.reduce((most, item) => (item.mape > most.mape ? item : most));
}
