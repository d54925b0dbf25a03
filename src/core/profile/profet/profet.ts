/** PROFET JSON: `[{"Device_Conv2D": microseconds, "Host_IDLE": microseconds, ...}]` (github.com/ddps-lab/profet). */

import { fail, success, type Result } from '../../failure';
import { wholeTextImporter, type ProfileText } from '../importer';
import { deviceTime, isMicroseconds, MICROSECONDS_WANTED, opsPerStep, runMode, type OpTotal } from '../opTotals';
import type { Known, Profile } from '../profile';
import { describe, quote } from '../quote';

const ID = 'profet';

/** PROFET profiles with `profile_batch='n, n+1'`, both ends included, so its totals cover two steps of one device. */
const STEPS = 2;

const ACTION = 'Export the profile again, or open the tensorflow_stats table it was made from.';

/** Reads PROFET JSON, also without the list around the object. */
export const profet = wholeTextImporter({
  id: ID,
  label: 'PROFET JSON',
  sniff: ({ text }) => /^\s*\[?\s*\{/.test(text) && /"(?:Device|Host)_[^"]*"\s*:/.test(text),
  read(file) {
    const totals = readTotals(file);
    return totals.ok ? profileOf(file, totals.value) : totals;
  },
});

function readTotals(file: ProfileText): Result<OpTotal[]> {
  const object = readObject(file);
  if (!object.ok) return object;
  const totals: OpTotal[] = [];
  const seen = new Map<string, string>();
  for (const [key, value] of Object.entries(object.value)) {
    const parts = /^(Device|Host)_(.+)$/s.exec(key);
    if (!parts) return damaged(file, `has the key ${quote(key)}, which starts with neither Device_ nor Host_`);
    if (!isMicroseconds(value)) return damaged(file, `has ${describe(value)} under ${quote(key)}, where ${MICROSECONDS_WANTED} belongs`);
    const twin = seen.get(key.toLowerCase());
    if (twin !== undefined) return damaged(file, `has both ${quote(twin)} and ${quote(key)}, which differ only in case`);
    seen.set(key.toLowerCase(), key);
    totals.push({ place: parts[1] === 'Device' ? 'device' : 'host', type: parts[2] ?? '', us: value });
  }
  return success(totals);
}

/** The one object of the file. A key written twice is an error, as JSON.parse would silently keep the last. */
function readObject(file: ProfileText): Result<object> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(file.text);
  } catch {
    // Python writes these, JSON does not know them.
    const [, key, literal] = /"([^"]*)"\s*:\s*(NaN|-?Infinity)/.exec(file.text) ?? [];
    if (key !== undefined) return damaged(file, `has ${literal} under ${quote(key)}, where ${MICROSECONDS_WANTED} belongs`);
    return damaged(file, 'is cut short or is not valid JSON');
  }
  if (Array.isArray(parsed) && parsed.length !== 1) return damaged(file, `holds ${parsed.length} profiles, not one`);
  const object: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (typeof object !== 'object' || object === null) return damaged(file, 'holds no object of op times');
  const keysWritten = file.text.match(/"(?:[^"\\]|\\.)*"\s*:/g)?.length ?? 0;
  const keys = Object.keys(object).length;
  // More keys than the object has: one stands twice, or a value is an object, which its own check names.
  if (keysWritten > keys && Object.values(object).every(isMicroseconds)) return damaged(file, 'names an op twice');
  return success(object);
}

function profileOf(file: ProfileText, totals: readonly OpTotal[]): Result<Profile> {
  const ops = opsPerStep(totals, { steps: STEPS, devices: 1 });
  if (ops.length === 0) return damaged(file, 'holds no op that took any time');
  const device = deviceTime(ops);
  const mode = runMode(ops);
  return success({
    format: ID,
    framework: derived('tensorflow', 'PROFET profiles are made with TensorFlow'),
    ...(mode && { mode }),
    steps: derived(STEPS, 'PROFET profiles two steps (profile_batch=n, n+1)'),
    ...(device && {
      stepMs: derived(device.stepMs, 'sum of Device ops with idle over two steps, profiling overhead included'),
      gpuBusyShare: derived(device.busyShare, 'Device time that is not IDLE'),
    }),
    ops,
    warnings: device ? [] : [NO_DEVICE_WARNING],
  });
}

const NO_DEVICE_WARNING = 'The file has no Device ops, so it gives no step time; host times are added over threads.';

function derived<T>(value: T, source: string): Known<T> {
  return { value, source, certainty: 'derived' };
}

function damaged(file: ProfileText, what: string): Result<never> {
  return fail('damaged', `${quote(file.name)} ${what}.`, ACTION);
}
