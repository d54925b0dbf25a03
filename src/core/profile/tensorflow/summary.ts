/** What `overview_page` and `input_pipeline` say of a run: step times, devices, and how long steps wait for input. */

import type { Known, Profile } from '../profile';

/** The figures of a summary; absent what it does not have. Times are milliseconds, percentages 0 to 100. */
export interface Summary {
  readonly average?: number;
  readonly deviation?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Whole steps that are listed. */
  readonly steps?: number;
  readonly inputPercent?: number;
  /** Of an average step, what its device computed. */
  readonly deviceComputeMs?: number;
  /** `GPU`, `CPU_ONLY`, `TPU v2`. */
  readonly deviceType?: string;
  readonly deviceCount?: number;
  readonly hostCount?: number;
  /** Samples per step on one device. */
  readonly batchSize?: number;
  readonly isTraining?: boolean;
}

/** From this share on the profiler itself calls a program HIGHLY input-bound (input_pipeline analysis of TensorFlow), per cent. */
const INPUT_BOUND_PERCENT = 20;

/** Beyond this ratio of standard deviation to mean one step time does not stand for all. */
const UNEVEN = 0.25;

/** A day: no step takes longer, and beyond it the file is wrong. */
const MAX_MS = 86_400e3;

/** The facts of a summary that was read as `format` from a file of that tool. */
export function summaryFacts(format: string, tool: string, summary: Summary): Profile {
  const { average, steps, deviceType = '', isTraining } = summary;
  const source = `${tool}: ${steps === undefined ? 'mean of the profiled steps' : `mean of ${steps} profiled ${steps === 1 ? 'step' : 'steps'}`}`;
  const stepMs = isTime(average) && steps !== 0 ? measured(average, source) : undefined;
  const measuredIn = <T>(value: T, what: string): Known<T> => measured(value, `${tool}: ${what}`);
  return {
    format,
    framework: { value: 'tensorflow', source: 'a summary of the TensorFlow profiler', certainty: 'derived' },
    ...(isTraining === true && { mode: measuredIn('training', 'is_training') }),
    ...(stepMs && { stepMs }),
    ...(isCount(steps) && { steps: measuredIn(steps, 'steps listed') }),
    ...(isCount(summary.deviceCount) && { deviceCount: measuredIn(summary.deviceCount, 'device_core_count') }),
    ...(isModel(deviceType) && { deviceName: measuredIn(deviceType, 'device_type') }),
    ...(isCount(summary.hostCount) && { instanceCount: measuredIn(summary.hostCount, 'host_count') }),
    ...(isCount(summary.batchSize) && { batchSize: measuredIn(summary.batchSize, 'batch_size per core') }),
    ...busyShare(tool, summary),
    ops: [],
    warnings: stepMs ? warningsOf(summary) : [],
  };
}

function measured<T>(value: T, source: string): Known<T> {
  return { value, source, certainty: 'measured' };
}

function isTime(ms: number | undefined): ms is number {
  return ms !== undefined && ms > 0 && ms <= MAX_MS;
}

/** More of anything than this in one run is a damaged file. */
function isCount(count: number | undefined): count is number {
  return count !== undefined && Number.isInteger(count) && count > 0 && count <= 10_000_000;
}

/** `GPU` and `CPU` are kinds, as is `Nvidia GPU (Ampere)` of newer versions; `TPU v2` is a model. */
function isModel(deviceType: string): boolean {
  return deviceType !== '' && !/\b(?:[GC]PU|CPU_ONLY|unknown)\b/i.test(deviceType);
}

function busyShare(tool: string, { average, deviceComputeMs }: Summary): Pick<Profile, 'gpuBusyShare'> {
  if (!isTime(average) || !isTime(deviceComputeMs) || deviceComputeMs > average) return {};
  const source = `${tool}: device compute ${deviceComputeMs.toFixed(1)} of ${average.toFixed(1)} ms`;
  return { gpuBusyShare: { value: deviceComputeMs / average, source, certainty: 'derived' } };
}

function warningsOf({ average = 0, deviation = 0, minimum = 0, maximum = 0, inputPercent = 0 }: Summary): string[] {
  const isBound = inputPercent >= INPUT_BOUND_PERCENT && inputPercent <= 100;
  return [
    ...(isBound ? [`Steps wait ${inputPercent.toFixed(1)} % of their time for input: a faster accelerator does not shorten that part.`] : []),
    ...(deviation > UNEVEN * average ? [`The profiled steps differ much (${minimum.toFixed(1)} to ${maximum.toFixed(1)} ms); the step time is their mean.`] : []),
  ];
}
