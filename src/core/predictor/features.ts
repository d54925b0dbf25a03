/** Features of a workload for the estimators: only what a user's profile has. */

import { OP_GROUPS, profiledMs, unprofiledGroups, type OpGroup, type StepVector } from './stepVector';

/** Log ratio of device time target / anchor for each group, in the order of OP_GROUPS. */
export type GroupRatios = readonly number[];

/** Smallest time that counts, milliseconds: below it a group's time is launch overhead and noise. */
const FLOOR_MS = 0.02;
const EFFICIENCY_FLOOR_MS = 0.01;

/** Pairs whose ratio tells how efficient the convolutions are: an odd one among the three, or much traffic for little arithmetic. */
const COMPARED: readonly (readonly [OpGroup, OpGroup])[] = [
  ['convolutionForward', 'convolutionFilterGrad'], ['convolutionForward', 'convolutionInputGrad'], ['convolutionForward', 'elementwise'],
  ['normalization', 'convolutionForward'], ['optimizer', 'convolutionForward'], ['transfer', 'convolutionForward'], ['pooling', 'elementwise'],
];

/** How much the features say about which neighbours are alike: the step's regime and its mix, not absolute sizes of each group. */
export interface WorkloadFeatures {
  /** For regressors. */
  readonly all: readonly number[];
  /** The part that describes the regime and the mix: for distances between workloads. */
  readonly shape: readonly number[];
  /** For each target: log(step) - log(anchor's step) if every group scaled by its typical ratio and nothing else took time. */
  readonly offsets: readonly number[];
}

/** Features of one step on the anchor; `ratios` has one entry per target of the model. */
export function workloadFeatures(vector: StepVector, ratios: readonly GroupRatios[]): WorkloadFeatures {
  const { stepMs, idleMs } = vector;
  const groups = unprofiledGroups(vector);
  const busy = Math.max(groups.reduce((sum, ms) => sum + ms, 0), FLOOR_MS);
  const idle = Math.max(idleMs, EFFICIENCY_FLOOR_MS);
  // Time that the unprofiled step spends without device work, and what profiling added: both grow with the number of kernels.
  const gap = Math.max(stepMs - busy, 0.01 * stepMs);
  const overhead = Math.max(profiledMs(vector) - stepMs, 0.02 * stepMs);
  const shares = groups.map((ms) => ms / busy);
  const regime = [stepMs, busy / stepMs, overhead / stepMs, gap / stepMs, idle / stepMs].map(Math.log);
  const expected = ratios.map((ratio) => groups.reduce((sum, ms, group) => sum + ms * Math.exp(ratio[group] ?? 0), 0) || FLOOR_MS);
  const of = (group: OpGroup) => Math.log((groups[OP_GROUPS.indexOf(group)] ?? 0) + EFFICIENCY_FLOOR_MS);
  return {
    all: [
      ...regime, Math.log(idle), Math.log(overhead),
      ...expected.flatMap((ms) => [ms / stepMs, idle / ms, overhead / ms].map(Math.log)),
      ...shares,
      ...groups.map((ms) => Math.log(ms + FLOOR_MS)),
      ...COMPARED.map(([one, other]) => of(one) - of(other)),
    ],
    shape: [...regime, ...shares.map((share) => 3 * share)],
    offsets: expected.map((ms) => Math.log(ms / stepMs)),
  };
}
