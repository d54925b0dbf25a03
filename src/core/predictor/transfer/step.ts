/** A step on another device: device work by the rates of its groups, waiting by the speed of the host. */

import type { Precision } from '../../profile/profile';
import type { DeviceRates, StepModel } from './model';
import { logRates } from './rates';

/** What one step does on the machine where it was measured. Milliseconds. */
export interface Work {
  /** In the order of OP_GROUPS, without profiling overhead. */
  readonly groupMs: readonly number[];
  /** Time of the step that no device work covers. */
  readonly waitMs: number;
}

/** A device with the host that feeds it. */
export interface Machine {
  readonly rates: DeviceRates;
  /** Single-core speed; only ratios of two mean anything. */
  readonly hostSpeed: number;
  /** How fast the host can prepare input, when that is what a step waits for; only ratios mean anything. */
  readonly inputSpeed?: number;
}

/** How waiting must not shrink, however much device work comes to cover it: a step's start and end wait in any case. */
const LEAST_WAIT = 0.3;

/**
 * `t_B = sum_g t_A,g rate_A,g / rate_B,g + (wait_A + hidden) (host_A / host_B)^c`. While the device works, the host prepares what comes next;
 * a faster device finishes earlier and uncovers that. Of the time that it saves, `uncovered` times the anchor's waiting share turns into waiting: nothing
 * in a step that never waits, most of it in one that waits for launches. On a slower device the same term covers waiting.
 */
export function transferStep(model: StepModel, from: Machine, to: Machine, work: Work, precision: Precision): Work & { readonly stepMs: number } {
  const [here, there] = [logRates(model, from.rates, precision), logRates(model, to.rates, precision)];
  const groupMs = work.groupMs.map((ms, group) => ms * Math.exp((here[group] ?? 0) - (there[group] ?? 0)));
  const [busyHere, busyThere] = [sum(work.groupMs), sum(groupMs)];
  const waitShare = work.waitMs / (work.waitMs + busyHere || 1);
  const slower = hostFactor(model, from, to);
  // Never more than what was saved: a faster device never makes a slower step.
  const uncovered = Math.min(model.uncovered * waitShare, 1 / slower);
  const hidden = Math.max(uncovered * (busyHere - busyThere), -(1 - LEAST_WAIT) * work.waitMs);
  const waitMs = (work.waitMs + hidden) * slower;
  return { groupMs, waitMs, stepMs: busyThere + waitMs };
}

/** By how much waiting for the host grows from one machine to the other. */
export function hostFactor({ hostExponent }: StepModel, from: Machine, to: Machine): number {
  return (from.hostSpeed / to.hostSpeed) ** hostExponent * ((from.inputSpeed ?? 1) / (to.inputSpeed ?? 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
