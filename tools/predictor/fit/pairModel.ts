/** Fits the model of one anchor and its targets. */

import type { MemberJson, PairModelJson } from '../../../src/core/predictor/bundle';
import type { EstimatorJson } from '../../../src/core/predictor/estimators/estimator';
import { workloadFeatures, type FeatureSet, type Offset, type WorkloadFeatures } from '../../../src/core/predictor/features';
import { standardise, type Scaling } from '../../../src/core/predictor/standardise';
import type { Example, PairSource } from '../pairs';
import { mean, rounded } from '../statistics';
import { fitExtraTrees } from './extraTrees';
import { fitKernelRidge } from './kernelRidge';
import { fitNearestNeighbours } from './nearestNeighbours';
import { typicalRatios } from './ratios';
import { fitRidge } from './ridge';
import type { TrainingSet } from './trainingSet';

/** How a member of the ensemble is fitted. */
export interface Recipe {
  readonly features: FeatureSet;
  readonly offset: Offset;
  fit(set: TrainingSet): EstimatorJson;
}

/** Settings of the trees: enough for a stable mean, few enough for the bundle. */
export const TREES = { trees: 40, leaf: 3, tried: 0.5, seed: 42 } as const;

const NEIGHBOURS = 5;

/** The shipped ensemble where profiles of both sides exist; docs/accuracy-notes.md says what else was tried. */
const RICH_ENSEMBLE: readonly Recipe[] = [
  { features: 'mixAndSizes', offset: 'device', fit: (set) => fitExtraTrees(set, TREES) },
  { features: 'mixAndBatch', offset: 'step', fit: (set) => fitKernelRidge(set, 0.1) },
  { features: 'mix', offset: 'step', fit: (set) => fitKernelRidge(set, 0.1) },
  { features: 'mixAndBatch', offset: 'step', fit: (set) => fitNearestNeighbours(set, NEIGHBOURS) },
];

/** The shipped ensemble where only step ratios of a few architectures exist. */
const SMALL_ENSEMBLE: readonly Recipe[] = [
  { features: 'few', offset: 'none', fit: (set) => fitRidge(set, 0.3) },
  { features: 'few', offset: 'none', fit: (set) => fitKernelRidge(set, 0.1) },
];

/** The shipped ensemble for a source. */
export function ensembleOf(rich: boolean): readonly Recipe[] {
  return rich ? RICH_ENSEMBLE : SMALL_ENSEMBLE;
}

/** A model without its intervals, which need the errors of models like it. */
export type UncalibratedModel = Omit<PairModelJson, 'targets'> & {
  readonly targets: readonly Omit<PairModelJson['targets'][number], 'spread' | 'mape' | 'medianApe'>[];
};

/** Fits on the examples given and on nothing else. */
export function fitPairModel({ anchor, rich, targets }: PairSource, examples: readonly Example[], recipes = ensembleOf(rich)): UncalibratedModel {
  const ratios = targets.map((_, target) => typicalRatios(examples, target));
  const features = examples.map((example) => workloadFeatures(example.vector, ratios));
  const member = (recipe: Recipe): MemberJson => {
    const { scaling, set } = memberSet(recipe, features, examples);
    return { features: recipe.features, offset: recipe.offset, scaling, estimator: recipe.fit(set) };
  };
  const shapes = features.map(({ shape }) => shape);
  const shapeScaling = scalingOf(shapes);
  return {
    anchor,
    targets: targets.map(({ instanceType, chain }, index) => ({ instanceType, chain, ratios: ratios[index] ?? typicalRatios(examples, index) })),
    workloads: examples.map((example) => example.name),
    members: recipes.map(member),
    neighbours: {
      scaling: shapeScaling,
      estimator: fitNearestNeighbours({ features: shapes.map((shape) => standardise(shape, shapeScaling)), values: examples.map(({ logRatios }) => logRatios) }, NEIGHBOURS),
    },
  };
}

/** What a member is fitted on: its features, standardised, and what its offset leaves of the log ratios. */
export function memberSet(
  { features: name, offset }: Pick<Recipe, 'features' | 'offset'>, features: readonly WorkloadFeatures[], examples: readonly Example[],
): { readonly scaling: Scaling; readonly set: TrainingSet } {
  const rows = features.map(({ sets }) => sets[name] ?? []);
  const scaling = scalingOf(rows);
  const values = examples.map(({ logRatios }, index) => logRatios.map((ratio, target) => ratio - (features[index]?.offsets[offset][target] ?? 0)));
  return { scaling, set: { features: rows.map((row) => standardise(row, scaling)), values } };
}

/** Means and deviations of the columns, rounded as they are stored. */
export function scalingOf(rows: readonly (readonly number[])[]): Scaling {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0));
  const means = columns.map((column) => rounded(mean(column), 4));
  const deviations = columns.map((column, index) => {
    const variance = mean(column.map((value) => (value - (means[index] ?? 0)) ** 2));
    // A feature that never varied says nothing; one unit of it then is far from all training workloads.
    return rounded(Math.sqrt(variance), 4) || 1;
  });
  return { means, deviations };
}
