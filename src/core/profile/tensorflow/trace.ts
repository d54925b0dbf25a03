/** TensorFlow's `trace.json.gz`: what the trace viewer of TensorBoard shows, written by TensorFlow 2.2 to 2.5 beside the xplane. */

import { fail, success, type Result } from '../../failure';
import { deviceUses, type DeviceUse } from '../chrome/deviceTime';
import type { Span } from '../chrome/intervals';
import { median } from '../chrome/median';
import { readTrace } from '../chrome/readTrace';
import { selfTimes } from '../chrome/selfTime';
import type { Content } from '../content';
import type { Importer } from '../importer';
import { isPytorchTrace } from '../pytorch/categories';
import { opsPerStep, runMode, type OpTotal } from '../opTotals';
import type { Known, OpTime, Profile } from '../profile';
import { quote } from '../quote';
import { TraceRecording } from './traceRecording';

const ID = 'tensorflow-trace';

/** Reads TensorFlow's trace of any size. */
export const tensorflowTrace: Importer = {
  id: ID,
  label: 'TensorFlow trace (trace.json.gz)',
  sniff: ({ text }) => /^\s*\{/.test(text) && /"name"\s*:\s*"(?:\/[^"]*)?\/(?:device|host):(?:CPU|GPU|TPU)/.test(text) && !isPytorchTrace(text),
  read: (file) => readTensorflowTrace(file),
};

/** The profile in a `trace.json.gz`. `damaged` when there is neither a step nor an op in it. */
export function readTensorflowTrace(file: Content): Result<Profile> {
  const recording = new TraceRecording();
  const { isCut, events } = readTrace(file.utf8(), recording);
  const steps = stepsOf(recording);
  const window = steps?.window ?? recording.deviceOps.span();
  const uses = deviceUses(recording.deviceOps, window, () => 0);
  const [busiest] = uses;
  const ops = opsOf(recording, steps, busiest);
  if (steps === undefined && ops.length === 0) {
    return fail('damaged', `${quote(file.name)} holds no step and no op${isCut ? ', as it is cut short' : ''}.`, 'Profile steps in the middle of a training run, or open the xplane.pb beside it.');
  }
  const mode = runMode(ops);
  const hasWindow = steps !== undefined && window.endUs > window.startUs;
  return success({
    format: ID,
    ...(recording.isTensorflow && { framework: { value: 'tensorflow', source: 'a trace of the TensorFlow profiler', certainty: 'measured' } }),
    ...(mode && { mode }),
    ...(steps && { stepMs: steps.stepMs, steps: steps.steps }),
    ...(uses.length > 0 && { deviceCount: { value: uses.length, source: `devices that ran ops: ${uses.length}`, certainty: 'derived' } }),
    ...(busiest && hasWindow && { gpuBusyShare: { value: Math.min(1, busiest.busyUs / (window.endUs - window.startUs)), source: 'ops of the device over its steps', certainty: 'derived' } }),
    ops,
    warnings: [
      ...(isCut || file.isCut ? [`The trace is cut short; what is given here comes from its first ${events} events.`] : []),
      ...(uses.length > 1 ? [`Ops ran on ${uses.length} devices; times are those of the busiest.`] : []),
      ...missing(recording, steps, busiest),
    ],
  });
}

interface Steps {
  readonly window: Span;
  readonly stepMs: Known<number>;
  readonly steps: Known<number>;
}

/** Steps of the device; of a run on CPUs, the events that the profiler grouped its steps by. */
function stepsOf({ deviceSteps, hostSteps, functionRuns, trainFunctions }: TraceRecording): Steps | undefined {
  const device = deviceSteps.byLane();
  const [most] = [...device.values()].sort((a, b) => b.length - a.length);
  if (most) return describe(deviceSteps, most, 'events on the thread "Steps" of the device', 'measured');
  const hosts = [
    [hostSteps, 'events with a step_num on the host', 'measured'],
    [functionRuns, 'runs of the training function that the profiler grouped as steps', 'derived'],
    [trainFunctions, 'calls of train_function on the host', 'guess'],
  ] as const;
  for (const [intervals, what, certainty] of hosts) {
    const [order] = [...intervals.byLane().values()].sort((a, b) => b.length - a.length);
    if (order) return describe(intervals, order, what, certainty);
  }
  return undefined;
}

function describe(intervals: TraceRecording['deviceSteps'], order: Uint32Array, what: string, certainty: Known<number>['certainty']): Steps | undefined {
  const sorted = Array.from(order, (index) => intervals.durationOf(index)).filter((us) => us > 0).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const starts = Array.from(order, (index) => intervals.startOf(index));
  const ends = Array.from(order, (index) => intervals.endOf(index));
  return {
    window: { startUs: starts.reduce((a, b) => Math.min(a, b)), endUs: ends.reduce((a, b) => Math.max(a, b)) },
    stepMs: { value: median(sorted) / 1000, source: sorted.length === 1 ? what : `${what}, median of ${sorted.length}`, certainty },
    steps: { value: sorted.length, source: what, certainty },
  };
}

/** Ops of the busiest device with the rest of the step as idle; of a run on CPUs, self times of the host. */
function opsOf(recording: TraceRecording, steps: Steps | undefined, busiest: DeviceUse | undefined): OpTime[] {
  const { names } = recording;
  const count = steps?.steps.value ?? 1;
  if (busiest) {
    const totals = [...busiest.usByName].map(([name, us]): OpTotal => ({ place: 'device', type: opType(names.text(name)), us }));
    const idleUs = steps ? Math.max(0, steps.stepMs.value * 1000 * count - busiest.busyUs) : 0;
    return opsPerStep([...totals, { place: 'device', type: 'IDLE', us: idleUs }], { steps: count, devices: 1 });
  }
  // Input pipelines and eager calls around a step belong to it, so all of the trace counts.
  const whole: Span = { startUs: Number.NEGATIVE_INFINITY, endUs: Number.POSITIVE_INFINITY };
  const totals = [...selfTimes(recording.hostOps, whole)].map(([name, us]): OpTotal => ({ place: 'host', type: opType(names.text(name)), us }));
  return opsPerStep(totals, { steps: count, devices: 1 });
}

/** `model/conv/Conv2D:Conv2D` is of type Conv2D; stages of an input pipeline are Dataset, as in TensorFlow's own tables. */
function opType(name: string): string {
  if (name.startsWith('Iterator::')) return 'Dataset';
  return name.slice(name.lastIndexOf(':') + 1).trim() || 'Unknown';
}

function missing(recording: TraceRecording, steps: Steps | undefined, busiest: DeviceUse | undefined): string[] {
  const devices = recording.devices;
  return [
    ...(steps === undefined ? ['The trace has no thread "Steps" and no step on the host, so it gives no step time.'] : []),
    ...(steps?.stepMs.certainty === 'guess' ? ['The trace has no thread "Steps", so calls of train_function are taken for steps, which is a guess.'] : []),
    ...(busiest === undefined && devices > 0 ? [`The trace lists ${devices} devices and no ops on them, so what they did is not known.`] : []),
    ...(busiest === undefined && devices === 0 ? ['No op ran on an accelerator; host times are added over threads.'] : []),
  ];
}
