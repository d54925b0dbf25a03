/** Corrects predictions on a target by steps that the user measured there: `tier: calibrated`. */

import { success, type Result } from '../failure';
import { COVERAGE, intervalAround } from './intervals';
import { scaled, type CalibrationRun, type Interval, type Prediction, type PredictionRequest, type Predictor, type Tier } from './predictor';

/**
 * Share of the variance of log errors that all workloads have in common on a target, by how the prediction is founded; the rest is
 * a workload's own. Measured pairs are unbiased by their fit; a transferred device is mostly wrong for all workloads alike.
 */
const SHARED_VARIANCE: Readonly<Record<Tier, number>> = { measured: 0.05, calibrated: 0.05, transferred: 0.6, 'order-of-magnitude': 0.6 };

/** Half-width on the log of a step measured on the target itself: run-to-run noise between days and hosts. */
const MEASURED_WIDTH = 0.03;

/** A predictor that knows the runs. `workload` names the profile that requests are about; without runs nothing changes. */
export function calibrated(predictor: Predictor, runs: readonly CalibrationRun[], workload: string): Predictor {
  if (runs.length === 0) return predictor;
  return {
    ...predictor,
    targets: (anchor) => [...new Set([...predictor.targets(anchor), ...runs.filter((run) => run.workload === workload).map((run) => run.instanceType)])],
    predict(request: PredictionRequest, target: string): Result<Prediction> {
      const prediction = predictor.predict(request, target);
      const here = runs.filter((run) => run.instanceType === target);
      if (here.length === 0 || target === request.anchor) return prediction;
      if (prediction.ok) return success(corrected(prediction.value, here, workload));
      const same = here.filter((run) => run.workload === workload);
      return same.length > 0 ? success(measuredHere(request, target, same)) : prediction;
    },
  };
}

/** A target that only the user knows. */
function measuredHere({ stepMs }: PredictionRequest, instanceType: string, same: readonly CalibrationRun[]): Prediction {
  const relativeStep = intervalAround(Math.exp(mean(same.map((run) => Math.log(run.actualRatio)))), MEASURED_WIDTH);
  const why = ['This run was measured here; without that nothing could be predicted for this type.'];
  return { instanceType, tier: 'calibrated', stepMs: scaled(relativeStep, stepMs.value), relativeStep, why };
}

function corrected(prediction: Prediction, runs: readonly CalibrationRun[], workload: string): Prediction {
  const same = runs.filter((run) => run.workload === workload);
  const { factor, width } = same.length > 0 ? repeated(prediction, same) : shifted(prediction, runs);
  const relativeStep = intervalAround(prediction.relativeStep.estimate * factor, width);
  const estimate = prediction.stepMs.estimate * factor;
  // The doubt of the anchor's own step stays as it was.
  const anchorWidth = Math.sqrt(Math.max(0, widthOf(prediction.stepMs) ** 2 - widthOf(prediction.relativeStep) ** 2));
  const opFamilies = prediction.opFamilies && Object.fromEntries(Object.entries(prediction.opFamilies).map(([family, ms]) => [family, ms * factor]));
  return {
    ...prediction,
    tier: 'calibrated',
    stepMs: intervalAround(estimate, Math.hypot(width, anchorWidth)),
    relativeStep,
    ...(opFamilies && { opFamilies }),
    why: [sentence(prediction, runs, same.length > 0, factor), ...prediction.why],
  };
}

/** This very run was measured on the target: the prediction is no longer needed. */
function repeated({ relativeStep }: Prediction, same: readonly CalibrationRun[]): { factor: number; width: number } {
  const ratio = Math.exp(mean(same.map((run) => Math.log(run.actualRatio))));
  return { factor: ratio / relativeStep.estimate, width: MEASURED_WIDTH };
}

/**
 * Other workloads ran there. With errors = shared + own, of variances s^2 r and s^2 (1 - r), k runs leave a shared error whose best
 * estimate is their middle error (one run may be odd) times r k / (r k + 1 - r), with variance s^2 r (1 - r) / (r k + 1 - r) (a random-effects model).
 */
function shifted({ relativeStep, tier }: Prediction, runs: readonly CalibrationRun[]): { factor: number; width: number } {
  const share = SHARED_VARIANCE[tier];
  const certainty = share * runs.length + 1 - share;
  const error = median(runs.map((run) => Math.log(run.actualRatio / run.predictedRatio)));
  return {
    factor: Math.exp((error * share * runs.length) / certainty),
    width: widthOf(relativeStep) * Math.sqrt(1 - share + (share * (1 - share)) / certainty),
  };
}

function sentence({ relativeStep }: Prediction, runs: readonly CalibrationRun[], same: boolean, factor: number): string {
  const [run] = runs;
  if (same) return `This run was measured here: ${run?.actualRatio.toPrecision(3) ?? ''} times the step of the anchor, where ${relativeStep.estimate.toPrecision(3)} was predicted.`;
  const change = `${Math.abs(100 * (factor - 1)).toFixed(0)} % ${factor > 1 ? 'longer' : 'shorter'}`;
  return `Corrected by ${runs.length === 1 ? 'a run that was' : `${runs.length} runs that were`} measured here: ${change} than predicted without ${runs.length === 1 ? 'it' : 'them'}.`;
}

/** Half-width on the log of an interval that is symmetric there. Intervals of other coverage are made from these, never before. */
function widthOf({ estimate, high, coverage }: Interval): number {
  if (coverage !== COVERAGE) throw new RangeError(`an interval of coverage ${coverage} instead of ${COVERAGE}`);
  return Math.log(high / estimate);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : mean([sorted[half - 1] ?? 0, sorted[half] ?? 0]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
