/** Op times over an unknown number of steps, brought to one step. */

import type { OpTime, Profile } from '../profile/profile';
import { busyMs, profiledMs, stepVector } from './stepVector';

/** Op times per step, and how they came about. */
export interface FittedOps {
  readonly ops: readonly OpTime[];
  /** On the half-width (on the log) of the interval. */
  readonly factor: number;
  readonly why?: string;
}

/** Op times that fit the step this well are taken as they are. */
const FITS = 0.02;

export const SHARES_DOUBT = { idle: 1, busyShare: 1, none: 1 };

/**
 * Scales the device's op times so that with idle they take the step: by the profile's own idle time, else by the GPU's busy share, else as
 * if the GPU were busy all the time. The step is in milliseconds.
 */
export function fittedToStep({ ops, gpuBusyShare }: Pick<Profile, 'ops' | 'gpuBusyShare'>, stepMs: number): FittedOps {
  const vector = stepVector(ops, stepMs);
  const share = gpuBusyShare?.value ?? 0;
  if (vector.idleMs > 0) {
    const wanted = stepMs / profiledMs(vector);
    return Math.abs(Math.log(wanted)) < FITS ? { ops, factor: 1 } : scaledOps(ops, wanted, SHARES_DOUBT.idle, 'with the idle time they take the step');
  }
  if (share > 0 && share <= 1) {
    return scaledOps(ops, (share * stepMs) / busyMs(vector), SHARES_DOUBT.busyShare, `they take the ${Math.round(100 * share)} % of the step in which the GPU was busy`, (1 - share) * stepMs);
  }
  return scaledOps(ops, stepMs / busyMs(vector), SHARES_DOUBT.none, 'they take the whole step, as if the GPU were never idle');
}

function scaledOps(ops: readonly OpTime[], by: number, factor: number, basis: string, idleMs = 0): FittedOps {
  const idle: readonly OpTime[] = idleMs > 0 ? [{ name: 'Device_IDLE', type: 'IDLE', place: 'device', family: 'idle', ms: idleMs }] : [];
  return {
    ops: [...ops.map((op) => (op.place === 'device' ? { ...op, ms: op.ms * by } : op)), ...idle],
    factor,
    why: `The file does not say how many steps its op times cover, so only their proportions count: they were scaled so that ${basis}.`,
  };
}
