/** How many steps and devices a table of op statistics covers. The table does not say; its occurrences do. */

import type { Certainty, Known } from '../profile';
import type { KnownWindow } from './opTable';
import type { OpStatsRow } from './rows';

/** The profiled window. */
export interface ProfiledWindow {
  /** Steps of one device. */
  readonly steps: Known<number>;
  /** Steps that the times add up to; more than `steps` when the table also holds parts of steps that the profiler does not list. */
  readonly coveredSteps: number;
  /** Absent when the table gives no sign of it; then times are not divided by it. */
  readonly devices?: Known<number>;
  readonly warnings: readonly string[];
}

/** Ops that run a known number of times in a step, best evidence first. */
const ONCE_PER_STEP: readonly (readonly [RegExp, string])[] = [
  [/^IteratorGetNext(AsOptional|Sync)?$|^OptionalFromValue$/, 'fetches of an input batch'],
  [/^AssignAddVariableOp$/, 'updates of a step counter'],
  [/^Resource(Sparse)?Apply/, 'updates of a variable'],
];

/** A table and the step time of its run may differ by so much before they are taken to cover different spans. */
const SPAN_TOLERANCE = 0.1;

/** Counts steps by ops that run once per step, checked against the occurrences that most ops share; what other files know counts more. */
export function profiledWindow(rows: readonly OpStatsRow[], known: KnownWindow = {}): ProfiledWindow {
  const idleDevices = rows.find((row) => row.place === 'device' && row.type === 'IDLE')?.occurrences ?? 0;
  const usual = usualOccurrences(computeRows(rows));
  const steps = known.steps ?? countSteps(rows, usual, idleDevices);
  const devices = known.deviceCount ?? countDevices(rows, usual, idleDevices, steps.value);
  const span = coveredSteps(rows, devices?.value ?? 1, known.stepMs);
  const coversParts = span !== undefined && Math.abs(span / steps.value - 1) > SPAN_TOLERANCE;
  return {
    steps,
    coveredSteps: coversParts ? span : steps.value,
    ...(devices && { devices }),
    warnings: [
      ...(steps.certainty === 'guess' ? [`The number of profiled steps (${steps.value}) is a guess, and all times per step depend on it; check it.`] : []),
      ...(coversParts ? [`The op table covers ${span.toFixed(2)} steps, as the profiler listed only ${steps.value} whole ones; op times were divided by ${span.toFixed(2)}.`] : []),
      ...deviceWarnings(rows, devices?.value, idleDevices, coversParts ? undefined : steps.value),
    ],
  };
}

/** Wall time of a device in the table over the time of a step, when both are known. */
function coveredSteps(rows: readonly OpStatsRow[], devices: number, stepMs: Known<number> | undefined): number | undefined {
  const span = deviceSpan(rows, devices);
  return stepMs === undefined || span === undefined ? undefined : span / stepMs.value;
}

/** Wall time that a table with idle covers, milliseconds; all devices that have idle time share it when their number is not known. */
export function deviceSpan(rows: readonly OpStatsRow[], devices?: number): number | undefined {
  const idle = rows.find((row) => row.place === 'device' && row.type === 'IDLE');
  if (idle === undefined) return undefined;
  return rows.reduce((sum, row) => sum + (row.place === 'device' ? row.selfUs : 0), 0) / 1000 / (devices ?? Math.max(1, idle.occurrences ?? 1));
}

function deviceWarnings(rows: readonly OpStatsRow[], devices: number | undefined, idleDevices: number, steps: number | undefined): string[] {
  if (!rows.some(({ place }) => place === 'device')) return [];
  if (devices === undefined && idleDevices > 1) {
    return [`Idle time is listed for ${idleDevices} devices, but their ops cannot be told apart; times are those of one device that did all the work.`];
  }
  if (devices === undefined || devices <= 1 || steps === undefined) return [];
  return [`The table adds ${devices} devices and ${steps} ${steps === 1 ? 'step' : 'steps'}; device times were divided by ${devices * steps}.`];
}

function countSteps(rows: readonly OpStatsRow[], usual: number | undefined, idleDevices: number): Known<number> {
  for (const [type, what] of ONCE_PER_STEP) {
    const count = usualOccurrences(rows.filter((row) => type.test(row.type)));
    if (count === undefined) continue;
    // TPUs add all cores into one row, so that most ops occur steps x cores times.
    const confirmed = usual === count || usual === count * idleDevices;
    const certainty: Certainty = confirmed ? 'derived' : 'guess';
    return { value: count, source: `${what}: ${count}, ${confirmed ? 'as most ops have' : 'unlike most ops'}`, certainty };
  }
  if (usual !== undefined) return { value: usual, source: `most ops occur ${usual} times`, certainty: 'guess' };
  return { value: 1, source: 'nothing in the table tells the number of steps', certainty: 'guess' };
}

/** Replicas by their names (`replica_3/...`; the first has none), else devices whose idle time was added, if their ops were too. */
function countDevices(rows: readonly OpStatsRow[], usual: number | undefined, idleDevices: number, steps: number): Known<number> | undefined {
  const replicas = new Set<string>();
  for (const row of rows) {
    const replica = row.place === 'device' ? /(?:^|\/)replica_(\d+)(?:\/|$)/.exec(row.operation)?.[1] : undefined;
    if (replica !== undefined && Number(replica) > 0) replicas.add(replica);
  }
  if (replicas.size > 0) return { value: replicas.size + 1, source: `op names of replica_1 to replica_${replicas.size}`, certainty: 'derived' };
  if (idleDevices === 1) return { value: 1, source: 'one device has idle time', certainty: 'derived' };
  if (idleDevices > 1 && usual === idleDevices * steps) {
    return { value: idleDevices, source: `${idleDevices} devices have idle time, and most ops occur that often per step`, certainty: 'derived' };
  }
  return undefined;
}

/** Rows of ops that a step runs: on the device if there is one; input pipelines run ahead at their own pace. */
function computeRows(rows: readonly OpStatsRow[]): OpStatsRow[] {
  const place = rows.some((row) => row.place === 'device') ? 'device' : 'host';
  return rows.filter((row) => row.place === place && row.type !== 'IDLE' && row.type !== 'Dataset');
}

/** The number of occurrences that most rows share; of equally common ones the smaller, as ops with several kernels count more. */
function usualOccurrences(rows: readonly OpStatsRow[]): number | undefined {
  const rowsBy = new Map<number, number>();
  for (const { occurrences } of rows) {
    if (occurrences !== undefined && Number.isInteger(occurrences) && occurrences > 0) rowsBy.set(occurrences, (rowsBy.get(occurrences) ?? 0) + 1);
  }
  return [...rowsBy].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || a - b)[0]?.[0];
}
