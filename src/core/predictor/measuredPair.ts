/** Predicts log(target step / anchor step) of a pair that was measured: an offset from typical ratios, corrected by the ensemble's mean. */

import { standardise, type PairModel } from './bundle';
import type { Neighbour } from './estimators/nearestNeighbours';
import { workloadFeatures } from './features';
import type { StepVector } from './stepVector';

/** What the models say about one target. */
export interface PairPrediction {
  /** log(target step / anchor step). */
  readonly logRatio: number;
  /** Standard deviation of the members' opinions on it. */
  readonly disagreement: number;
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
  const { all, shape, offsets } = workloadFeatures(vector, model.targets.map((target) => target.ratios));
  const features = standardise(all, model.scaling);
  const place = standardise(shape, model.shapeScaling);
  const opinions = [...model.estimators.map((estimator) => estimator.predict(features)), model.neighbours.predict(place)];
  const targets = offsets.map((offset, index): PairPrediction => {
    const values = opinions.map((opinion) => opinion[index] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { logRatio: offset + mean, disagreement: Math.sqrt(variance) };
  });
  return { targets, nearest: model.neighbours.nearest(place) };
}
