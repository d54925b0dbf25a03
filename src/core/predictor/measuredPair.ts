/** Predicts log(target step / anchor step) of a pair that was measured: the mean of estimators that each correct a start from typical ratios. */

import type { PairModel } from './bundle';
import type { Neighbour } from './estimators/nearestNeighbours';
import { workloadFeatures } from './features';
import { standardise } from './standardise';
import type { StepVector } from './stepVector';

/** What the models say about one target. */
export interface PairPrediction {
  /** log(target step / anchor step). */
  readonly logRatio: number;
  /** Standard deviation of the members' opinions on it. */
  readonly disagreement: number;
  /** Share of the step, 0 to 1, whose ratio is an assumption. */
  readonly unfounded: number;
}

/** What the models say about all their targets. */
export interface PairPredictions {
  /** In the order of the model's targets. */
  readonly targets: readonly PairPrediction[];
  /** The nearest reference workloads, nearest first. */
  readonly nearest: readonly Neighbour[];
}

/** Predicts all targets of a model for one step on its anchor. */
export function predictPairs(model: PairModel, vector: StepVector): PairPredictions {
  const { sets, shape, offsets, unfounded } = workloadFeatures(vector, model.targets.map((target) => target.ratios));
  // The member that knows the batch size stands in for the one that does not.
  const members = model.members.filter(({ features }) => (features === 'mix' ? sets.mixAndBatch === undefined : sets[features] !== undefined));
  const opinions = members.map(({ features, offset, scaling, estimator }) => {
    const residuals = estimator.predict(standardise(sets[features] ?? [], scaling));
    return offsets[offset].map((start, target) => start + (residuals[target] ?? 0));
  });
  return {
    targets: model.targets.map((_, target) => ({ ...summary(opinions.map((opinion) => opinion[target] ?? 0)), unfounded: unfounded[target] ?? 0 })),
    nearest: model.neighbours.estimator.nearest(standardise(shape, model.neighbours.scaling)),
  };
}

function summary(opinions: readonly number[]): Omit<PairPrediction, 'unfounded'> {
  const logRatio = opinions.reduce((sum, opinion) => sum + opinion, 0) / opinions.length;
  const variance = opinions.reduce((sum, opinion) => sum + (opinion - logRatio) ** 2, 0) / opinions.length;
  return { logRatio, disagreement: Math.sqrt(variance) };
}
