/** What a table says about steps, batch and mode beside its op times. */

import { isMicroseconds } from '../opTotals';
import type { Known, Profile } from '../profile';
import { isDeviceRow } from './tableOps';
import type { TableRow } from './tableLines';
import type { TorchTable } from './tableReader';

/** The profiled steps. */
export interface TableSteps {
  readonly steps: Known<number>;
  readonly stepMs: Known<number>;
  readonly warnings: readonly string[];
}

/** Below this, host and device agree on the step. */
const AHEAD = 1.02;

/**
 * From the `ProfilerStep*` row: its total over its calls. The host may run ahead of the device, which then takes longer per step than
 * the host's row says; the device's own row (from the first kernel of a step to its last) tells.
 */
export function tableSteps({ rows }: TorchTable): TableSteps | undefined {
  const marks = rows.filter(({ name }) => /^ProfilerStep[*#]/.test(name));
  const host = averageOf(marks.filter((row) => !isDeviceRow(row)), 'cpuTotal');
  const device = averageOf(marks.filter(isDeviceRow), 'deviceTotal');
  if (host && device && device.ms > AHEAD * host.ms) {
    return {
      ...stepsOf(device, 'ProfilerStep* on the device', 'derived'),
      warnings: [`The host ran ahead of the device (${host.ms.toPrecision(3)} ms against ${device.ms.toPrecision(3)} ms per step); the step time is the device's.`],
    };
  }
  if (host) return { ...stepsOf(host, 'CPU total of ProfilerStep*', 'measured'), warnings: [] };
  return device && { ...stepsOf(device, 'ProfilerStep* on the device, the host\'s row is not shown', 'derived'), warnings: [] };
}

interface Average {
  readonly ms: number;
  readonly calls: number;
}

function averageOf(marks: readonly TableRow[], column: 'cpuTotal' | 'deviceTotal'): Average | undefined {
  const rows = marks.filter((row) => (row[column]?.us ?? 0) > 0);
  const calls = rows.reduce((sum, row) => sum + (row.calls ?? 0), 0);
  const us = rows.reduce((sum, row) => sum + (row[column]?.us ?? 0), 0);
  return calls > 0 && us > 0 && isMicroseconds(us) ? { ms: us / 1000 / calls, calls } : undefined;
}

function stepsOf({ ms, calls }: Average, row: string, certainty: 'measured' | 'derived'): Pick<TableSteps, 'steps' | 'stepMs'> {
  return {
    steps: { value: calls, source: 'calls of ProfilerStep*', certainty },
    stepMs: { value: ms, source: `${row}, mean of ${calls}, profiling overhead included`, certainty },
  };
}

/** Where the first dimension of an op's input is the batch, most telling first, and which of its inputs that is. */
const BATCHED: readonly (readonly [RegExp, number])[] = [
  [/^(?:aten::)?(?:conv[123]d|_?convolution|mkldnn_convolution|cudnn_convolution)$/, 0],
  [/^(?:aten::)?linear$/, 0],
  [/^(?:aten::)?addmm$/, 1],
];

/** The first dimension that most calls of convolutions have, else of linear layers: some swap batch and sequence, or fold them into one. */
export function batchGuess({ rows }: TorchTable): Known<number> | undefined {
  for (const [op, input] of BATCHED) {
    const callsBy = new Map<number, number>();
    for (const { name, shapes, calls = 1 } of rows) {
      const first = op.test(name) ? firstDimension(shapes ?? '', input) : undefined;
      if (first !== undefined) callsBy.set(first, (callsBy.get(first) ?? 0) + calls);
    }
    const [usual] = [...callsBy].sort(([a, callsA], [b, callsB]) => callsB - callsA || a - b);
    if (usual) return { value: usual[0], source: `first dimension of the inputs of ${op.source.includes('conv') ? 'convolutions' : 'linear layers'}, to be confirmed`, certainty: 'guess' };
  }
  return undefined;
}

function firstDimension(shapes: string, input: number): number | undefined {
  const shape = shapes.slice(1).match(/\[[\d, ]*\]/g)?.[input];
  const first = Number(/^\[(\d{1,9})/.exec(shape ?? '')?.[1]);
  return Number.isInteger(first) && first > 0 ? first : undefined;
}

const TRAINING = /Backward|_backward\b|^autograd::engine|^Optimizer\.|AccumulateGrad|wgrad|dgrad|multi_tensor_apply/;
const NETWORK = /^(?:aten::)?(?:_?convolution|conv\dd|linear|addmm|mm|bmm|matmul|_?scaled_dot_product)/;

/** Training when anything of a backward pass or an optimizer is seen; inference only when all rows are shown and a network ran without any. */
export function tableMode({ rows, scope }: TorchTable, shownShare: number): Profile['mode'] {
  if (rows.some(({ name }) => TRAINING.test(name))) return { value: 'training', source: 'backward or optimizer ops are present', certainty: 'derived' };
  // One action of Lightning (training_step) has no backward pass; the run has.
  const whole = scope === undefined && shownShare > 0.999;
  return whole && rows.some(({ name }) => NETWORK.test(name)) ? { value: 'inference', source: 'no backward or optimizer ops', certainty: 'derived' } : undefined;
}
