/** Workloads of the PROFET dataset, each aggregated over its repeats. */

import { join } from 'node:path';
import { readTable } from '../dataset/table';

/** What one sample profile is made from. */
export interface Workload {
  /** Anchor instance type, also the name of its file. */
  readonly instance: string;
  readonly model: string;
  /** Height and width of the images. */
  readonly pixels: number;
  readonly batchSize: number;
}

/** Medians over the repeats of a workload. */
export interface WorkloadFigures {
  /** Microseconds over two steps by `Device_<op>` and `Host_<op>`, four significant digits, ops that did not occur left out. */
  readonly ops: Readonly<Record<string, number>>;
  /** Unprofiled step time, milliseconds. */
  readonly stepMs: number;
  readonly repeats: number;
}

/** Reads `profet/<instance>.csv.gz` of the data folder. Throws when the workload is not in it. */
export function workloadFigures(dataFolder: string, workload: Workload): WorkloadFigures {
  const { columns, rows } = readTable(join(dataFolder, 'profet', `${workload.instance}.csv.gz`), ['model', 'dataset', 'batchsize', 'batch_latency']);
  const repeats = rows.filter((row) =>
    row.cell('model') === workload.model && row.cell('dataset') === `${workload.pixels}dataset` && Number(row.cell('batchsize')) === workload.batchSize);
  if (repeats.length === 0) throw new Error(`${workload.instance}.csv.gz has no workload ${JSON.stringify(workload)}`);
  const medianOf = (column: string): number => median(repeats.map((row) => Number(row.cell(column))));
  const ops = columns.filter((column) => /^(Device|Host)_/.test(column)).sort().map((column) => [column, Number(medianOf(column).toPrecision(4))] as const);
  return {
    ops: Object.fromEntries(ops.filter(([, us]) => us > 0)),
    stepMs: medianOf('batch_latency') * 1000,
    repeats: repeats.length,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}
