/** From op totals of a window to a profile; the same for every kind of file that has some. */

import { fail, success, type Result } from '../../failure';
import { deviceTime, opsPerStep, runMode, type OpTotal, type Window } from '../opTotals';
import type { Known, OpTime, Profile } from '../profile';
import { quote } from '../quote';
import { derivedFrom, type KnownWindow, type OpTable } from './opTable';
import type { OpStatsRow } from './rows';
import { profiledWindow, type ProfiledWindow } from './window';

/**
 * Ops are grouped by type as PROFET does: "Total time" added per place and type, idle included. The step time is the device's
 * *self* time including idle per device and step, as total times of nested ops (TPU loops) would count twice.
 * `damaged` when no row took any time.
 */
export function statsProfile(table: OpTable, known: KnownWindow = {}): Result<Profile> {
  const profiled = profiledWindow(table.rows, known);
  const { steps, devices } = profiled;
  const window: Window = { steps: profiled.coveredSteps, devices: devices?.value ?? 1 };
  const rows = withIdle(table, window, known.stepMs);
  const ops = opsPerStep(rows.map((row): OpTotal => ({ ...row, us: row.totalUs })), window);
  if (ops.length === 0) return fail('damaged', `${quote(table.fileName)} holds no op that took any time.`, 'Profile steps in the middle of a training run.');
  const hasDevice = rows.some(({ place, selfUs }) => place === 'device' && selfUs > 0);
  const hasIdle = table.hasIdle || known.stepMs !== undefined;
  const device = hasIdle ? deviceTime(opsPerStep(rows.map((row): OpTotal => ({ ...row, us: row.selfUs })), window)) : undefined;
  const mode = modeOf(table, ops);
  const isTpu = rows.some((row) => row.place === 'host' && row.type === 'TPUExecute');
  return success({
    format: table.format,
    ...(mode && { mode }),
    steps,
    ...(devices && { deviceCount: devices }),
    ...(device && { stepMs: stepTime(device.stepMs, profiled) }),
    ...(device && { gpuBusyShare: { value: device.busyShare, source: 'Device self time that is not IDLE', certainty: 'derived' } }),
    ...(isTpu && { deviceName: { value: 'TPU', source: 'TPUExecute ops', certainty: 'derived' } }),
    ops,
    warnings: [...table.warnings, ...profiled.warnings, ...(hasDevice || known.stepMs ? [] : [NO_DEVICE_WARNING])],
  });
}

/** Where a table has no idle time and the step is known, idle is what the ops leave of it. */
function withIdle({ rows, hasIdle }: OpTable, { steps, devices }: Window, stepMs: Known<number> | undefined): readonly OpStatsRow[] {
  const busyUs = rows.reduce((sum, row) => sum + (row.place === 'device' ? row.selfUs : 0), 0);
  if (hasIdle || stepMs === undefined || busyUs === 0) return rows;
  const idleUs = Math.max(0, stepMs.value * 1000 * steps * devices - busyUs);
  return [...rows, { place: 'device', type: 'IDLE', operation: 'IDLE', totalUs: idleUs, selfUs: idleUs }];
}

/** Scopes that automatic differentiation writes into names: Keras, TensorFlow 1, JAX. */
const GRADIENT_SCOPE = /(?:^|\/)gradient(?:_tape|s)\/|transpose\(jvp\(/;

/** Kernels do not say what they compute gradients of, so without a sign of training their names leave it open. */
function modeOf({ rows, namedBy }: OpTable, ops: readonly OpTime[]): Profile['mode'] {
  const mode = runMode(ops);
  if (mode?.value === 'training') return mode;
  if (rows.some(({ operation }) => GRADIENT_SCOPE.test(operation))) return { value: 'training', source: 'names of ops with gradients in them', certainty: 'derived' };
  return namedBy === 'kernel' ? undefined : mode;
}

function stepTime(stepMs: number, { steps, devices, coveredSteps }: ProfiledWindow): Known<number> {
  const what = `${Math.round(coveredSteps * 100) / 100} ${coveredSteps === 1 ? 'step' : 'steps'}`;
  const over = devices !== undefined && devices.value > 1 ? `${what} and ${devices.value} devices` : what;
  return { value: stepMs, source: `sum of Device self times with idle over ${over}, profiling overhead included`, certainty: derivedFrom(steps.certainty) };
}

const NO_DEVICE_WARNING =
  'No op ran on an accelerator. Host times are added over threads and can exceed the wall time, so the table gives no step time; give the measured one.';
