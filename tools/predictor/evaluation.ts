/** Predicts architectures that a freshly trained bundle has not seen, and sums up the errors. */

import { familyTimes } from '../../src/core/predictor/familyTimes';
import { at90, COVERAGE } from '../../src/core/predictor/intervals';
import { loadPredictor } from '../../src/core/predictor/loadPredictor';
import type { Prediction, Predictor } from '../../src/core/predictor/predictor';
import { stepVector } from '../../src/core/predictor/stepVector';
import type { OpFamilyTimes } from '../../src/core/profile/opFamilies';
import type { Profile } from '../../src/core/profile/profile';
import { workloadName, type Run, type Workload } from './dataset';
import { PAIRS } from './pairs';
import { groupBy, mean, median, quantile } from './statistics';
import type { FamilyOutcome } from './studies/families';
import { trainBundle } from './trainBundle';

/** One run on an anchor, predicted on one target by a predictor that has not seen its architecture. */
export interface Outcome {
  readonly anchor: string;
  readonly target: string;
  readonly architecture: string;
  readonly workload: string;
  readonly repeat: number;
  /** Measured on the anchor. All times in milliseconds. */
  readonly anchorMs: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly actual: number;
  /** The target's profile vector; absent where no profile was taken on the target. */
  readonly families?: FamilyOutcome;
}

/** What the predictor is told of a run. */
export type View = (run: Run) => Pick<Profile, 'ops' | 'steps' | 'gpuBusyShare'>;

/** All of a profile. */
export const WHOLE_PROFILE: View = ({ ops }) => ({ ops, steps: { value: 2, source: 'PROFET', certainty: 'measured' } });

/** Trains without these architectures, then predicts every run of theirs on every target, through the predictor that users have. */
export function predictUnseen(workloads: readonly Workload[], unseen: readonly string[]): Outcome[] {
  return outcomesOf(predictorWithout(workloads, unseen), testedOf(workloads, unseen), WHOLE_PROFILE);
}

/** The predictor of a bundle that was trained without these architectures. */
export function predictorWithout(workloads: readonly Workload[], unseen: readonly string[]): Predictor {
  const bundle = trainBundle(workloads.filter((workload) => !unseen.includes(workload.architecture)));
  const predictor = loadPredictor(JSON.parse(JSON.stringify(bundle)));
  if (!predictor.ok) throw new Error(predictor.failure.message);
  return predictor.value;
}

/** The workloads of these architectures. */
export function testedOf(workloads: readonly Workload[], unseen: readonly string[]): Workload[] {
  return workloads.filter((workload) => unseen.includes(workload.architecture));
}

/** Predicts every run of the workloads on every target that they were measured on, from what the view tells of it. */
export function outcomesOf(predictor: Predictor, tested: readonly Workload[], view: View): Outcome[] {
  return PAIRS.flatMap(({ anchor, targets }) => targets.flatMap((target) => tested.flatMap((workload) => {
    const logRatio = target.logRatio(workload);
    if (logRatio === undefined) return [];
    return (workload.runs.get(anchor) ?? []).map((run, repeat): Outcome => {
      const { stepMs: { estimate, low, high }, opFamilies } = predictRun(predictor, anchor, target.instanceType, run, workload.batchSize, view);
      const there = workload.runs.get(target.instanceType)?.[repeat];
      return {
        anchor,
        target: target.instanceType,
        architecture: workload.architecture,
        workload: workloadName(workload),
        repeat,
        anchorMs: run.stepMs,
        estimate, low, high,
        actual: run.stepMs * Math.exp(target.runLogRatio?.(workload, repeat) ?? logRatio),
        ...(there !== undefined && opFamilies !== undefined && { families: { predicted: opFamilies, measured: measuredFamilies(there), stepMs: there.stepMs } }),
      };
    });
  })));
}

function predictRun(predictor: Predictor, anchor: string, target: string, run: Run, batchSize: number, view: View): Prediction {
  const prediction = predictor.predict({
    profile: { format: 'profet', framework: { value: 'tensorflow', source: 'PROFET', certainty: 'measured' }, ...view(run), warnings: [] },
    anchor,
    stepMs: { value: run.stepMs, source: 'batch_latency', certainty: 'measured' },
    batchSize,
  }, target);
  if (!prediction.ok) throw new Error(prediction.failure.message);
  return prediction.value;
}

/** The op-family times of a run where it was profiled, summing to its unprofiled step: what a perfect prediction of that run would say. */
function measuredFamilies({ ops, stepMs }: Run): OpFamilyTimes {
  return familyTimes(stepVector(ops, stepMs), [], stepMs);
}

/** Errors and shares in per cent. */
export interface Summary {
  readonly n: number;
  /** Mean absolute percentage error. */
  readonly mape: number;
  readonly medianApe: number;
  readonly p90Ape: number;
  /** Mean signed error. */
  readonly bias: number;
  /** How many truths lie inside the 80 % interval. */
  readonly coverage80: number;
  /** How many lie inside the 90 % interval. */
  readonly coverage90: number;
  /** Median half-width of the 80 % interval, of the estimate. */
  readonly width80: number;
}

/** Sums up outcomes; throws on none. */
export function summarise(outcomes: readonly Outcome[]): Summary {
  const signed = outcomes.map(({ estimate, actual }) => 100 * (estimate / actual - 1));
  const apes = signed.map(Math.abs);
  return {
    n: outcomes.length,
    mape: mean(apes),
    medianApe: median(apes),
    p90Ape: quantile(apes, 0.9),
    bias: mean(signed),
    coverage80: coverage(outcomes),
    coverage90: coverage(outcomes.map((outcome) => ({ ...outcome, ...at90({ ...outcome, coverage: COVERAGE }) }))),
    width80: median(outcomes.map(({ low, high, estimate }) => (50 * (high - low)) / estimate)),
  };
}

function coverage(outcomes: readonly Pick<Outcome, 'low' | 'high' | 'actual'>[]): number {
  return 100 * mean(outcomes.map(({ low, high, actual }) => (low <= actual && actual <= high ? 1 : 0)));
}

/** The factor on the half-widths (on the log) of the 80 % intervals with which a share of the truths, 0 to 1, would lie inside. */
export function neededFactor(outcomes: readonly Pick<Outcome, 'estimate' | 'high' | 'actual'>[], share: number): number {
  return quantile(outcomes.map(({ estimate, high, actual }) => Math.abs(Math.log(actual / estimate)) / Math.log(high / estimate)), share);
}

/** Outcomes by pair, each with its summary. */
export function byPair(outcomes: readonly Outcome[]): ({ anchor: string; target: string } & Summary)[] {
  return [...groupBy(outcomes, ({ anchor, target }) => `${anchor} ${target}`).values()].map((same) => ({
    anchor: same[0]?.anchor ?? '', target: same[0]?.target ?? '', ...summarise(same),
  }));
}
