/** How many steps and devices a table of op statistics covers. The table does not say; its occurrences do. */

import type { Certainty, Known } from '../profile';
import type { OpStatsRow } from './rows';

/** The profiled window. */
export interface ProfiledWindow {
  /** Steps of one device. */
  readonly steps: Known<number>;
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

/** Counts steps by ops that run once per step, checked against the occurrences that most ops share. */
export function profiledWindow(rows: readonly OpStatsRow[]): ProfiledWindow {
  const idleDevices = rows.find((row) => row.place === 'device' && row.type === 'IDLE')?.occurrences ?? 0;
  const usual = usualOccurrences(computeRows(rows));
  const steps = countSteps(rows, usual, idleDevices);
  const devices = countDevices(rows, usual, idleDevices, steps.value);
  const warnings: string[] = [];
  if (steps.certainty === 'guess') warnings.push(`The number of profiled steps (${steps.value}) is a guess, and all times per step depend on it; check it.`);
  if (devices === undefined && idleDevices > 1) {
    warnings.push(`Idle time is listed for ${idleDevices} devices, but their ops cannot be told apart; times are those of one device that did all the work.`);
  } else if (devices !== undefined && devices.value > 1) {
    warnings.push(`The table adds ${devices.value} devices and ${steps.value} steps; device times were divided by ${devices.value * steps.value}.`);
  }
  return { steps, ...(devices && { devices }), warnings };
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
