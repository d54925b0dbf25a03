/** Trains the whole bundle from workloads. */

import { createHash } from 'node:crypto';
import { PREDICTOR_FORMAT, type BundleJson, type PairModel, type PairModelJson } from '../../src/core/predictor/bundle';
import { predictPairs } from '../../src/core/predictor/measuredPair';
import { PROFILED_TYPES, type Workload } from './dataset';
import { fitAnchorNoise } from './fit/anchorNoise';
import { fitSpreads, pairKey, type LeftOut } from './fit/intervals';
import { fitOpFree } from './fit/opFree';
import { fitPairModel, type UncalibratedModel } from './fit/pairModel';
import { fitTestedModel } from './fit/testedModel';
import { fitScaling } from './fit/workScaling';
import { examplesOf, PAIRS, type Example, type PairSource } from './pairs';
import { groupBy, mean, median, rounded } from './statistics';

/** Readable part of the version: the kind of model; the hash says which one of the kind. */
const KIND = 'pairs-1';

/** Trains on these workloads and on nothing else; same workloads, same bundle. */
export function trainBundle(workloads: readonly Workload[]): BundleJson {
  const sources = PAIRS.map((source) => ({ source, examples: examplesOf(source, workloads) })).filter(({ examples }) => architecturesOf(examples).length > 1);
  const leftOut = sources.flatMap(({ source, examples }) => predictLeftOut(source, examples));
  const spreads = fitSpreads(leftOut);
  const errors = groupBy(leftOut, pairKey);
  const calibrated = (model: UncalibratedModel): PairModelJson => ({
    ...model,
    targets: model.targets.map((target) => {
      const key = pairKey({ anchor: model.anchor, target: target.instanceType });
      const apes = (errors.get(key) ?? []).map(({ error }) => 100 * Math.abs(Math.exp(error) - 1));
      return { ...target, spread: spreads.get(key) ?? [], mape: rounded(mean(apes), 1), medianApe: rounded(median(apes), 1) };
    }),
  });
  const content = {
    anchors: PROFILED_TYPES.map((anchor) => fitAnchorNoise(anchor, workloads)),
    scaling: fitScaling(workloads),
    models: sources.map(({ source, examples }) => calibrated(fitPairModel(source, examples))),
    opFree: fitOpFree(sources),
  };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return { format: PREDICTOR_FORMAT, version: `${KIND}-${hash.slice(0, 10)}`, ...content };
}

function architecturesOf(examples: readonly Example[]): string[] {
  return [...new Set(examples.map((example) => example.workload.architecture))];
}

/** Predicts every run of every architecture with a model that was fitted without that architecture. */
function predictLeftOut(source: PairSource, examples: readonly Example[]): LeftOut[] {
  return architecturesOf(examples).flatMap((architecture) => {
    const model = fitTestedModel(source, examples.filter((example) => example.workload.architecture !== architecture));
    return errorsOf(model, source, examples.filter((example) => example.workload.architecture === architecture));
  });
}

function errorsOf(model: PairModel, source: PairSource, examples: readonly Example[]): LeftOut[] {
  return examples.flatMap(({ workload, runs }) => runs.flatMap(({ vector, logRatios }) => {
    const { targets, nearest } = predictPairs(model, vector);
    const distance = nearest[0]?.distance ?? 0;
    return source.targets.map(({ instanceType }, index): LeftOut => {
      const pair = targets[index];
      if (!pair) throw new RangeError(`no prediction for ${instanceType}`);
      return {
        anchor: source.anchor,
        target: instanceType,
        architecture: workload.architecture,
        situation: { ...pair, distance, stepMs: vector.stepMs * Math.exp(pair.logRatio) },
        error: pair.logRatio - (logRatios[index] ?? 0),
      };
    });
  }));
}
