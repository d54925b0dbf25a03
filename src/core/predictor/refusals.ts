/** When no prediction can be founded on a request. */

import { fail, type Result } from '../failure';
import type { Profile } from '../profile/profile';
import { quote } from '../profile/quote';
import type { Bundle } from './bundle';
import type { PredictionRequest } from './predictor';
import { profileKind } from './profileKind';
import { OP_GROUPS, stepVector } from './stepVector';

type Refusal = Extract<Result<never>, { ok: false }>;

/** Above this share of device time in ops of no known family, the mix says too little. */
const MOST_UNKNOWN = 0.4;

/** Share of device time in ops of no known family, 0 to 1. */
export function unknownShare(groupMs: readonly number[]): number {
  const busy = groupMs.reduce((sum, ms) => sum + ms, 0);
  return busy > 0 ? (groupMs[OP_GROUPS.indexOf('unknown')] ?? 0) / busy : 0;
}

/** Why the request has no prediction for any target, or undefined. */
export function refusal(bundle: Bundle, request: PredictionRequest): Refusal | undefined {
  const { profile, anchor, precision } = request;
  const anchors = bundle.anchors.map((known) => known.anchor);
  if (!anchors.includes(anchor)) {
    return fail('unpredictable', `No training data was profiled on ${anchor}.`, `Profile the run on one of ${anchors.join(', ')}.`);
  }
  const arithmetic = precision ?? profile.precision?.value ?? 'fp32';
  if (arithmetic !== 'fp32') {
    return fail('unpredictable', `The run trains in ${arithmetic}, and all training data is fp32.`, 'Profile the run in fp32.');
  }
  return runRefusal(request);
}

/** Why nothing can be said of the run itself, whatever is known of machines; or undefined. */
export function runRefusal({ profile, anchor, stepMs }: PredictionRequest): Refusal | undefined {
  if (!Number.isFinite(stepMs.value) || stepMs.value <= 0) {
    return fail('unpredictable', `A step of ${stepMs.value} ms cannot be.`, 'Give the step time in milliseconds, above 0.');
  }
  if (profile.mode?.value === 'inference') {
    return fail('unpredictable', `The profile is of an inference run (${profile.mode.source}), and only training was measured.`, 'Profile a few training steps.');
  }
  if (profileKind(profile) === 'cpu') {
    return fail('unpredictable', `The profile was taken on a CPU (${cpuSign(profile)}), so it cannot be of a run on ${anchor}.`,
      'Profile the run on the GPU, or open a log of its training there.');
  }
  const { groupMs } = stepVector(profile.ops, stepMs.value);
  const unknown = unknownShare(groupMs);
  if (unknown > MOST_UNKNOWN) {
    return fail('unpredictable', `${Math.round(100 * unknown)} % of the device time is in ops of no known family.`, 'Nothing can be done with this profile; report the op names.');
  }
  return undefined;
}

function cpuSign({ deviceName }: Profile): string {
  return deviceName ? `its device is ${quote(deviceName.value)}` : 'it has the network\'s work on the host, and nothing of a GPU';
}
