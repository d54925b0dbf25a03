/** PyTorch's traces: Kineto's `*.pt.trace.json`, plain or gzip, and the list that `torch.autograd.profiler` wrote before. */

import { fail, success, type Result } from '../../failure';
import { milliseconds } from '../../format';
import { deviceUses, type DeviceUse, type Rank } from '../chrome/deviceTime';
import { united, type Intervals } from '../chrome/intervals';
import { readTrace, type TraceEnd } from '../chrome/readTrace';
import { selfTimes } from '../chrome/selfTime';
import type { Content } from '../content';
import type { Importer } from '../importer';
import { opFamily, type OpFamily } from '../opFamilies';
import { opsPerStep, type OpTotal } from '../opTotals';
import type { OpTime, Profile } from '../profile';
import { quote } from '../quote';
import { isPytorchTrace } from './categories';
import { deviceFacts } from './device';
import { modeOf } from './mode';
import { precisionOf } from './precision';
import { Recording } from './recording';
import { stepWindow, type StepWindow } from './steps';

const ID = 'pytorch-trace';

/** Reads a PyTorch trace of any size. */
export const pytorchTrace: Importer = {
  id: ID,
  label: 'PyTorch trace',
  sniff: ({ text }) => isPytorchTrace(text),
  read(file) {
    const recording = new Recording();
    const end = readTrace(file.utf8(), recording);
    return traceProfile(file, recording, { ...end, isCut: end.isCut || file.isCut });
  },
};

function traceProfile(file: Content, recording: Recording, end: TraceEnd): Result<Profile> {
  const span = united([recording.hostOps.span(), recording.deviceOps.span(), recording.marks.span()]);
  const window = stepWindow(recording.marks, recording.names, span);
  if (window === undefined) return nothingIn(file, end);
  const isCut = end.isCut || recording.isFull;
  const device = deviceUse(recording, window, isCut);
  const hostNames = distinctNames(recording, recording.hostOps);
  const kernelNames = distinctNames(recording, recording.deviceOps);
  const facts = deviceFacts(recording.headers, usedDevices(recording, device.uses), kernelNames.some((name) => opFamily(name) === 'communication'));
  const [busiest] = device.uses;
  const mode = modeOf(hostNames.concat(distinctNames(recording, recording.marks)), kernelNames, isCut);
  const precision = busiest && precisionOf(named(recording, busiest.usByName));
  const batchSize = recording.shape.batchSize;
  return success({
    format: ID,
    framework: { value: 'pytorch', source: 'a trace of the PyTorch profiler', certainty: 'measured' },
    ...(mode && { mode }),
    stepMs: window.stepMs,
    steps: window.steps,
    ...(batchSize && { batchSize }),
    ...facts.fields,
    ...(precision && { precision }),
    ...(busiest && { gpuBusyShare: busyShare(busiest, device.window, facts.fields.deviceCount?.value ?? 1) }),
    ...recording.memory.fields(),
    ops: busiest ? deviceOps(recording, busiest, device.window) : hostOps(recording, window),
    warnings: [...endWarnings(recording, end), ...window.warnings, ...facts.warnings, ...deviceWarnings(recording, facts.isListed, isCut, device)],
  });
}

/** The busiest first; in a trace that is cut short kernels may lie outside of whole steps, and still tell which device ran them. */
function usedDevices({ deviceOps: ops }: Recording, uses: readonly DeviceUse[]): number[] {
  return uses.length > 0 ? uses.map(({ device }) => device) : [...new Set(ops.lanes.subarray(0, ops.length))];
}

interface UsedDevices {
  /** The busiest first; empty when no device op lies in the window. */
  readonly uses: readonly DeviceUse[];
  readonly window: StepWindow;
}

/**
 * What devices did in the steps. Kineto writes what the host did before what devices did, so a trace that is cut short may lack the
 * device ops of its last steps: then only steps count that ended before the last device op did.
 */
function deviceUse(recording: Recording, window: StepWindow, isCut: boolean): UsedDevices {
  const { deviceOps: ops, names } = recording;
  const seenUs = isCut && window.kind !== 'span' ? ops.span().endUs : Number.POSITIVE_INFINITY;
  const seen = seenUs >= window.endUs ? window : stepWindow(recording.marks, names, { startUs: 0, endUs: 0 }, seenUs);
  if (seen === undefined) return { uses: [], window };
  const ranks: Rank[] = [];
  const rankOf = (name: number): Rank => ranks[name] ??= RANKS[opFamily(names.text(name))] ?? 0;
  return { uses: deviceUses(ops, seen, rankOf), window: seen };
}

