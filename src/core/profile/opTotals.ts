/** From summed op times of a profiled window to what a profile says about one step; shared by every importer of op tables. */

import { opFamily } from './opFamilies';
import type { Known, OpPlace, OpTime } from './profile';

/** Time of one op type over the whole profiled window, all devices and threads added. */
export interface OpTotal {
  readonly place: OpPlace;
  readonly type: string;
  /** Microseconds. */
  readonly us: number;
}

/** What one step had of the window. */
export interface Window {
  /** Number of steps, at least 1. */
  readonly steps: number;
  /** Number of devices whose times were added, at least 1; host times belong to one host. */
  readonly devices: number;
}

/** A day: no table of a few steps holds more for one op; beyond it the file is wrong, and sums stay exact and finite. */
const MAX_MICROSECONDS = 86_400e6;

/** Whether a value from a file can be a time in microseconds: finite, not negative, at most a day. */
export function isMicroseconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_MICROSECONDS;
}

/** Says what `isMicroseconds` wants, for sentences. */
export const MICROSECONDS_WANTED = 'a number of microseconds between 0 and one day';

/** Ops per step, longest first, equal types added; types that took no time did not occur and are left out. */
export function opsPerStep(totals: Iterable<OpTotal>, window: Window): OpTime[] {
  const byName = new Map<string, OpTime>();
  for (const { place, type, us } of totals) {
    if (us === 0) continue;
    const name = `${place === 'device' ? 'Device' : 'Host'}_${type}`;
    const ms = us / 1000 / window.steps / (place === 'device' ? window.devices : 1);
    const known = byName.get(name);
    byName.set(name, known ? { ...known, ms: known.ms + ms } : { name, type, place, family: opFamily(type), ms });
  }
  return [...byName.values()].sort((a, b) => b.ms - a.ms || (a.name < b.name ? -1 : 1));
}

/** Wall time of a step as its device saw it, from device times that include idle. */
export interface DeviceTime {
  /** Milliseconds per step, idle included. */
  readonly stepMs: number;
  /** Share of the step in which the device ran something, 0 to 1. */
  readonly busyShare: number;
}

/** Sums the device ops of a step; undefined when there are none, as in a run on CPUs. */
export function deviceTime(ops: readonly OpTime[]): DeviceTime | undefined {
  const device = ops.filter((op) => op.place === 'device');
  const stepMs = sumMs(device);
  const idleMs = sumMs(device.filter((op) => op.family === 'idle'));
  return stepMs > 0 ? { stepMs, busyShare: (stepMs - idleMs) / stepMs } : undefined;
}

function sumMs(ops: readonly OpTime[]): number {
  return ops.reduce((sum, op) => sum + op.ms, 0);
}

/** Ops that only a backward pass or an optimizer runs. `AssignAddVariableOp` is no proof: metrics of an evaluation use it too. */
const TRAINING_OP = /Grad|Backprop|^Resource(Sparse)?Apply|^AssignSubVariableOp$/;

/** Training when there are gradients or weight updates; inference when a network ran without any; undefined when no network is seen. */
export function runMode(ops: readonly OpTime[]): Known<'training' | 'inference'> | undefined {
  const proof = ops.find((op) => TRAINING_OP.test(op.type));
  if (proof) return { value: 'training', source: 'gradient or optimizer ops are present', certainty: 'derived' };
  const network = ops.some((op) => op.family === 'convolution' || op.family === 'matmul' || op.family === 'depthwise');
  return network ? { value: 'inference', source: 'no gradient or optimizer ops', certainty: 'derived' } : undefined;
}
