/** Estimators that are compared with the shipped ensemble under leave-one-architecture-out; docs/accuracy.md shows the table. */

import { DecisionTreeRegression } from 'ml-cart';
import { RandomForestRegression } from 'ml-random-forest';
import { readJson } from '../../src/core/jsonFields';
import { readEstimator } from '../../src/core/predictor/bundle';
import type { Estimator, EstimatorJson } from '../../src/core/predictor/estimators/estimator';
import { workloadFeatures, type FeatureSet, type Offset, type WorkloadFeatures } from '../../src/core/predictor/features';
import { standardise } from '../../src/core/predictor/standardise';
import type { Workload } from './dataset';
import { fitExtraTrees } from './fit/extraTrees';
import { fitKernelRidge } from './fit/kernelRidge';
import { fitNearestNeighbours } from './fit/nearestNeighbours';
import { memberSet, TREES } from './fit/pairModel';
import { typicalRatios } from './fit/ratios';
import { fitRidge } from './fit/ridge';
import type { TrainingSet } from './fit/trainingSet';
import { examplesOf, PAIRS, type Example, type PairSource } from './pairs';
import { groupBy, mean, median } from './statistics';
import { HOLD_OUT } from './studies/pointErrors';
import { withTopOps } from './studies/topOps';

/** One estimator of the comparison. */
interface Compared {
  readonly name: string;
  readonly features: FeatureSet;
  readonly offset: Offset;
  fit(set: TrainingSet): Estimator;
}

/** A penalty under which nothing but the mean correction is left. */
const NOTHING_BUT_MEAN = 1e9;

const COMPARED: readonly Compared[] = [
  { name: 'linear regression (six features)', features: 'few', offset: 'none', fit: (set) => loaded(fitRidge(set, 1e-3)) },
  { name: 'nearest neighbours (5)', features: 'mixAndSizes', offset: 'none', fit: (set) => loaded(fitNearestNeighbours(set, 5)) },
  { name: 'decision tree (ml-cart)', features: 'mixAndSizes', offset: 'none', fit: (set) => perOutput(set, decisionTree) },
  { name: 'random forest (ml-random-forest)', features: 'mixAndSizes', offset: 'none', fit: (set) => perOutput(set, randomForest) },
  { name: 'ridge', features: 'mixAndSizes', offset: 'none', fit: (set) => loaded(fitRidge(set, 30)) },
  { name: 'extra trees', features: 'mixAndSizes', offset: 'none', fit: (set) => loaded(fitExtraTrees(set, TREES)) },
  { name: 'typical ratios of device work', features: 'mix', offset: 'device', fit: (set) => loaded(fitRidge(set, NOTHING_BUT_MEAN)) },
  { name: 'typical ratios of device work and waiting', features: 'mix', offset: 'step', fit: (set) => loaded(fitRidge(set, NOTHING_BUT_MEAN)) },
  { name: 'ridge from device work and waiting', features: 'mix', offset: 'step', fit: (set) => loaded(fitRidge(set, 30)) },
  { name: 'nearest neighbours with batch size from device work and waiting', features: 'mixAndBatch', offset: 'step', fit: (set) => loaded(fitNearestNeighbours(set, 5)) },
  { name: 'extra trees from device work', features: 'mixAndSizes', offset: 'device', fit: (set) => loaded(fitExtraTrees(set, TREES)) },
  { name: 'extra trees from device work and waiting', features: 'mixAndSizes', offset: 'step', fit: (set) => loaded(fitExtraTrees(set, TREES)) },
  { name: 'kernel ridge from device work and waiting', features: 'mix', offset: 'step', fit: (set) => loaded(fitKernelRidge(set, 0.1)) },
  { name: 'kernel ridge with batch size from device work and waiting', features: 'mixAndBatch', offset: 'step', fit: (set) => loaded(fitKernelRidge(set, 0.1)) },
];

/** Means of members (on the log), by the members' names. */
const MIXTURES: readonly { readonly name: string; readonly of: readonly string[] }[] = [
  { name: 'linear regression, forest and neighbours', of: ['linear regression (six features)', 'random forest (ml-random-forest)', 'nearest neighbours (5)'] },
  { name: 'trees and kernel', of: ['extra trees from device work', 'kernel ridge with batch size from device work and waiting'] },
  { name: 'trees, kernel and ridge', of: ['extra trees from device work', 'kernel ridge with batch size from device work and waiting', 'ridge from device work and waiting'] },
  { name: 'shipped, when the batch size is unknown: trees and kernel', of: ['extra trees from device work', 'kernel ridge from device work and waiting'] },
  { name: '**shipped: trees, kernel and neighbours**', of: ['extra trees from device work', 'kernel ridge with batch size from device work and waiting', 'nearest neighbours with batch size from device work and waiting'] },
];

/** Errors of one estimator over the twelve pairs, per cent. */
export interface Comparison {
  readonly name: string;
  readonly mape: number;
  readonly medianApe: number;
  readonly worstPair: number;
  readonly worstArchitecture: number;
}

