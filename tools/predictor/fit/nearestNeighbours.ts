/** "Fits" k nearest neighbours: the points themselves, rounded. */

import { NEAREST_NEIGHBOURS, type NearestNeighboursJson } from '../../../src/core/predictor/estimators/nearestNeighbours';
import { rounded } from '../statistics';
import { checkTrainingSet, type TrainingSet } from './trainingSet';

/** One decimal of a standardised feature, three of a log ratio. */
export function fitNearestNeighbours(set: TrainingSet, k: number): NearestNeighboursJson {
  checkTrainingSet(set);
  return {
    name: NEAREST_NEIGHBOURS,
    k,
    points: set.features.map((row) => row.map((value) => rounded(value, 1))),
    values: set.values.map((row) => row.map((value) => rounded(value, 3))),
  };
}
