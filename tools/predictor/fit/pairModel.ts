/** Fits the model of one anchor and its targets. */

import { standardise, type PairModelJson, type Scaling } from '../../../src/core/predictor/bundle';
import type { EstimatorJson } from '../../../src/core/predictor/estimators/estimator';
import { workloadFeatures } from '../../../src/core/predictor/features';
import type { Example, PairSource } from '../pairs';
import { mean, rounded } from '../statistics';
import { fitExtraTrees } from './extraTrees';
import { fitNearestNeighbours } from './nearestNeighbours';
import { typicalRatios } from './ratios';
import { fitRidge } from './ridge';
import type { TrainingSet } from './trainingSet';

/** Settings of the shipped ensemble; docs/accuracy-notes.md says what else was tried. */
const SETTINGS = {
  ridgePenalty: 30,
  trees: { trees: 60, leaf: 2, tried: 0.5, seed: 42 },
  neighbours: 5,
} as const;

/** A model without its intervals, which need the errors of models like it. */
export type UncalibratedModel = Omit<PairModelJson, 'targets'> & {
  readonly targets: readonly Omit<PairModelJson['targets'][number], 'spread' | 'mape' | 'medianApe'>[];
};

/** Makes the estimators whose mean is the prediction, from features (standardised) and residuals on the log. */
export type EnsembleFit = (set: TrainingSet) => EstimatorJson[];

const shippedEnsemble: EnsembleFit = (set) => [fitExtraTrees(set, SETTINGS.trees), fitRidge(set, SETTINGS.ridgePenalty)];

/** Fits on the examples given and on nothing else. */
export function fitPairModel({ anchor, targets }: PairSource, examples: readonly Example[], fitEnsemble = shippedEnsemble): UncalibratedModel {
  const ratios = targets.map((_, target) => typicalRatios(examples, target));
  const features = examples.map((example) => workloadFeatures(example.vector, ratios));
  const scaling = scalingOf(features.map(({ all }) => all));
  const shapeScaling = scalingOf(features.map(({ shape }) => shape));
  const values = examples.map(({ logRatios }, row) => logRatios.map((ratio, target) => ratio - (features[row]?.offsets[target] ?? 0)));
  return {
    anchor,
    targets: targets.map(({ instanceType, chain }, index) => ({ instanceType, chain, ratios: ratios[index] ?? [] })),
    workloads: examples.map((example) => example.name),
    scaling,
    shapeScaling,
    estimators: fitEnsemble({ features: features.map(({ all }) => standardise(all, scaling)), values }),
    neighbours: fitNearestNeighbours({ features: features.map(({ shape }) => standardise(shape, shapeScaling)), values }, SETTINGS.neighbours),
  };
}

function scalingOf(rows: readonly (readonly number[])[]): Scaling {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0));
  const means = columns.map((column) => rounded(mean(column), 4));
  const deviations = columns.map((column, index) => {
    const variance = mean(column.map((value) => (value - (means[index] ?? 0)) ** 2));
    // A feature that never varied says nothing; one unit of it then is far from all training workloads.
    return rounded(Math.sqrt(variance), 4) || 1;
  });
  return { means, deviations };
}
