/** Predicts architectures that a freshly trained bundle has not seen, and sums up the errors. */

import { loadPredictor } from '../../src/core/predictor/loadPredictor';
import type { Predictor } from '../../src/core/predictor/predictor';
import { workloadName, type Run, type Workload } from './dataset';
import { PAIRS } from './pairs';
import { groupBy, mean, median, quantile } from './statistics';
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
}

/** Trains without these architectures, then predicts every run of theirs on every target, through the predictor that users have. */
export function predictUnseen(workloads: readonly Workload[], unseen: readonly string[]): Outcome[] {
  const bundle = trainBundle(workloads.filter((workload) => !unseen.includes(workload.architecture)));
  const predictor = loadPredictor(JSON.parse(JSON.stringify(bundle)));
  if (!predictor.ok) throw new Error(predictor.failure.message);
  const tested = workloads.filter((workload) => unseen.includes(workload.architecture));
  return PAIRS.flatMap(({ anchor, targets }) => targets.flatMap((target) => tested.flatMap((workload) => {
    const logRatio = target.logRatio(workload);
    if (logRatio === undefined) return [];
    return (workload.runs.get(anchor) ?? []).map((run, repeat): Outcome => ({
      anchor,
      target: target.instanceType,
      architecture: workload.architecture,
      workload: workloadName(workload),
      repeat,
      anchorMs: run.stepMs,
      ...predictRun(predictor.value, anchor, target.instanceType, run, workload.batchSize),
      actual: run.stepMs * Math.exp(target.runLogRatio?.(workload, repeat) ?? logRatio),
    }));
  })));
}

function predictRun(predictor: Predictor, anchor: string, target: string, run: Run, batchSize: number): Pick<Outcome, 'estimate' | 'low' | 'high'> {
  const prediction = predictor.predict({
    profile: { format: 'profet', ops: run.ops, warnings: [] },
    anchor,
    stepMs: { value: run.stepMs, source: 'batch_latency', certainty: 'measured' },
    batchSize,
  }, target);
  if (!prediction.ok) throw new Error(prediction.failure.message);
  return prediction.value.stepMs;
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
    coverage80: 100 * mean(outcomes.map(({ low, high, actual }) => (low <= actual && actual <= high ? 1 : 0))),
    width80: median(outcomes.map(({ low, high, estimate }) => (50 * (high - low)) / estimate)),
  };
}

/** Outcomes by pair, each with its summary. */
export function byPair(outcomes: readonly Outcome[]): ({ anchor: string; target: string } & Summary)[] {
  return [...groupBy(outcomes, ({ anchor, target }) => `${anchor} ${target}`).values()].map((same) => ({
    anchor: same[0]?.anchor ?? '', target: same[0]?.target ?? '', ...summarise(same),
  }));
}
