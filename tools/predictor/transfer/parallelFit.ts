/** Fits the exchange of data-parallel jobs on few GPUs and tests it on many: AdaptDL and Gavel. */

import { join } from 'node:path';
import { parallelStepMs, type Placement } from '../../../src/core/predictor/parallel/dataParallel';
import { readTable } from '../../dataset/table';
import { groupBy, median } from '../statistics';

/** One measured step of a job. */
export interface ParallelRun extends Placement {
  readonly job: string;
  readonly batchSize: number;
  readonly stepMs: number;
}

/** AdaptDL's runs; placements on machines are as measured, even or not. */
export function adaptdlRuns(folder: string): ParallelRun[] {
  return readTable(join(folder, 'adaptdl', 'steps.csv'), ['model', 'batch_size', 'n_devices', 'num_nodes', 'step_time_ms']).rows.map((row) => ({
    job: row.cell('model'), batchSize: Number(row.cell('batch_size')), gpus: Number(row.cell('n_devices')), machines: Number(row.cell('num_nodes')), stepMs: Number(row.cell('step_time_ms')),
  }));
}

/** Gavel's runs on V100 whose workers stand on as few machines as possible. */
export function gavelRuns(folder: string): ParallelRun[] {
  return readTable(join(folder, 'gavel', 'simulation_throughputs.csv'), ['model', 'batch_size', 'n_devices', 'device', 'placement', 'step_time_ms']).rows
    .filter((row) => row.cell('device') === 'V100' && row.cell('placement') === 'consolidated' && row.cell('batch_size') !== '' && Number(row.cell('step_time_ms')) > 0)
    .map((row) => ({ job: row.cell('model'), batchSize: Number(row.cell('batch_size')), gpus: Number(row.cell('n_devices')), machines: 1, stepMs: Number(row.cell('step_time_ms')) }));
}

/** |predicted / measured - 1| of a job, per cent, beside what assuming no slowdown gives. */
export interface ParallelErrors {
  readonly job: string;
  readonly errors: readonly number[];
  readonly withoutExchange: readonly number[];
}

/** Fits each job on at most `few` GPUs and predicts it on at least `many`. */
export function extrapolated(runs: readonly ParallelRun[], few: number, many: number): ParallelErrors[] {
  return [...groupBy(runs, ({ job }) => job)].flatMap(([job, same]) => {
    const single = singleSteps(same);
    const small = same.filter(({ gpus }) => gpus > 1 && gpus <= few);
    const large = same.filter(({ gpus }) => gpus >= many);
    if (single.length < 2 || small.length === 0 || large.length === 0) return [];
    const [localMs, networkMs, overlap] = fitJob(small, single);
    const error = (run: ParallelRun, predicted: number): number => 100 * Math.abs(predicted / run.stepMs - 1);
    return [{
      job,
      errors: large.map((run) => error(run, parallelStepMs(singleMs(single, run.batchSize), { localMs, networkMs }, run, overlap))),
      withoutExchange: large.map((run) => error(run, singleMs(single, run.batchSize))),
    }];
  });
}

type SingleSteps = readonly (readonly [logBatch: number, logMs: number])[];

function singleSteps(runs: readonly ParallelRun[]): SingleSteps {
  return [...groupBy(runs.filter(({ gpus }) => gpus === 1), ({ batchSize }) => batchSize)]
    .map(([batchSize, same]) => [Math.log(batchSize), Math.log(median(same.map(({ stepMs }) => stepMs)))] as const).sort(([a], [b]) => a - b);
}

/** The step of one GPU, interpolated on logs between measured batch sizes. */
function singleMs(single: SingleSteps, batchSize: number): number {
  const at = Math.log(batchSize);
  const above = Math.min(single.length - 1, Math.max(1, single.findIndex(([log]) => log >= at) === -1 ? single.length - 1 : single.findIndex(([log]) => log >= at)));
  const [[x0, y0], [x1, y1]] = [single[above - 1] ?? [0, 0], single[above] ?? [1, 0]];
  const within = Math.min(1, Math.max(0, (at - x0) / (x1 - x0)));
  return Math.exp(y0 + within * (y1 - y0));
}

const OVERLAPS = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.3, 2.6, 3];
const REFINEMENTS = 40;

/** Least squares of log errors: overlap from a list, both exchange times by golden steps in turn. */
function fitJob(runs: readonly ParallelRun[], single: SingleSteps): [localMs: number, networkMs: number, overlap: number] {
  const loss = (local: number, network: number, overlap: number): number => runs.reduce((sum, run) =>
    sum + Math.log(parallelStepMs(singleMs(single, run.batchSize), { localMs: Math.exp(local), networkMs: Math.exp(network) }, run, overlap) / run.stepMs) ** 2, 0);
  const start = single[Math.floor(single.length / 2)]?.[1] ?? 0;
  const fits = OVERLAPS.map((overlap) => {
    let [local, network] = [start, start];
    let step = 1;
    for (let turn = 0; turn < REFINEMENTS; turn++) {
      const tried = [[0, 0], [step, 0], [-step, 0], [0, step], [0, -step]].map(([dl = 0, dn = 0]) => [local + dl, network + dn, loss(local + dl, network + dn, overlap)] as const);
      const best = tried.reduce((a, b) => (b[2] < a[2] ? b : a));
      if (best === tried[0]) step *= 0.6;
      [local, network] = [best[0], best[1]];
    }
    return { local, network, overlap, lost: loss(local, network, overlap) };
  });
  const best = fits.reduce((a, b) => (b.lost < a.lost ? b : a));
  return [Math.exp(best.local), Math.exp(best.network), best.overlap];
}
