/** How wide the 80 % interval of a prediction is, and what makes it a 90 % interval. */

import type { PairPrediction } from './measuredPair';
import type { Interval } from './predictor';

/** Share of truths that an interval should hold. */
export const COVERAGE = 0.8;

/** What makes a prediction doubtful; see `doubts`. */
export interface Situation extends PairPrediction {
  /** Distance to the nearest reference workload. */
  readonly distance: number;
  /** Predicted step on the target, milliseconds. */
  readonly stepMs: number;
}

/** Steps shorter than this are often bound by launching kernels, not by the device, milliseconds. */
const SHORT_MS = 10;

/**
 * The doubts of which the log of the interval's half-width is a linear function, 1 first: far ratios, members that disagree, no
 * reference near, short steps, work whose ratio is an assumption. Their weights are fitted to errors on architectures left out, and the level is then set so that
 * 80 % of those errors lie inside (normalised split conformal prediction: Papadopoulos, Vovk, Gammerman 2011).
 */
export function doubts({ logRatio, disagreement, unfounded, distance, stepMs }: Situation): number[] {
  return [1, Math.abs(logRatio), Math.log(disagreement + 0.01), Math.log(distance + 0.2), Math.max(0, Math.log(SHORT_MS / stepMs)), unfounded];
}

/** Half-widths outside this say nothing any more, or claim to know more than run-to-run noise allows. */
const NARROWEST = 0.015;
const WIDEST = 1.1;

/** Half-width on the log, from the weights of a target. */
export function halfWidth(spread: readonly number[], situation: Situation): number {
  const log = doubts(situation).reduce((sum, doubt, index) => sum + doubt * (spread[index] ?? 0), 0);
  return Math.min(WIDEST, Math.max(NARROWEST, Math.exp(log)));
}

/** Independent half-widths on the log, added. */
export function combined(...widths: readonly number[]): number {
  return Math.hypot(...widths);
}

/** The interval around an estimate, symmetric on the log. */
export function intervalAround(estimate: number, width: number): Interval {
  return { estimate, low: estimate * Math.exp(-width), high: estimate * Math.exp(width), coverage: COVERAGE };
}

/** Share of truths that an interval of `at90` holds. */
export const COVERAGE_90 = 0.9;

/**
 * How much wider the half-width on the log must be for 90 %: measured on architectures left out, see docs/accuracy.md, which also gives
 * the coverage of each pair with it. More than 1.645 / 1.282 of a normal distribution, as the errors have long tails.
 */
export const FACTOR_90 = 1.4;

/** The 90 % interval of an 80 % interval. Throws a RangeError for an interval of another coverage, which the factor was not measured for. */
export function at90({ estimate, low, high, coverage }: Interval): Interval {
  if (coverage !== COVERAGE) throw new RangeError(`an interval of coverage ${coverage} instead of ${COVERAGE}`);
  const widened = (end: number): number => estimate * (end / estimate) ** FACTOR_90;
  return { estimate, low: widened(low), high: widened(high), coverage: COVERAGE_90 };
}
