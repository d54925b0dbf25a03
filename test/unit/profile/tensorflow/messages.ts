/** The profiler's messages for tests, written field by field from their .proto files. */

import { double, file, int, message, text } from '../protobuf/encode';
import type { Row } from '../reading';

/** TfStatsDatabase with a table with idle and one without. */
export function statsPb(rows: readonly Row[]): Uint8Array {
  const table = (field: number, of: readonly Row[]): number[] => message(field, ...of.map(([place, type, operation, count, total, self = total], index) =>
    message(1, int(1, index + 1), text(2, place), text(3, type), text(4, operation), ...(count > 0 ? [int(5, count)] : []), double(6, total), double(8, self))));
  return file(table(4, rows), table(5, rows.filter(([, type]) => type !== 'IDLE')), text(6, 'GPU'));
}

/** Step times of a run, milliseconds. */
export interface Steps {
  readonly times: readonly number[];
  readonly inputPercent?: number;
  readonly deviceComputeMs?: number;
}

/** StepSummary. */
function summary(field: number, average: number, deviation = 0, minimum = average, maximum = average): number[] {
  return message(field, double(1, average), double(2, deviation), double(3, minimum), double(4, maximum));
}

/** The fields of InputPipelineAnalysisResult. */
function analysis({ times, inputPercent = 0, deviceComputeMs = 0 }: Steps): number[][] {
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / times.length);
  const any = (field: number, type: string, ...fields: number[][]): number[] => message(field, text(1, `type.googleapis.com/tensorflow.profiler.${type}`), message(2, ...fields));
  return [
    ...(times.length > 0 ? [summary(2, mean, deviation, Math.min(...times), Math.max(...times)), summary(3, inputPercent)] : []),
    ...times.map((ms, index) => any(4, 'PerGenericStepDetails', int(1, index), double(2, ms))),
    any(7, 'BottleneckAnalysis'),
    any(8, 'GenericStepTimeBreakdown', summary(4, deviceComputeMs)),
    text(9, 'GPU'),
  ];
}

/** `input_pipeline.pb`. */
export function inputPipelinePb(steps: Steps): Uint8Array {
  return file(...analysis(steps));
}

/** `overview_page.pb`; the run environment stands last. */
export function overviewPb(steps: Steps, deviceType: string, devices: number, training = false): Uint8Array {
  const environment = message(6, int(1, 1), int(2, 1), text(4, deviceType), int(5, devices), ...(training ? [int(11, 1)] : []));
  return file(message(2, ...analysis(steps)), message(3, text(6, 'black')), environment);
}

/** KernelStatsDb: [kernel, op, occurrences, total ns]. */
export function kernelStatsPb(kernels: readonly (readonly [string, string, number, number])[]): Uint8Array {
  return file(...kernels.map(([name, op, count, ns]) => message(1, text(1, name), int(2, 32), message(5, [1]), int(7, ns), text(12, op), int(13, count))));
}

/** One event: name id, offset and duration in picoseconds, statistics as [kind, value]; a negative value refers to a name. */
export interface TestEvent {
  readonly id: number;
  readonly offset: number;
  readonly duration: number;
  readonly stats?: readonly (readonly [number, number])[];
}

/** A plane of an xplane, in the order in which they are written: lines before names. */
export interface TestPlane {
  readonly name: string;
  readonly lines: readonly { readonly name: string; readonly timestampNs?: number | bigint; readonly events: readonly TestEvent[] }[];
  readonly events?: readonly string[];
  readonly stats?: readonly string[];
  /** [kind, value]: integers, or texts. */
  readonly properties?: readonly (readonly [number, number | string])[];
}

/** XSpace. Ids of names are their indices counted from 1. */
export function xspace(...planes: readonly TestPlane[]): Uint8Array {
  return file(...planes.map((plane, index) => message(1, ...planeFields(plane, index))), text(4, 'host'));
}

function planeFields({ name, lines, events = [], stats = [], properties = [] }: TestPlane, index: number): number[][] {
  return [
    ...(index > 0 ? [int(1, index)] : []),
    text(2, name),
    ...lines.map((line, at) => message(3, int(1, at + 1), text(2, line.name), int(3, line.timestampNs ?? 1000), ...line.events.map(event))),
    ...events.map((each, at) => message(4, int(1, at + 1), message(2, int(1, at + 1), text(2, each)))),
    ...stats.map((each, at) => message(5, int(1, at + 1), message(2, int(1, at + 1), text(2, each)))),
    ...properties.map(([kind, value]) => message(6, int(1, kind), typeof value === 'number' ? int(3, value) : text(5, value))),
  ];
}

function event({ id, offset, duration, stats = [] }: TestEvent): number[] {
  return message(4, int(1, id), int(2, offset), int(3, duration), ...stats.map(([kind, value]) => message(4, int(1, kind), value < 0 ? int(7, -value) : int(4, value))));
}
