/** Features of a workload for the estimators: only what a user's profile has. */

import { OP_GROUPS, profiledMs, unprofiledGroups, type OpGroup, type StepVector } from './stepVector';

/** What is typical between the anchor and a target, all as log of target / anchor. */
export interface TypicalRatios {
  /** Device time of each group, in the order of OP_GROUPS. */
  readonly groups: readonly number[];
  /** Time of the step that no device work covers. */
  readonly wait: number;
  /** Indexes of the groups that no training workload measured; their ratios are an assumption. */
  readonly unmeasured: readonly number[];
}

/** Sets of features: regime and mix of the work; the same with batch size; with the size of each group; and the few that a small data set carries. */
export const FEATURE_SETS = ['mix', 'mixAndBatch', 'mixAndSizes', 'few'] as const;

/** A set of features. */
export type FeatureSet = (typeof FEATURE_SETS)[number];

/** From where an estimator corrects: nothing, device work scaled by typical ratios, or that plus the scaled waiting time. */
export const OFFSETS = ['none', 'device', 'step'] as const;

/** A starting point on the log of target step / anchor step. */
export type Offset = (typeof OFFSETS)[number];

/** Features of one step on the anchor. */
export interface WorkloadFeatures {
  /** A set is absent when the profile lacks what it needs. */
  readonly sets: Readonly<Partial<Record<FeatureSet, readonly number[]>>>;
  /** Regime and shares: for distances between workloads. */
  readonly shape: readonly number[];
  /** By kind, one for each target. */
  readonly offsets: Readonly<Record<Offset, readonly number[]>>;
  /** For each target: share of the step, 0 to 1, whose ratio is an assumption: ops that were not measured, and time whose ops the profile lost. */
  readonly unfounded: readonly number[];
}

/** Times below this are launch overhead and noise, milliseconds. */
const FLOOR_MS = 0.02;
const SMALL_MS = 0.01;

/** Pairs whose ratio tells how efficient the convolutions are: an odd one among the three, or much traffic for little arithmetic. */
const COMPARED: readonly (readonly [OpGroup, OpGroup])[] = [
  ['convolutionForward', 'convolutionFilterGrad'], ['convolutionForward', 'convolutionInputGrad'], ['convolutionForward', 'elementwise'],
  ['normalization', 'convolutionForward'], ['optimizer', 'convolutionForward'], ['transfer', 'convolutionForward'], ['pooling', 'elementwise'],
];

/** The mix matters more for likeness than the regime's exact figures. */
const SHARE_WEIGHT = 3;

/** Features of one step on the anchor; `ratios` has one entry per target of the model. */
export function workloadFeatures(vector: StepVector, ratios: readonly TypicalRatios[]): WorkloadFeatures {
  const { stepMs, batchSize } = vector;
  const groups = unprofiledGroups(vector);
  const of = (group: OpGroup) => groups[OP_GROUPS.indexOf(group)] ?? 0;
  const busy = Math.max(sum(groups), FLOOR_MS);
  const idle = Math.max(vector.idleMs, SMALL_MS);
  const gap = waitMs(vector);
  // What profiling added grows with the number of kernels, as the waiting for launches does.
  const overhead = Math.max(profiledMs(vector) - stepMs, 0.02 * stepMs);
  const shares = groups.map((ms) => ms / busy);
  const regime = [stepMs, busy / stepMs, overhead / stepMs, gap / stepMs, idle / stepMs].map(Math.log);
  const device = ratios.map((ratio) => Math.max(scaledMs(groups, ratio), FLOOR_MS));
  const mix = [
    ...regime, Math.log(idle), Math.log(overhead),
    ...device.flatMap((ms) => [ms / stepMs, idle / ms, overhead / ms].map(Math.log)),
    ...shares,
    ...COMPARED.map(([one, other]) => Math.log((of(one) + SMALL_MS) / (of(other) + SMALL_MS))),
  ];
  const convolution = of('convolutionForward') + of('convolutionFilterGrad') + of('convolutionInputGrad');
  return {
    sets: {
      mix,
      ...(batchSize !== undefined && { mixAndBatch: [...mix, ...[batchSize, stepMs / batchSize, (of('transfer') + SMALL_MS / 2) / batchSize].map(Math.log)] }),
      mixAndSizes: [...mix, ...groups.map((ms) => Math.log(ms + FLOOR_MS))],
      few: [stepMs, busy / stepMs, gap / stepMs, idle / stepMs, of('transfer') / stepMs + 0.003].map(Math.log).concat(convolution / busy),
    },
    shape: [...regime, ...shares.map((share) => SHARE_WEIGHT * share)],
    offsets: {
      none: ratios.map(() => 0),
      device: device.map((ms) => Math.log(ms / stepMs)),
      step: device.map((ms, target) => Math.log((ms + gap * Math.exp(ratios[target]?.wait ?? 0)) / stepMs)),
    },
    unfounded: ratios.map(({ unmeasured }) => Math.min(1, (sum(unmeasured.map((group) => groups[group] ?? 0)) + Math.max(0, stepMs - profiledMs(vector))) / stepMs)),
  };
}

/** Time of the step that no device work covers, milliseconds; at least a hundredth, as no step is without any. */
export function waitMs(vector: StepVector): number {
  return Math.max(vector.stepMs - sum(unprofiledGroups(vector)), 0.01 * vector.stepMs);
}

function scaledMs(groups: readonly number[], ratio: TypicalRatios): number {
  return sum(groups.map((ms, group) => ms * Math.exp(ratio.groups[group] ?? 0)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
