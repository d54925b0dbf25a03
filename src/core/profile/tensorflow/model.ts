/** From rows of op statistics to a profile; the same for CSV and JSON. */

import { fail, success, type Result } from '../../failure';
import { deviceTime, opsPerStep, runMode, type OpTotal, type Window } from '../opTotals';
import type { Known, Profile } from '../profile';
import { quote } from '../quote';
import type { OpStatsRow } from './rows';
import { profiledWindow } from './window';

/**
 * Ops are grouped by type as PROFET does: "Total time" added per place and type, idle included. The step time is the device's
 * *self* time including idle per device and step, as total times of nested ops (TPU loops) would count twice.
 * `damaged` when no row took any time.
 */
export function statsProfile(fileName: string, format: string, rows: readonly OpStatsRow[], readWarnings: readonly string[]): Result<Profile> {
  const { steps, devices, warnings } = profiledWindow(rows);
  const window: Window = { steps: steps.value, devices: devices?.value ?? 1 };
  const ops = opsPerStep(rows.map((row): OpTotal => ({ ...row, us: row.totalUs })), window);
  if (ops.length === 0) return fail('damaged', `${quote(fileName)} holds no op that took any time.`, 'Profile steps in the middle of a training run.');
  const device = deviceTime(opsPerStep(rows.map((row): OpTotal => ({ ...row, us: row.selfUs })), window));
  const mode = runMode(ops);
  const isTpu = rows.some((row) => row.place === 'host' && row.type === 'TPUExecute');
  return success({
    format,
    framework: { value: 'tensorflow', source: 'a table of the TensorFlow profiler', certainty: 'measured' },
    ...(mode && { mode }),
    steps,
    ...(devices && { deviceCount: devices }),
    ...(device && {
      stepMs: stepTime(device.stepMs, steps, window.devices),
      gpuBusyShare: { value: device.busyShare, source: 'Device self time that is not IDLE', certainty: 'derived' },
    }),
    ...(isTpu && { deviceName: { value: 'TPU', source: 'TPUExecute ops', certainty: 'derived' } }),
    ops,
    warnings: [...readWarnings, ...warnings, ...(device ? [] : [NO_DEVICE_WARNING])],
  });
}

function stepTime(stepMs: number, steps: Known<number>, devices: number): Known<number> {
  const over = devices > 1 ? `${steps.value} steps and ${devices} devices` : `${steps.value} ${steps.value === 1 ? 'step' : 'steps'}`;
  return { value: stepMs, source: `sum of Device self times with idle over ${over}, profiling overhead included`, certainty: steps.certainty };
}

const NO_DEVICE_WARNING =
  'No op ran on an accelerator. Host times are added over threads and can exceed the wall time, so the table gives no step time; give the measured one.';
