/** What a step does on the anchor, from op times or, where there are none, from its length. */

import type { Precision, Profile } from '../../profile/profile';
import { waitMs as waitOf } from '../features';
import { profiledMs, unprofiledGroups, type StepVector } from '../stepVector';
import type { DeviceRates, StepModel, TypicalMix } from './model';
import { logRates } from './rates';
import type { Work } from './step';

/** Work with what it rests on. */
export interface FoundedWork extends Work {
  readonly withOps: boolean;
  /** Where the share of waiting comes from. */
  readonly waiting: 'profile' | 'busy share' | 'typical';
}

/** The busy share of a GPU as monitors see it, kept from claiming that a step never or only waits. */
const clampedShare = (share: number): number => Math.min(0.98, Math.max(0.02, share));

/** Op times that cover the step but for this factor say themselves how it divides. */
const COVERED = 1.1;

/** The busy share that a monitor saw, where op times do not say it: there are none, or the step was longer than what was profiled. */
export function busyShareOf({ gpuBusyShare }: Profile, vector: StepVector): number | undefined {
  const profiled = profiledMs(vector);
  return profiled === 0 || (gpuBusyShare?.certainty === 'measured' && vector.stepMs > COVERED * profiled) ? gpuBusyShare?.value : undefined;
}

/**
 * Op times say how the step divides. A monitor's busy share is better than a profile's idle time, which holds what profiling added; a step that was measured
 * longer than it was profiled waits for the rest. Without op times the mix is that of the training data.
 */
export function workOf(vector: StepVector, busyShare: number | undefined, rest: { readonly typical: TypicalMix; readonly model: StepModel; readonly rates: DeviceRates; readonly precision: Precision }): FoundedWork {
  const groups = unprofiledGroups(vector);
  const busyMs = sum(groups);
  if (busyMs > 0) {
    const waitMs = busyShare === undefined ? waitOf(vector) : (1 - clampedShare(busyShare)) * vector.stepMs;
    // Lost events: what the profile does not cover is device work, as `unprofiledGroups` has it.
    const scale = busyShare === undefined && profiledMs(vector) >= vector.stepMs ? 1 : (vector.stepMs - waitMs) / busyMs;
    return { groupMs: groups.map((ms) => ms * scale), waitMs, withOps: true, waiting: busyShare === undefined ? 'profile' : 'busy share' };
  }
  const waitMs = busyShare === undefined ? typicalWaitMs(rest.typical, vector.stepMs) : (1 - clampedShare(busyShare)) * vector.stepMs;
  const shares = sharesIn(rest.precision, rest);
  return { groupMs: shares.map((share) => share * (vector.stepMs - waitMs)), waitMs, withOps: false, waiting: busyShare === undefined ? 'typical' : 'busy share' };
}

/** Waiting takes its least share of a long step, and nearly all of a very short one. */
function typicalWaitMs({ waitMs, leastWaitShare }: TypicalMix, stepMs: number): number {
  return stepMs * (leastWaitShare + ((1 - leastWaitShare) * waitMs) / (waitMs + stepMs));
}

/** The typical shares were measured in fp32: reduced precision shortens some groups more than others. */
function sharesIn(precision: Precision, { typical, model, rates }: { readonly typical: TypicalMix; readonly model: StepModel; readonly rates: DeviceRates }): number[] {
  const [plain, reduced] = [logRates(model, rates, 'fp32'), logRates(model, rates, precision)];
  const times = typical.shares.map((share, group) => share * Math.exp((plain[group] ?? 0) - (reduced[group] ?? 0)));
  const total = sum(times);
  return times.map((time) => time / total);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