/**
 * Where streams overlap, computation counts first, then copies, then communication: what is hidden behind a kernel does not lengthen
 * the step, and a communication kernel mostly waits.
 */
const RANKS: Readonly<Partial<Record<OpFamily, Rank>>> = { transfer: 1, communication: 2 };

function busyShare({ device, busyUs }: DeviceUse, window: StepWindow, deviceCount: number): NonNullable<Profile['gpuBusyShare']> {
  const which = deviceCount > 1 ? ` of device ${device}` : '';
  return {
    value: Math.min(1, busyUs / (window.endUs - window.startUs)),
    source: `kernels, copies and fills${which}, overlaps counted once, over ${window.stepsInside === 1 ? 'the step' : `${window.stepsInside} steps`}`,
    certainty: window.stepMs.certainty,
  };
}

/** Ops of the device as means over the steps, and as idle what they leave of the step, which is a median: with it they add up to the step. */
function deviceOps(recording: Recording, { busyUs, usByName }: DeviceUse, window: StepWindow): OpTime[] {
  const totals = named(recording, usByName).map(([type, us]): OpTotal => ({ place: 'device', type, us }));
  const idleUs = Math.max(0, window.stepMs.value * 1000 * window.stepsInside - busyUs);
  return opsPerStep([...totals, { place: 'device', type: 'IDLE', us: idleUs }], { steps: window.stepsInside, devices: 1 });
}

function hostOps(recording: Recording, window: StepWindow): OpTime[] {
  const totals = named(recording, selfTimes(recording.hostOps, window)).map(([type, us]): OpTotal => ({ place: 'host', type, us }));
  return opsPerStep(totals, { steps: window.stepsInside, devices: 1 });
}

function named(recording: Recording, usByName: ReadonlyMap<number, number>): [string, number][] {
  return [...usByName].map(([name, us]) => [recording.names.text(name) || 'Unknown', us]);
}

function distinctNames({ names }: Recording, intervals: Intervals): string[] {
  return [...new Set(intervals.names.subarray(0, intervals.length))].map((name) => names.text(name));
}

function endWarnings({ isFull, timeless }: Recording, { events, isCut, oversized }: TraceEnd): string[] {
  return [
    ...(isCut ? [`The trace is cut short; what is given here comes from its first ${events} events.`] : []),
    ...(isFull ? [`The trace has more events than are read; what is given here comes from its first ${events}.`] : []),
    ...(timeless > 0 ? [`${timeless} events have no possible time and were left out.`] : []),
    ...(oversized > 0 ? [`${oversized} events are larger than 4 MB and were left out.`] : []),
  ];
}

function deviceWarnings(recording: Recording, isListed: boolean, isCut: boolean, { uses, window }: UsedDevices): string[] {
  const [busiest] = uses;
  if (busiest !== undefined) {
    const busyMs = busiest.busyUs / 1000 / window.stepsInside;
    return busyMs > window.stepMs.value * 1.01
      ? [`The device was busy for ${milliseconds(busyMs)} per step on average, longer than the median step; some steps took longer than it.`] : [];
  }
  if (recording.deviceOps.length > 0) return ['No device op lies within a whole step, so the ops are those of the host.'];
  if (isCut && isListed) return ['The trace ends before its first kernel, so the ops are those of the host.'];
  if (recording.cuptiRanges > 0) return ['The trace holds ranges of the CUPTI profiler (cuda_profiler_range) and no kernels, so what the device did is not known; the ops are those of the host.'];
  if (recording.mtiaEvents > 0) return ['What an MTIA did (mtia_ccp_events) is not told by kernels and is not read; the ops are those of the host.'];
  return isListed ? ['The trace lists GPUs and holds no kernels, so what they did is not known; the ops are those of the host. Profile with ProfilerActivity.CUDA.'] : [];
}

function nothingIn(file: Content, { isCut }: TraceEnd): Result<never> {
  const what = isCut ? 'is cut short before its first operator or kernel' : 'holds no operator and no kernel: the profiler recorded nothing';
  return fail('damaged', `${quote(file.name)} ${what}.`, 'Profile some steps in the middle of a training run, and let the profiler write its file to the end.');
}
