/** Op times over an unknown number of steps, brought to one step. */

import type { OpFamily } from '../profile/opFamilies';
import type { OpTime, Profile } from '../profile/profile';
import type { AnchorNoise } from './bundle';
import { intervalAround } from './intervals';
import { scaled, type Interval, type Prediction } from './predictor';
import { busyMs, stepVector } from './stepVector';

/** Op times per step, and how they came about. */
export interface FittedOps {
  readonly ops: readonly OpTime[];
  /** Nothing told how long the GPU was idle: it was taken to be busy all the time. */
  readonly isIdleUnknown?: boolean;
  /** On the half-width (on the log) of the interval. */
  readonly factor: number;
  readonly why?: string;
}

/** Op times that fit the step this well are taken as they are. */
const FITS = 0.02;

/**
 * On half-widths: with it the intervals of shares beside a known idle time hold 80 % of architectures left out, and those of `meanOf`
 * about 80 % for g5.xlarge and more for the others (docs/accuracy.md).
 */
const DOUBT = { idleKnown: 1.1, idleUnknown: 1.2 } as const;

/** What profiling adds is known for one anchor and for typical steps only: it never makes more of a profile than this. */
const MOST_ADDED = 2;

/**
 * Scales the device's op times so that with idle they take the step and what profiling typically adds to it: by the profile's own idle time, else
 * by the GPU's busy share, else as if the GPU were busy all the time. The step is in milliseconds.
 */
export function fittedToStep({ ops, gpuBusyShare }: Pick<Profile, 'ops' | 'gpuBusyShare'>, stepMs: number, { unprofiled }: Pick<AnchorNoise, 'unprofiled'>): FittedOps {
  const vector = stepVector(ops, stepMs);
  const share = gpuBusyShare?.value ?? 0;
  const busy = busyMs(vector);
  const isShared = share > 0 && share <= 1;
  const idle = vector.idleMs > 0 || !isShared ? vector.idleMs : (busy * (1 - share)) / share;
  // Profiled, one step takes at least the step; fixedMs is what no profile covers.
  const wanted = (stepMs - unprofiled.fixedMs) / (unprofiled.busy * busy + unprofiled.idle * idle);
  const plain = stepMs / (busy + idle);
  const by = Math.min(MOST_ADDED * plain, Math.max(plain, wanted));
  if (vector.idleMs > 0) {
    const fits = [plain, by].some((factor) => Math.abs(Math.log(factor)) < FITS);
    return fits ? { ops, factor: 1 } : scaledOps(ops, by, DOUBT.idleKnown, 'with the idle time they take the step');
  }
  if (isShared) return scaledOps(ops, by, DOUBT.idleKnown, `they take the ${Math.round(100 * share)} % of the step in which the GPU was busy`, idle * by);
  return { ...scaledOps(ops, plain, 1, 'they take the whole step, as if the GPU were never idle'), isIdleUnknown: true };
}

function scaledOps(ops: readonly OpTime[], by: number, factor: number, basis: string, idleMs = 0): FittedOps {
  const idle: readonly OpTime[] = idleMs > 0 ? [{ name: 'Device_IDLE', type: 'IDLE', place: 'device', family: 'idle', ms: idleMs }] : [];
  return {
    ops: [...ops.map((op) => (op.place === 'device' ? { ...op, ms: op.ms * by } : op)), ...idle],
    factor,
    why: `The file does not say how many steps its op times cover, so only their proportions count: they were scaled so that ${basis}.`,
  };
}

/**
 * The mean, on the log, of a prediction by shares that took the GPU to be always busy and of one by the step alone, which knows how busy it
 * usually is: nearer than either on architectures left out. The interval is that of the second, which is the wider one, and wider still.
 */
export function meanOf(byShares: Prediction, byStep: Prediction): Prediction {
  const factor = Math.sqrt(byStep.relativeStep.estimate / byShares.relativeStep.estimate);
  const around = (mean: number, { estimate, high }: Interval): Interval => intervalAround(mean, DOUBT.idleUnknown * Math.log(high / estimate));
  const opFamilies = Object.fromEntries(Object.entries(byShares.opFamilies ?? {}).map(([family, ms]) => [family as OpFamily, ms * factor]));
  return {
    ...byShares,
    stepMs: around(scaled(byShares.stepMs, factor).estimate, byStep.stepMs),
    relativeStep: around(byShares.relativeStep.estimate * factor, byStep.relativeStep),
    opFamilies,
    why: [...byShares.why, 'As nothing tells how long the GPU was idle, the estimate is the mean of that and of what the step time alone says, and the interval is that of the step time alone, widened.'],
  };
}
