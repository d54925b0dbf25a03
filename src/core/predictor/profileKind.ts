/** What a profile tells about the device's work: times per step, shares without a scale, nothing, or that there was no accelerator. */

import type { OpFamily } from '../profile/opFamilies';
import type { Profile } from '../profile/profile';
import { groupShares } from './stepVector';

/** See each. */
export type ProfileKind =
  /** Op times of the device, per step. */
  | 'ops'
  /** Op times of the device over an unknown number of steps: only their proportions count. */
  | 'shares'
  /** No op times of the device, and nothing against that there was one. */
  | 'no ops'
  /** Taken on a CPU. */
  | 'cpu';

/** Work that only a device does where there is one; on a host it shows that there was none. */
const DEVICE_WORK: readonly OpFamily[] = ['convolution', 'matmul', 'depthwise', 'normalization', 'pooling'];
/** In the name of a host op: calls of a GPU's runtime and libraries. */
const GPU_SIGN = /cuda|cudnn|cublas|nccl|\bhip|memcpy|htod|dtoh|gpu/i;
const CPU_NAME = /\bcpu\b|\bxeon\b|\bepyc\b|graviton/i;

/** The kind of a profile. */
export function profileKind(profile: Profile): ProfileKind {
  const { ops, steps } = profile;
  if (ops.some((op) => op.place === 'device' && op.ms > 0 && groupShares(op).length > 0)) {
    return steps === undefined || steps.certainty === 'guess' ? 'shares' : 'ops';
  }
  return isOfCpu(profile) ? 'cpu' : 'no ops';
}

/** A log says nothing about ops, so what it lacks proves nothing; a profiler that saw the network's work on the host, and no GPU, does. */
function isOfCpu({ ops, deviceName, gpuBusyShare, peakMemoryBytes, deviceMemoryBytes }: Profile): boolean {
  if (deviceName !== undefined) return CPU_NAME.test(deviceName.value);
  if (gpuBusyShare !== undefined || peakMemoryBytes !== undefined || deviceMemoryBytes !== undefined) return false;
  return ops.some(({ family }) => DEVICE_WORK.includes(family)) && !ops.some(({ type }) => GPU_SIGN.test(type));
}
