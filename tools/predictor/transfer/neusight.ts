/** NeuSight: single operators, and whole transformers in fp32, on seven kinds of GPU. */

import { join } from 'node:path';
import type { OpGroup } from '../../../src/core/predictor/stepVector';
import { readTable } from '../../dataset/table';
import { groupBy, median } from '../statistics';

/** Names in ops.csv.gz and in e2e.csv. */
const DEVICES: Readonly<Record<string, string>> = {
  'NVIDIA A100 80GB PCIe': 'A100 80GB PCIe', 'NVIDIA A100-PCIE-40GB': 'A100 PCIe', 'NVIDIA H100 80GB HBM3': 'H100', 'NVIDIA L4': 'L4',
  'Tesla P100-PCIE-16GB': 'P100', 'Tesla P4': 'P4', 'Tesla T4': 'T4', 'Tesla V100-PCIE-32GB': 'V100 PCIe',
  A100_80GB_PCIe: 'A100 80GB PCIe', 'A100-PCIE-40GB': 'A100 PCIe', 'H100_80GB_HBM3': 'H100', L4: 'L4', 'P100-PCIE-16GB': 'P100', P4: 'P4', T4: 'T4',
  'V100-PCIE-32GB': 'V100 PCIe',
};

/** Which group an operator file speaks for. Batched products of attention are left out: they are small, and e2e.csv weighs them as they are used. */
const GROUP_OF: Readonly<Record<string, OpGroup>> = { linear: 'matmul', elem: 'elementwise', ln: 'normalization' };

/** Operators shorter than this measure launches, milliseconds. */
const SHORTEST_MS = 0.3;

/** The median over operators that both devices ran. */
export interface OperatorRatio {
  readonly from: string;
  readonly to: string;
  readonly group: OpGroup;
  /** log(time on `to` / time on `from`). */
  readonly logRatio: number;
}

/** Ratios of operator times for every pair of devices. */
export function operatorRatios(folder: string): OperatorRatio[] {
  const { rows } = readTable(join(folder, 'neusight', 'ops.csv.gz'), ['OPName', 'Latency', 'Device', 'B', 'M', 'N', 'K', 'H', 'op_file']);
  const wanted = rows.filter((row) => GROUP_OF[row.cell('op_file')] !== undefined);
  const byOp = groupBy(wanted, (row) => ['op_file', 'OPName', 'B', 'M', 'N', 'K', 'H'].map((column) => row.cell(column)).join(' '));
  const logs = new Map<string, { from: string; to: string; group: OpGroup; values: number[] }>();
  for (const same of byOp.values()) {
    const group = GROUP_OF[same[0]?.cell('op_file') ?? ''] ?? 'unknown';
    const times = [...groupBy(same, (row) => DEVICES[row.cell('Device')] ?? '')].filter(([device]) => device !== '')
      .map(([device, repeats]) => [device, median(repeats.map((row) => Number(row.cell('Latency'))))] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    times.forEach(([from, fromMs], index) => {
      for (const [to, toMs] of times.slice(index + 1)) {
        if (Math.min(fromMs, toMs) < SHORTEST_MS) continue;
        const key = `${from} ${to} ${same[0]?.cell('op_file') ?? ''}`;
        const entry = logs.get(key) ?? { from, to, group, values: [] };
        logs.set(key, entry);
        entry.values.push(Math.log(toMs / fromMs));
      }
    });
  }
  const ENOUGH = 10;
  return [...logs.values()].filter(({ values }) => values.length > ENOUGH).map(({ values, ...rest }) => ({ ...rest, logRatio: median(values) }));
}

/** One transformer at one setting, on all devices that ran it on one GPU. */
export interface TransformerRun {
  readonly model: string;
  readonly setting: string;
  readonly training: boolean;
  /** Milliseconds by device. */
  readonly stepMs: ReadonlyMap<string, number>;
  /** Multiplications and additions in matrix products, and bytes that all else moves through memory. */
  readonly flops: number;
  readonly bytes: number;
}

/** Width, layers, heads and vocabulary of the models. */
const CONFIGURATIONS: Readonly<Record<string, readonly [width: number, layers: number, heads: number, vocabulary: number]>> = {
  bert_large: [1024, 24, 16, 0], gpt2_large: [1280, 36, 20, 50257], gpt3_xl: [2048, 24, 24, 50257], gpt3_27: [2560, 32, 32, 50257],
  opt_13: [2048, 24, 32, 50272], switch4: [768, 24, 12, 32128], switchxl4: [2048, 48, 32, 32128],
};

/** Runs on one GPU. */
export function transformerRuns(folder: string): TransformerRun[] {
  const { rows } = readTable(join(folder, 'neusight', 'e2e.csv'), ['model', 'batch_size', 'input_size', 'device', 'n_devices', 'mode', 'option', 'step_time_ms']);
  const wanted = rows.filter((row) => row.cell('n_devices') === '1' && DEVICES[row.cell('device')] !== undefined && CONFIGURATIONS[row.cell('model')] !== undefined);
  return [...groupBy(wanted, (row) => ['model', 'batch_size', 'input_size', 'mode', 'option'].map((column) => row.cell(column)).join(' '))].map(([setting, same]) => {
    const [row] = same as [(typeof same)[number]];
    const training = row.cell('mode') === 'train';
    return {
      model: row.cell('model'), setting, training,
      stepMs: new Map(same.map((run) => [DEVICES[run.cell('device')] ?? '', Number(run.cell('step_time_ms'))])),
      ...work(row.cell('model'), Number(row.cell('batch_size')), Number(row.cell('input_size')), { training, fused: row.cell('option') === 'fusion' }),
    };
  });
}

/**
 * Counted by hand for an eager transformer layer of width h: 24 h^2 + 4 s h operations in products per token; 24 h values pass through memory (two norms 4 h, two
 * residuals 6 h, bias and activation 8 h, moves between heads 6 h), and 6 for every attention score (mask, softmax, dropout: read and written). A backward pass
 * doubles the products and adds 1.5 times the rest; fused kernels move half of it.
 */
function work(model: string, batch: number, sequence: number, { training, fused }: { training: boolean; fused: boolean }): { flops: number; bytes: number } {
  const [h, layers, heads, vocabulary] = CONFIGURATIONS[model] ?? [1, 1, 1, 0];
  const tokens = batch * sequence;
  const flops = tokens * (layers * (24 * h * h + 4 * sequence * h) + 2 * h * vocabulary);
  const bytes = 4 * tokens * layers * (24 * h + 6 * sequence * heads) * (fused ? 0.5 : 1);
  return { flops: flops * (training ? 3 : 1), bytes: bytes * (training ? 2.5 : 1) };
}
