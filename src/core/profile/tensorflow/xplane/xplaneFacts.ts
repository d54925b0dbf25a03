/** What the recorded planes say: steps, devices, memory, and a table of op totals as TensorFlow's own converter makes it. */

import type { Known, Profile } from '../../profile';
import type { OpTable } from '../opTable';
import type { OpStatsRow } from '../rows';
import { deviceModel } from './deviceModels';
import type { DeviceRecording, StepSpan } from './deviceRecording';
import type { HostRecording } from './hostRecording';

/** Stable id of the format. */
export const XPLANE = 'tensorflow-xplane';

/** The planes of a file that matter here. */
export interface XplaneRecording {
  readonly hosts: readonly HostRecording[];
  readonly devices: readonly DeviceRecording[];
}

/** More than any accelerator has, bytes. */
const MAX_MEMORY_BYTES = 2 ** 44;

/** The facts; `warnings` are those of reading. */
export function xplaneFacts(recording: XplaneRecording, warnings: readonly string[]): Profile {
  const { hosts, devices } = recording;
  const working = devices.filter((device) => device.worked);
  const steps = stepsOf(recording);
  const framework = hosts.map((host) => host.framework).find((found) => found !== undefined) ?? (working.length > 0 ? undefined : 'tensorflow');
  const busy = busyShare(working);
  const peak = hosts.reduce((most, { peakBytes }) => Math.max(most, peakBytes), 0);
  return {
    format: XPLANE,
    ...(framework && { framework: { value: framework, source: 'names of events in the xplane', certainty: 'derived' } }),
    ...steps,
    ...(working.length > 0 && { deviceCount: { value: working.length, source: `devices that ran ops: ${working.length} of ${devices.length}`, certainty: 'measured' } }),
    ...deviceFields(working[0] ?? devices[0]),
    ...(busy && { gpuBusyShare: busy }),
    ...(peak > 0 && peak <= MAX_MEMORY_BYTES && { peakMemoryBytes: { value: peak, source: 'peak_bytes_in_use of the device allocators', certainty: 'measured' } }),
    ops: [],
    warnings,
  };
}

/** Op totals of all devices that worked and of the host; undefined when there are none. */
export function xplaneTable(fileName: string, { hosts, devices }: XplaneRecording, warnings: readonly string[]): OpTable | undefined {
  const working = devices.filter((device) => device.worked);
  const rows = [...working.flatMap((device) => device.ops()), ...hosts.flatMap((host) => host.rows())];
  const windows = working.map((device) => device.steps);
  const hasIdle = windows.length > 0 && windows.every((steps) => steps.length > 0);
  const idle = hasIdle ? [idleRow(rows, windows)] : [];
  if (rows.every(({ totalUs }) => totalUs === 0)) return undefined;
  const namedBy = working.some((device) => device.hasKernelsOnly) ? 'kernel' : 'op';
  return { fileName, format: XPLANE, rows: [...rows, ...idle], hasIdle, namedBy, warnings };
}

/** What the ops leave of the steps of all devices. */
function idleRow(rows: readonly OpStatsRow[], windows: readonly (readonly StepSpan[])[]): OpStatsRow {
  const opUs = rows.reduce((sum, row) => sum + (row.place === 'device' ? row.selfUs : 0), 0);
  const idleUs = Math.max(0, windows.flat().reduce((sum, [start, end]) => sum + end - start, 0) / 1e6 - opUs);
  return { place: 'device', type: 'IDLE', operation: 'IDLE', occurrences: windows.length, totalUs: idleUs, selfUs: idleUs };
}

/** Steps of the devices, else those that the training loop marks on the host. */
function stepsOf({ hosts, devices }: XplaneRecording): Pick<Profile, 'stepMs' | 'steps'> {
  const listed = devices.map(({ steps }) => steps).filter((steps) => steps.length > 0);
  if (listed.length > 0) {
    const what = `events on the line "Steps" of ${listed.length === 1 ? 'the device' : `${listed.length} devices`}`;
    return stepFields(what, listed.flat().map(lengthMs), Math.max(...listed.map(({ length }) => length)));
  }
  const [marked = []] = hosts.map((host) => host.steps()).filter((steps) => steps.length > 0);
  if (marked.length === 0) return {};
  const what = 'steps marked on the host (Profiled batch, step_num)';
  const hasDevice = devices.some((device) => device.worked);
  // The host runs ahead of a device and only waits when it must: from start to start it keeps its pace.
  return hasDevice && marked.length > 1 ? stepFields(`${what}, from start to start`, gaps(marked), marked.length, 'derived') : stepFields(what, marked.map(lengthMs), marked.length);
}

function stepFields(what: string, lengths: readonly number[], count: number, certainty: 'measured' | 'derived' = 'measured'): Pick<Profile, 'stepMs' | 'steps'> {
  const source = lengths.length === 1 ? what : `${what}, median of ${lengths.length}`;
  return { stepMs: { value: median(lengths), source, certainty }, steps: { value: count, source: what, certainty: 'measured' } };
}

function lengthMs([start, end]: StepSpan): number {
  return (end - start) / 1e9;
}

function gaps(steps: readonly StepSpan[]): number[] {
  return steps.slice(1).map(([start], index) => (start - (steps[index]?.[0] ?? start)) / 1e9);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function busyShare(devices: readonly DeviceRecording[]): Known<number> | undefined {
  let [busyPs, stepsPs] = [0, 0];
  for (const device of devices) {
    const steps = [...device.steps].sort(([a], [b]) => a - b);
    const busy = device.busyPs(steps);
    if (busy === undefined || steps.length === 0) return undefined;
    busyPs += busy;
    stepsPs += steps.reduce((sum, [start, end]) => sum + end - start, 0);
  }
  if (stepsPs === 0 || busyPs > stepsPs) return undefined;
  return { value: busyPs / stepsPs, source: 'union of device events within the steps', certainty: 'measured' };
}

function deviceFields(device: DeviceRecording | undefined): Pick<Profile, 'deviceName' | 'deviceMemoryBytes'> {
  const properties = device?.plane.properties;
  if (properties === undefined) return {};
  const number = (name: string): number | undefined => {
    const value = properties.get(name);
    return typeof value === 'number' && value >= 0 ? value : undefined;
  };
  const [cores, major, minor, memoryBytes] = ['core_count', 'compute_cap_major', 'compute_cap_minor', 'memory_size'].map(number);
  const memory = memoryBytes !== undefined && memoryBytes > 0 && memoryBytes <= MAX_MEMORY_BYTES ? memoryBytes : undefined;
  const vendor = properties.get('device_vendor');
  const named = properties.get('device_type_string');
  const model = cores === undefined || major === undefined ? undefined : deviceModel({
    ...(typeof vendor === 'string' && vendor !== '' && { vendor }),
    cores,
    capability: `${major}.${minor ?? 0}`,
    ...(memory !== undefined && { memoryBytes: memory }),
  });
  const name: Known<string> | undefined = typeof named === 'string' && /^TPU/.test(named) ? { value: named, source: 'device_type_string of the device', certainty: 'measured' } : model;
  return {
    ...(name && { deviceName: name }),
    ...(memory !== undefined && { deviceMemoryBytes: { value: memory, source: 'memory_size of the device', certainty: 'measured' } }),
  };
}
