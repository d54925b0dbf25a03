/** PROFET and trainpred as transfers between devices: op profiles with step times on both sides. */

import { join } from 'node:path';
import { OP_GROUPS, unprofiledGroups } from '../../../src/core/predictor/stepVector';
import type { Work } from '../../../src/core/predictor/transfer/step';
import { readTable } from '../../dataset/table';
import type { Workload } from '../dataset';
import { medianVector, vectorsOf } from '../pairs';
import { groupBy, median } from '../statistics';

/** A device as an instance type of PROFET carries it. */
export const PROFET_DEVICES: readonly (readonly [device: string, instanceType: string])[] = [
  ['K80', 'p2.xlarge'], ['M60', 'g3s.xlarge'], ['T4', 'g4dn.xlarge'], ['V100', 'p3.2xlarge'],
];

/** One workload on one device. */
export interface ProfiledStep {
  readonly architecture: string;
  readonly workload: string;
  readonly device: string;
  readonly stepMs: number;
  readonly work: Work;
}

/** Every workload on each of PROFET's devices, medians over the repeats. */
export function profetSteps(workloads: readonly Workload[]): ProfiledStep[] {
  return PROFET_DEVICES.flatMap(([device, instanceType]) => workloads.map((workload): ProfiledStep => {
    const vector = medianVector(vectorsOf(workload, instanceType));
    const groupMs = unprofiledGroups(vector);
    const waitMs = Math.max(vector.stepMs - sum(groupMs), 0.01 * vector.stepMs);
    return { architecture: workload.architecture, workload: keyOf(workload), device, stepMs: vector.stepMs, work: { groupMs, waitMs } };
  }));
}

/** One workload of trainpred on one device. */
export interface TimedStep {
  readonly architecture: string;
  readonly workload: string;
  readonly device: string;
  readonly stepMs: number;
  /** Present where PROFET has a profile of the workload on this device: its mix, scaled to the time that nvidia-smi saw the GPU busy. */
  readonly work?: Work;
}

const TRAINPRED_DEVICES: Readonly<Record<string, string>> = { g4dn: 'T4', p3: 'V100', g5: 'A10G', p100: 'P100' };

/** Every run of trainpred whose workload PROFET has too. */
export function trainpredSteps(folder: string, workloads: readonly Workload[]): TimedStep[] {
  const profiles = groupBy(profetSteps(workloads), ({ device, workload }) => `${device} ${workload}`);
  const { rows } = readTable(join(folder, 'trainpred', 'epochs.csv'), ['model', 'input_size', 'batch_size', 'instance_family', 'step_time_ms', 'utilization_gpu_mean']);
  const known = new Set(workloads.map(keyOf));
  const runs = groupBy(rows.map((row) => ({
    architecture: row.cell('model'),
    workload: `${row.cell('model')}/${row.cell('input_size')}/${row.cell('batch_size')}`,
    device: TRAINPRED_DEVICES[row.cell('instance_family')] ?? '',
    stepMs: Number(row.cell('step_time_ms')),
    busyShare: Number(row.cell('utilization_gpu_mean')) / 100,
  })).filter(({ workload, device }) => known.has(workload) && device !== ''), ({ device, workload }) => `${device} ${workload}`);
  return [...runs].map(([key, same]): TimedStep => {
    const [{ architecture, workload, device }] = same as [(typeof same)[number]];
    const stepMs = median(same.map((run) => run.stepMs));
    const profile = profiles.get(key)?.[0];
    if (profile === undefined) return { architecture, workload, device, stepMs };
    const busyMs = Math.min(0.98, Math.max(0.02, median(same.map((run) => run.busyShare)))) * stepMs;
    const scale = busyMs / sum(profile.work.groupMs);
    return { architecture, workload, device, stepMs, work: { groupMs: profile.work.groupMs.map((ms) => ms * scale), waitMs: stepMs - busyMs } };
  });
}

function keyOf({ architecture, inputSize, batchSize }: Workload): string {
  return `${architecture}/${inputSize}/${batchSize}`;
}

/** The mean share of each group in PROFET's device time, every architecture counted alike: what is assumed of a run without op times. */
export function typicalShares(steps: readonly ProfiledStep[]): number[] {
  const byArchitecture = [...groupBy(steps, ({ architecture }) => architecture).values()];
  return OP_GROUPS.map((_, group) => {
    const shares = byArchitecture.map((same) => sum(same.map(({ work }) => (work.groupMs[group] ?? 0) / sum(work.groupMs))) / same.length);
    return sum(shares) / shares.length;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
