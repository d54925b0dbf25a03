/** NVIDIA Deep Learning Examples and Gavel: rates of whole jobs without op profiles. */

import { join } from 'node:path';
import type { Precision } from '../../../src/core/profile/profile';
import { readTable, type Row } from '../../dataset/table';
import { groupBy, median } from '../statistics';

/** The same job timed on two devices. */
export interface JobPair {
  readonly job: string;
  readonly from: string;
  readonly to: string;
  readonly precision: Precision;
  /** Milliseconds; `fromMs` is absent where the unit of the rate does not tell how long a step is. */
  readonly fromMs?: number;
  /** Step on `to` / step on `from`. */
  readonly ratio: number;
}

const DLE_DEVICES: Readonly<Record<string, string>> = {
  'V100-16GB': 'V100', 'V100-32GB': 'V100', V100: 'V100', 'A100-40GB': 'A100', 'A100-80GB': 'A100 80GB', A100: 'A100', T4: 'T4',
};

/** Which rows to join, and in what precision: the default of each device for the same setting of a script. */
interface Joined {
  readonly mode: 'train' | 'infer';
  readonly from: string;
  readonly to: readonly string[];
  readonly labels: readonly (readonly [here: readonly string[], there: readonly string[], precision: Precision])[];
}

/** V100 to A100 in training, and T4 to V100 in inference. */
export const DLE_TRAINING: Joined = { mode: 'train', from: 'V100', to: ['A100', 'A100 80GB'], labels: [[['fp32'], ['tf32'], 'tf32'], [['amp'], ['amp'], 'amp']] };
/** T4 to V100 in inference. */
export const DLE_INFERENCE: Joined = { mode: 'infer', from: 'T4', to: ['V100'], labels: [[['fp32'], ['fp32'], 'fp32'], [['amp', 'fp16'], ['amp', 'fp16'], 'amp']] };

const KEY = ['model', 'variant', 'sequence_or_input', 'batch_size_per_gpu', 'n_devices', 'n_nodes', 'unit'];
/** Rates in these count parts of samples. */
const PARTS = /mels|frames|tokens|molecules|not stated/;
/** Speech synthesis counts audio samples as samples. */
const AUDIO = /SpeechSynthesis|FastSpeech/;

/** Every pair of rows that state the same job, batch and number of GPUs. */
export function dlePairs(folder: string, { mode, from, to, labels }: Joined): JobPair[] {
  const { rows } = readTable(join(folder, 'nvidia_dle', 'throughput.csv'), ['model', 'mode', 'device', 'precision', 'throughput', ...KEY]);
  const of = rows.filter((row) => row.cell('mode') === mode && row.cell('batch_size_per_gpu') !== '');
  const keyOf = (row: Row): string => KEY.map((column) => row.cell(column)).join(' | ');
  const rates = (device: string, precisions: readonly string[]): Map<string, Row[]> =>
    groupBy(of.filter((row) => DLE_DEVICES[row.cell('device')] === device && precisions.includes(row.cell('precision'))), keyOf);
  const rate = (same: readonly Row[]): number => median(same.map((row) => Number(row.cell('throughput'))));
  return labels.flatMap(([here, there, precision]) => {
    const anchors = rates(from, here);
    return to.flatMap((device) => [...rates(device, there)].flatMap(([key, same]): JobPair[] => {
      const anchor = anchors.get(key);
      const [row] = anchor ?? [];
      if (anchor === undefined || row === undefined) return [];
      const samples = Number(row.cell('batch_size_per_gpu')) * Number(row.cell('n_devices') || 1);
      const counted = !PARTS.test(row.cell('unit')) && !AUDIO.test(row.cell('model'));
      return [{
        job: row.cell('model'), from, to: device, precision, ratio: rate(anchor) / rate(same),
        ...(counted && { fromMs: (1000 * samples) / rate(anchor) }),
      }];
    }));
  });
}

/** Gavel's jobs on one GPU, both tables, for every pair of its devices. */
export function gavelPairs(folder: string): JobPair[] {
  const rows = ['physical_cluster_throughputs.csv', 'simulation_throughputs.csv'].flatMap((file) =>
    readTable(join(folder, 'gavel', file), ['model', 'batch_size', 'device', 'n_devices', 'step_time_ms']).rows);
  const jobs = groupBy(rows.filter((row) => row.cell('n_devices') === '1' && row.cell('step_time_ms') !== ''), (row) => `${row.cell('model')} ${row.cell('batch_size')}`);
  return [...jobs.values()].flatMap((same) => {
    const steps = [...groupBy(same, (row) => row.cell('device'))].map(([device, repeats]) => [device, median(repeats.map((row) => Number(row.cell('step_time_ms'))))] as const);
    return steps.flatMap(([from, fromMs]) => steps.filter(([to]) => to !== from).map(([to, toMs]): JobPair => ({
      job: same[0]?.cell('model') ?? '', from, to, precision: 'fp32', fromMs, ratio: toMs / fromMs,
    })));
  });
}
