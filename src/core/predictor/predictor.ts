/** The one interface between profiles and predictions. */

import type { Result } from '../failure';
import type { OpFamilyTimes } from '../profile/opFamilies';
import type { Known, Precision, Profile } from '../profile/profile';
import type { ThreadRun } from './cpu/scalability';
import type { Placement } from './parallel/dataParallel';

/** How well founded a prediction is, best first; see docs/architecture.md. */
export const TIERS = ['measured', 'calibrated', 'transferred', 'order-of-magnitude'] as const;

/** How well founded a prediction is. */
export type Tier = (typeof TIERS)[number];

/** An estimate with the interval that contains the truth with probability `coverage` (0 to 1). Same unit throughout. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

/** The interval in another unit: every end times `factor` (above 0). */
export function scaled(interval: Interval, factor: number): Interval {
  return { ...interval, estimate: interval.estimate * factor, low: interval.low * factor, high: interval.high * factor };
}

/** What is known about the run whose step time is wanted elsewhere. */
export interface PredictionRequest {
  readonly profile: Profile;
  /** Instance type on which the profile was taken. */
  readonly anchor: string;
  /** Step time on the anchor, milliseconds; its certainty widens the interval. */
  readonly stepMs: Known<number>;
  /** Doubt of `stepMs` beyond its certainty: half-width of its 80 % interval on the log. */
  readonly stepDoubt?: number;
  /** Samples per step on one device, if known. */
  readonly batchSize?: number;
  /** fp32 is assumed, and said, when absent. */
  readonly precision?: Precision;
  /** Steps of this run at several thread counts on the anchor, which tell how it scales on CPUs. */
  readonly threadRuns?: readonly ThreadRun[];
  /** What-if: so many GPUs train together, each with the batch of one; one GPU when absent. */
  readonly parallel?: Placement;
}

/** A measured step at a batch size. */
export interface BatchPoint {
  readonly batchSize: number;
  readonly stepMs: number;
}

/** A change to the run that was profiled. */
export interface WhatIf {
  readonly batchSize?: number;
  /** Pixels along one side, before and after. */
  readonly pixels?: { readonly from: number; readonly to: number };
  /** A second measured step, which makes another batch size a matter of a line instead of a model. */
  readonly second?: BatchPoint;
}

/** A step that was measured on a target, beside what was predicted for it. */
export interface CalibrationRun {
  /** Where it ran. */
  readonly instanceType: string;
  /** Names the run, so that it is known again: the profile's file. */
  readonly workload: string;
  /** Predicted step on the target over step on the anchor, before any calibration. */
  readonly predictedRatio: number;
  /** The same, measured. */
  readonly actualRatio: number;
  /** ISO date on which the user said so; empty when it was said for this advice only. */
  readonly date: string;
}

/** Step time of the run on a target. */
export interface Prediction {
  readonly instanceType: string;
  readonly tier: Tier;
  /** Milliseconds. */
  readonly stepMs: Interval;
  /** Step here over step on the anchor: without the doubt of the anchor's own step, which all targets share. */
  readonly relativeStep: Interval;
  /** GPUs that share the training, with the share of the ideal rate that they keep, 0 to 1; absent for one GPU. */
  readonly parallel?: Placement & { readonly efficiency: number };
  /** Predicted milliseconds per step by family, summing to `stepMs.estimate`; absent when the profile has no ops. */
  readonly opFamilies?: OpFamilyTimes;
  /** Whole sentences: what the figure rests on and what it doubts. */
  readonly why: readonly string[];
}

/** Predicts step times on other instance types; made once from the bundled model. */
export interface Predictor {
  /** Changes whenever a retrained bundle could give other figures. */
  readonly modelVersion: string;
  /** Instance types that can be anchors. */
  readonly anchors: readonly string[];
  /** Instance types that can be predicted from the anchor, itself included. */
  targets(anchor: string): readonly string[];
  /** The same run with another batch or input size, to be predicted like any other; wider for larger changes. */
  change(request: PredictionRequest, whatIf: WhatIf): Result<PredictionRequest>;
  /** Predicts, or says in one sentence why not. Never throws for odd profiles. */
  predict(request: PredictionRequest, target: string): Result<Prediction>;
}
