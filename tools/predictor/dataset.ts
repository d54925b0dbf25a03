/** The measured workloads: PROFET profiles and times on four instance types, and trainpred times on more. */

import { join } from 'node:path';
import { opFamily } from '../../src/core/profile/opFamilies';
import type { OpPlace, OpTime } from '../../src/core/profile/profile';
import { readTable, type Row } from '../dataset/table';
import { groupBy, median } from './statistics';

/** The instance types whose profiles PROFET has, with nine repeats of each workload. */
export const PROFILED_TYPES = ['g3s.xlarge', 'g4dn.xlarge', 'p2.xlarge', 'p3.2xlarge'] as const;

/** One repeat of a workload on one instance type. */
export interface Run {
  readonly stepMs: number;
  /** Per step. */
  readonly ops: readonly OpTime[];
}

/** One workload: an architecture at an input and a batch size, always with SGD. */
export interface Workload {
  readonly architecture: string;
  /** Pixels along one side. */
  readonly inputSize: number;
  readonly batchSize: number;
  /** By instance type, then by repeat in the order of the repeat's name; the same repeat stands at the same index everywhere. */
  readonly runs: ReadonlyMap<string, readonly Run[]>;
  /** Step times of the trainpred harness by instance type or `P100`, milliseconds: comparable with each other only. */
  readonly otherStepMs: ReadonlyMap<string, number>;
}

/** How a workload is called in sentences. */
export function workloadName({ architecture, inputSize, batchSize }: Workload): string {
  return `${architecture} at ${inputSize} px, batch ${batchSize}`;
}

/** A machine of trainpred that AWS does not offer, by the name of its GPU. */
export const P100 = 'P100-PCIE';

/** The instance types that stand for trainpred's families; the sizes of one family hold the same GPU. */
const TRAINPRED_TYPES: Readonly<Record<string, string>> = { g5: 'g5.xlarge', g4dn: 'g4dn.xlarge', p3: 'p3.2xlarge', p100: P100 };

/** PROFET's profiles cover two steps (shared/data/profet/README.md). */
const PROFILED_STEPS = 2;

/** Reads `profet` and `trainpred` below the folder; workloads are matched by key, never by row order. */
export function readDataset(folder: string): Workload[] {
  const other = readTrainpred(folder);
  const byKey = new Map<string, { first: Row; runs: Map<string, Map<string, Run>> }>();
  for (const instanceType of PROFILED_TYPES) {
    for (const [repeat, row, run] of readProfiles(folder, instanceType)) {
      const key = keyOf(row.cell('model'), inputSizeOf(row), row.cell('batchsize'));
      const workload = byKey.get(key) ?? { first: row, runs: new Map<string, Map<string, Run>>() };
      byKey.set(key, workload);
      workload.runs.set(instanceType, (workload.runs.get(instanceType) ?? new Map<string, Run>()).set(repeat, run));
    }
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { first, runs }]) => ({
    architecture: first.cell('model'),
    inputSize: Number(inputSizeOf(first)),
    batchSize: Number(first.cell('batchsize')),
    runs: sortedRepeats(key, runs),
    otherStepMs: other.get(key) ?? new Map<string, number>(),
  }));
}

function keyOf(architecture: string, inputSize: string, batchSize: string): string {
  return `${architecture}/${inputSize}/${batchSize}`;
}

function inputSizeOf(row: Row): string {
  return row.cell('dataset').replace('dataset', '');
}

function* readProfiles(folder: string, instanceType: string): Generator<[repeat: string, Row, Run]> {
  const { columns, rows } = readTable(join(folder, 'profet', `${instanceType}.csv.gz`), ['exp_name', 'dataset', 'model', 'batchsize', 'batch_latency']);
  const ops = columns.flatMap((name) => {
    const [, where = '', type = ''] = /^(Device|Host)_(.+)$/.exec(name) ?? [];
    const place: OpPlace = where === 'Device' ? 'device' : 'host';
    return type === '' ? [] : [{ name, type, place, family: opFamily(type) }];
  });
  for (const row of rows) {
    const times = ops.map((op) => ({ ...op, ms: Number(row.cell(op.name)) / 1000 / PROFILED_STEPS }));
    yield [row.cell('exp_name'), row, { stepMs: 1000 * Number(row.cell('batch_latency')), ops: times.filter((op) => op.ms > 0) }];
  }
}

function sortedRepeats(key: string, runs: ReadonlyMap<string, ReadonlyMap<string, Run>>): Map<string, Run[]> {
  const names = new Set([...runs.values()].map((byRepeat) => [...byRepeat.keys()].sort().join(' ')));
  if (names.size !== 1 || runs.size !== PROFILED_TYPES.length) throw new Error(`${key} was not repeated alike on all four instance types.`);
  return new Map([...runs].map(([type, byRepeat]) => [type, [...byRepeat].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, run]) => run)]));
}

/** Median step time by workload and instance type. */
function readTrainpred(folder: string): Map<string, Map<string, number>> {
  const { rows } = readTable(join(folder, 'trainpred', 'epochs.csv'), ['model', 'input_size', 'batch_size', 'instance_family', 'step_time_ms', 'mode', 'precision']);
  const wanted = rows.filter((row) => row.cell('mode') === 'train' && row.cell('precision') === 'fp32' && TRAINPRED_TYPES[row.cell('instance_family')] !== undefined);
  const byWorkload = groupBy(wanted, (row) => keyOf(row.cell('model'), row.cell('input_size'), row.cell('batch_size')));
  return new Map([...byWorkload].map(([key, ofWorkload]) => {
    const byType = groupBy(ofWorkload, (row) => TRAINPRED_TYPES[row.cell('instance_family')] ?? '');
    return [key, new Map([...byType].map(([type, same]) => [type, median(same.map((row) => Number(row.cell('step_time_ms'))))]))];
  }));
}