interface Prediction {
  readonly pair: string;
  readonly architecture: string;
  readonly actual: number;
  /** log(target step / anchor step), in the order of COMPARED. */
  readonly logRatios: readonly number[];
}

/** All estimators under every split that was run; the estimators stand in the same order everywhere. */
export interface Comparisons {
  readonly architecture: readonly Comparison[];
  /** Each architecture left out at one input size only. */
  readonly architectureAndInput?: readonly Comparison[];
  /** Each architecture left out, the tested profiles naming only their ten longest ops. */
  readonly topTen?: readonly Comparison[];
}

/** Compares under the main split, and under the others when `studies` asks for them. */
export function compareUnderSplits(workloads: readonly Workload[], studies: boolean): Comparisons {
  return {
    architecture: compareEstimators(workloads),
    ...(studies && {
      architectureAndInput: compareEstimators(workloads, HOLD_OUT.architectureAndInput),
      topTen: compareEstimators(workloads, HOLD_OUT.architecture, withTopOps(workloads, 10)),
    }),
  };
}

/** Fits every estimator with each group of workloads held out in turn, and tests it on `tested`, which are the workloads as a test sees them. */
export function compareEstimators(workloads: readonly Workload[], groupOf = HOLD_OUT.architecture, tested = workloads): Comparison[] {
  const predictions = PAIRS.filter(({ rich }) => rich).flatMap((source) => {
    const examples = examplesOf(source, workloads);
    return [...groupBy(examplesOf(source, tested), ({ workload }) => groupOf(workload))].flatMap(([group, tests]) =>
      predictTested(source, examples.filter(({ workload }) => groupOf(workload) !== group), tests));
  });
  const index = (name: string) => COMPARED.findIndex((compared) => compared.name === name);
  return [
    ...COMPARED.map(({ name }, which) => compare(name, predictions, ({ logRatios }) => logRatios[which] ?? NaN)),
    ...MIXTURES.map(({ name, of }) => compare(name, predictions, ({ logRatios }) => mean(of.map((member) => logRatios[index(member)] ?? NaN)))),
  ];
}

function predictTested({ anchor, targets }: PairSource, examples: readonly Example[], tested: readonly Example[]): Prediction[] {
  const ratios = targets.map((_, target) => typicalRatios(examples, target));
  const features = examples.map(({ vector }) => workloadFeatures(vector, ratios));
  const fitted = COMPARED.map((compared) => {
    const { scaling, set } = memberSet(compared, features, examples);
    const estimator = compared.fit(set);
    return (of: WorkloadFeatures) => estimator.predict(standardise(of.sets[compared.features] ?? [], scaling)).map((value, target) => value + (of.offsets[compared.offset][target] ?? 0));
  });
  return tested.flatMap(({ workload, runs }) => runs.flatMap(({ vector, logRatios }) => {
    const of = workloadFeatures(vector, ratios);
    const opinions = fitted.map((predict) => predict(of));
    return targets.map(({ instanceType }, target): Prediction => ({
      pair: `${anchor} ${instanceType}`,
      architecture: workload.architecture,
      actual: logRatios[target] ?? NaN,
      logRatios: opinions.map((opinion) => opinion[target] ?? NaN),
    }));
  }));
}

function compare(name: string, predictions: readonly Prediction[], logRatio: (of: Prediction) => number): Comparison {
  const errors = predictions.map((of) => ({ ...of, ape: 100 * Math.abs(Math.exp(logRatio(of) - of.actual) - 1) }));
  const means = (key: (of: Prediction) => string) => [...groupBy(errors, key).values()].map((same) => mean(same.map(({ ape }) => ape)));
  const pairs = means(({ pair }) => pair);
  return {
    name, mape: mean(pairs), medianApe: median(errors.map(({ ape }) => ape)), worstPair: Math.max(...pairs),
    worstArchitecture: Math.max(...means(({ architecture }) => architecture)),
  };
}

function loaded(json: EstimatorJson): Estimator {
  const estimator = readJson(JSON.parse(JSON.stringify(json)), 'The estimator', '', readEstimator);
  if (!estimator.ok) throw new Error(estimator.failure.message);
  return estimator.value;
}

type Regressor = { predict(features: number[][]): number[] };

/** One single-output model for each output. */
function perOutput({ features, values }: TrainingSet, fit: (features: number[][], values: number[]) => Regressor): Estimator {
  const rows = features.map((row) => [...row]);
  const models = (values[0] ?? []).map((_, output) => fit(rows, values.map((row) => row[output] ?? 0)));
  return { predict: (one) => models.map((model) => model.predict([[...one]])[0] ?? NaN) };
}

function decisionTree(features: number[][], values: number[]): Regressor {
  const tree = new DecisionTreeRegression({ minNumSamples: 5, maxDepth: 12 });
  tree.train(features, values);
  return tree;
}

function randomForest(features: number[][], values: number[]): Regressor {
  const forest = new RandomForestRegression({ seed: 42, nEstimators: 10, maxFeatures: 0.3, replacement: false, noOOB: true, treeOptions: { minNumSamples: 5, maxDepth: 12 } });
  forest.train(features, values);
  return forest;
}
