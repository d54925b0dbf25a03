/** Fits the models for profiles without op times, and the widths of their intervals on architectures left out. */

import { readJson } from '../../../src/core/jsonFields';
import { FACT_SETS, factFeatures, predictOpFree, readOpFreeModel, withProducts, type FactSet, type LogFacts, type OpFreeModel, type OpFreeModelJson } from '../../../src/core/predictor/opFree';
import { standardise } from '../../../src/core/predictor/standardise';
import { busyMs, profiledMs, type StepVector } from '../../../src/core/predictor/stepVector';
import type { Example, PairSource } from '../pairs';
import { groupBy, mean, median, rounded } from '../statistics';
import { fitSpreads, pairKey, type LeftOut } from './intervals';
import { scalingOf } from './pairModel';
import { fitRidge } from './ridge';

/** Products of three facts were no better, penalties of 0.3 to 10 alike. */
const PENALTY = 3;

/** A source with its examples. */
export interface Measured {
  readonly source: PairSource;
  readonly examples: readonly Example[];
}

/**
 * What a log of this run would say. The profiler's own share of device time is what comes nearest to the nvidia-smi figures of the same
 * workloads in the other dataset (median difference 4 to 5 points; device time over the unprofiled step: 10 to 17).
 */
export function logFacts(vector: StepVector): LogFacts {
  return { stepMs: vector.stepMs, busyShare: busyMs(vector) / profiledMs(vector) };
}

/** One model for each source. */
export function fitOpFree(sources: readonly Measured[]): OpFreeModelJson[] {
  const bySet = new Map(FACT_SETS.map((set) => [set, sources.flatMap((measured) => leftOutErrors(measured, set))]));
  const spreads = new Map([...bySet].map(([set, errors]) => [set, fitSpreads(errors)]));
  const apes = new Map([...bySet].map(([set, errors]) => [set, groupBy(errors, pairKey)]));
  return sources.map(({ source, examples }) => {
    const model = fitModel(source, examples, FACT_SETS);
    return {
      ...model,
      members: model.members.map((member) => ({
        ...member,
        targets: model.targets.map(({ instanceType }) => {
          const key = pairKey({ anchor: source.anchor, target: instanceType });
          const errors = (apes.get(member.facts)?.get(key) ?? []).map(({ error }) => 100 * Math.abs(Math.exp(error) - 1));
          return { spread: spreads.get(member.facts)?.get(key) ?? [], mape: rounded(mean(errors), 1), medianApe: rounded(median(errors), 1) };
        }),
      })),
    };
  });
}

/** A model without the widths of its intervals. */
function fitModel({ anchor, targets }: PairSource, examples: readonly Example[], sets: readonly FactSet[]): OpFreeModelJson {
  return {
    anchor,
    targets: targets.map(({ instanceType, chain }) => ({ instanceType, chain })),
    workloads: examples.length,
    members: sets.map((facts) => {
      const rows = examples.map(({ vector }) => factFeatures(facts, logFacts(vector)) ?? []);
      const scaling = scalingOf(rows);
      const features = rows.map((row) => withProducts(standardise(row, scaling)));
      return {
        facts,
        scaling,
        estimator: fitRidge({ features, values: examples.map(({ logRatios }) => logRatios) }, PENALTY),
        targets: targets.map(() => ({ spread: [], mape: 1, medianApe: 1 })),
      };
    }),
  };
}

/** Predicts every run of every architecture with a model that was fitted without that architecture. */
function leftOutErrors({ source, examples }: Measured, set: FactSet): LeftOut[] {
  return [...groupBy(examples, ({ workload }) => workload.architecture)].flatMap(([architecture, tested]) => {
    const model = loaded(fitModel(source, examples.filter(({ workload }) => workload.architecture !== architecture), ['step', ...(set === 'step' ? [] : [set])]));
    return tested.flatMap(({ runs }) => runs.flatMap(({ vector, logRatios }) => {
      const { stepMs, busyShare } = logFacts(vector);
      const prediction = predictOpFree(model, { stepMs, ...(set !== 'step' && busyShare !== undefined && { busyShare }) });
      return source.targets.map(({ instanceType }, index): LeftOut => {
        const logRatio = prediction.targets[index]?.logRatio ?? NaN;
        return {
          anchor: source.anchor,
          target: instanceType,
          architecture,
          situation: { logRatio, disagreement: 0, unfounded: 0, distance: prediction.distance, stepMs: stepMs * Math.exp(logRatio) },
          error: logRatio - (logRatios[index] ?? NaN),
        };
      });
    }));
  });
}

function loaded(json: OpFreeModelJson): OpFreeModel {
  const model = readJson(JSON.parse(JSON.stringify(json)), 'A fitted model', '', readOpFreeModel);
  if (!model.ok) throw new Error(model.failure.message);
  return model.value;
}
