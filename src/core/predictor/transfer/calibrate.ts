/** Corrects the rates of a device by steps that were measured on it. */

import type { Precision } from '../../profile/profile';
import { OP_GROUPS } from '../stepVector';
import type { DeviceRates, StepModel } from './model';
import { computeShare } from './rates';
import { transferStep, type Machine, type Work } from './step';

/** A step that was measured on the device to be corrected, and what the same step does elsewhere. */
export interface CalibrationRun {
  readonly from: Machine;
  readonly work: Work;
  readonly precision: Precision;
  /** Milliseconds on the device. */
  readonly measuredMs: number;
}

/** A machine whose rates were corrected. */
export type CalibratedMachine = Machine & { readonly waitFactor: number };

/** Workloads differ from what rates say by this much on the log (one standard deviation), and waiting by that much. */
const WORKLOAD = 0.12;
const WAIT = 0.3;

/**
 * Bayes' rule with the rates' own doubt as prior, one run after the other (an extended Kalman filter): a run of products moves the arithmetic rate, one that
 * streams moves the bandwidth, a short one the waiting; what no run speaks of stays as it was. Doubts shrink accordingly.
 */
export function calibrate(model: StepModel, machine: Machine, runs: readonly CalibrationRun[]): CalibratedMachine {
  const { spread } = machine.rates;
  const deviations = [spread.compute, spread.bandwidth, ...OP_GROUPS.map(() => spread.group), WAIT];
  const state = deviations.map(() => 0);
  const covariance = deviations.map((row, i) => deviations.map((_, j) => (i === j ? row ** 2 : 0)));
  for (const run of runs) {
    const there = corrected(machine, state);
    const predicted = transferStep(model, run.from, there, run.work, run.precision);
    const slopes = slopesOf(model, predicted, run.precision);
    const gain = covariance.map((row) => row.reduce((sum, value, index) => sum + value * (slopes[index] ?? 0), 0));
    const variance = gain.reduce((sum, value, index) => sum + value * (slopes[index] ?? 0), WORKLOAD ** 2);
    const residual = Math.log(run.measuredMs / predicted.stepMs);
    gain.forEach((value, i) => {
      state[i] = (state[i] ?? 0) + (value / variance) * residual;
      covariance[i] = (covariance[i] ?? []).map((entry, j) => entry - (value * (gain[j] ?? 0)) / variance);
    });
  }
  const deviation = (index: number): number => Math.sqrt(Math.max(0, covariance[index]?.[index] ?? 0));
  const result = corrected(machine, state);
  const group = Math.sqrt(OP_GROUPS.reduce((sum, _, index) => sum + deviation(FIRST_GROUP + index) ** 2, 0) / OP_GROUPS.length);
  return { ...result, rates: { ...result.rates, spread: { compute: deviation(0), bandwidth: deviation(1), group } } };
}

const FIRST_GROUP = 2;
const WAIT_INDEX = FIRST_GROUP + OP_GROUPS.length;

function corrected(machine: Machine, state: readonly number[]): CalibratedMachine {
  const { rates } = machine;
  const factor = (index: number): number => Math.exp(state[index] ?? 0);
  const { fp32, tf32, amp } = rates.computeTflops;
  return {
    ...machine,
    waitFactor: factor(WAIT_INDEX),
    rates: {
      ...rates,
      computeTflops: { fp32: fp32 * factor(0), tf32: tf32 * factor(0), amp: amp * factor(0) },
      bandwidthGBs: rates.bandwidthGBs * factor(1),
      residuals: rates.residuals.map((residual, group) => residual + (state[FIRST_GROUP + group] ?? 0)),
    },
  };
}

/** How the log of the step moves with each part of the state: faster rates shorten it. */
function slopesOf(model: StepModel, { groupMs, waitMs, stepMs }: Work & { readonly stepMs: number }, precision: Precision): number[] {
  const shares = groupMs.map((ms) => ms / stepMs);
  const streams = (group: number): boolean => OP_GROUPS[group] !== 'transfer';
  const byCompute = shares.reduce((sum, share, group) => sum + (streams(group) ? share * computeShare(model, group, precision) : 0), 0);
  const byBandwidth = shares.reduce((sum, share, group) => sum + (streams(group) ? share * (1 - computeShare(model, group, precision)) : 0), 0);
  return [-byCompute, -byBandwidth, ...shares.map((share) => -share), waitMs / stepMs];
}
