/** Workloads of the PROFET dataset, each aggregated over its repeats. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';

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
  const text = gunzipSync(readFileSync(join(dataFolder, 'profet', `${workload.instance}.csv.gz`))).toString('utf8');
  const [header = [], ...rows] = Papa.parse(text.trimEnd().replaceAll('\r\n', '\n'), { delimiter: ',', newline: '\n' }).data;
  const column = (name: string): number => {
    const index = header.indexOf(name);
    if (index === -1) throw new Error(`${workload.instance}.csv.gz has no column ${name}`);
    return index;
  };
  const [model, dataset, batchSize] = [column('model'), column('dataset'), column('batchsize')];
  const repeats = rows.filter((row) => row[model] === workload.model && row[dataset] === `${workload.pixels}dataset` && Number(row[batchSize]) === workload.batchSize);
  if (repeats.length === 0) throw new Error(`${workload.instance}.csv.gz has no workload ${JSON.stringify(workload)}`);
  const medianOf = (name: string): number => median(repeats.map((row) => Number(row[column(name)])));
  const ops = header.filter((name) => /^(Device|Host)_/.test(name)).sort().map((name) => [name, Number(medianOf(name).toPrecision(4))] as const);
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
