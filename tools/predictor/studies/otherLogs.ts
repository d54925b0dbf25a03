/** Runs of other data sets that are known as a log knows them: how far the models for profiles without op times carry. */

import { join } from 'node:path';
import { COVERAGE } from '../../../src/core/predictor/intervals';
import type { Predictor } from '../../../src/core/predictor/predictor';
import type { Framework, Profile } from '../../../src/core/profile/profile';
import { readTable, type Row } from '../../dataset/table';
import { neededFactor } from '../evaluation';
import { groupBy, mean, median } from '../statistics';

/** One run on two instance types. */
export interface LoggedPair {
  /** What its row in the report is about. */
  readonly group: string;
  /** Absent for networks that training does not have. */
  readonly architecture?: string;
  readonly framework: Framework;
  readonly anchor: string;
  readonly target: string;
  readonly anchorMs: number;
  readonly targetMs: number;
  /** Share of the time in which the anchor's GPU was busy, 0 to 1. */
  readonly busyShare?: number;
}

/** Errors of one group, in per cent; factors are on the half-widths on the log. */
export interface LogErrors {
  readonly group: string;
  readonly n: number;
  readonly mape: number;
  readonly medianApe: number;
  readonly coverage80: number;
  /** With which further factor the interval would hold 80 %. */
  readonly factorNeeded: number;
}

const TRAINPRED_TYPES: Readonly<Record<string, string>> = { g5: 'g5.xlarge', g4dn: 'g4dn.xlarge', p3: 'p3.2xlarge' };

/** Runs of trainpred with nvidia-smi's figures, from g4dn and p3; each twice: with the busy share and without. */
export function readTelemetry(folder: string): LoggedPair[] {
  const { rows } = readTable(join(folder, 'trainpred', 'epochs.csv'), ['model', 'input_size', 'batch_size', 'instance_family', 'step_time_ms', 'utilization_gpu_mean']);
  const runs = rows.filter((row) => TRAINPRED_TYPES[row.cell('instance_family')] !== undefined);
  return pairs(runs, (row) => ['model', 'input_size', 'batch_size'].map((column) => row.cell(column)).join(' '), (row) => TRAINPRED_TYPES[row.cell('instance_family')])
    .filter(({ anchor }) => anchor !== 'g5.xlarge')
    .flatMap(({ row, ...pair }) => {
      const known = { ...pair, architecture: row.cell('model'), framework: 'tensorflow' as const };
      return [
        { ...known, group: 'TensorFlow, step and nvidia-smi busy share', busyShare: Number(row.cell('utilization_gpu_mean')) / 100 },
        { ...known, group: 'the same, step alone' },
      ];
    });
}

const GAVEL_TYPES: Readonly<Record<string, string>> = { K80: 'p2.xlarge', V100: 'p3.2xlarge' };
const GAVEL_TABLES = ['simulation', 'physical_cluster'] as const;

/** PyTorch runs of Gavel on one GPU, K80 and V100, steps alone; its hosts are taken for p2 and p3. */
export function readGavel(folder: string): LoggedPair[] {
  return GAVEL_TABLES.flatMap((table) => {
    const { rows } = readTable(join(folder, 'gavel', `${table}_throughputs.csv`), ['model', 'batch_size', 'device', 'n_devices', 'placement', 'step_time_ms']);
    const runs = rows.filter((row) => row.cell('n_devices') === '1' && row.cell('placement') === 'consolidated' && GAVEL_TYPES[row.cell('device')] !== undefined);
    return pairs(runs, (row) => ['model', 'batch_size'].map((column) => row.cell(column)).join(' '), (row) => GAVEL_TYPES[row.cell('device')]).map(({ row, ...pair }) => ({
      ...pair,
      framework: 'pytorch',
      group: `PyTorch, step alone, ${row.cell('model').startsWith('ResNet') ? 'ResNet-18 and ResNet-50' : 'other networks'}, ${table.replace('_', ' ')} table`,
    }));
  });
}

/** Every two runs of the same work on two instance types, both ways. */
function pairs(rows: readonly Row[], work: (row: Row) => string, typeOf: (row: Row) => string | undefined): (Pick<LoggedPair, 'anchor' | 'target' | 'anchorMs' | 'targetMs'> & { row: Row })[] {
  const step = (row: Row): number => Number(row.cell('step_time_ms'));
  return [...groupBy(rows, work).values()].flatMap((same) => {
    const byType = new Map([...groupBy(same, (row) => typeOf(row) ?? '')].map(([type, [first, ...rest]]) => [type, { first, stepMs: median([first, ...rest].flatMap((row) => (row ? [step(row)] : []))) }]));
    return [...byType].flatMap(([anchor, { first, stepMs }]) => [...byType].flatMap(([target, there]) =>
      (first === undefined || target === anchor ? [] : [{ anchor, target, anchorMs: stepMs, targetMs: there.stepMs, row: first }])));
  });
}

/** A predicted run. */
export interface LogOutcome {
  readonly group: string;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly actual: number;
}

/** Predicts runs that the predictor has not seen. */
export function predictLogged(predictor: Predictor, logged: readonly LoggedPair[]): LogOutcome[] {
  return logged.map(({ group, framework, anchor, target, anchorMs, targetMs, busyShare }) => {
    const profile: Profile = {
      format: 'log', ops: [], warnings: [], framework: { value: framework, source: 'the data set', certainty: 'measured' },
      ...(busyShare !== undefined && { gpuBusyShare: { value: busyShare, source: 'nvidia-smi', certainty: 'measured' } }),
    };
    const prediction = predictor.predict({ profile, anchor, stepMs: { value: anchorMs, source: 'log', certainty: 'measured' } }, target);
    if (!prediction.ok) throw new Error(prediction.failure.message);
    const { estimate, low, high } = prediction.value.stepMs;
    return { group, estimate, low, high, actual: targetMs };
  });
}

/** Errors by group. */
export function logErrors(outcomes: readonly LogOutcome[]): LogErrors[] {
  return [...groupBy(outcomes, ({ group }) => group)].map(([group, same]) => {
    const apes = same.map(({ estimate, actual }) => 100 * Math.abs(estimate / actual - 1));
    return {
      group,
      n: same.length,
      mape: mean(apes),
      medianApe: median(apes),
      coverage80: 100 * mean(same.map(({ low, high, actual }) => (low <= actual && actual <= high ? 1 : 0))),
      factorNeeded: neededFactor(same, COVERAGE),
    };
  });
}
