/** What a profile says about one step, in the form that the estimators read. */

import type { OpFamily } from '../profile/opFamilies';
import type { OpTime } from '../profile/profile';

/**
 * Kinds of device work that scale alike across GPUs. Finer than families where one family's ops differ: cuDNN picks another
 * algorithm for each of the three convolutions of a layer, and the filter gradient of a depthwise convolution is bound by atomics.
 * `unknown` collects ops of family `other`: no training workload has them, so their ratios are treated as unmeasured.
 */
export const OP_GROUPS = [
  'convolutionForward', 'convolutionFilterGrad', 'convolutionInputGrad', 'matmul', 'depthwise', 'depthwiseFilterGrad',
  'normalization', 'pooling', 'optimizer', 'transfer', 'elementwise', 'unknown',
] as const;

/** A kind of device work. */
export type OpGroup = (typeof OP_GROUPS)[number];

const FAMILY_OF: Readonly<Record<OpGroup, OpFamily>> = {
  convolutionForward: 'convolution', convolutionFilterGrad: 'convolution', convolutionInputGrad: 'convolution', matmul: 'matmul',
  depthwise: 'depthwise', depthwiseFilterGrad: 'depthwise', normalization: 'normalization', pooling: 'pooling',
  optimizer: 'optimizer', transfer: 'transfer', elementwise: 'elementwise', unknown: 'other',
};

/** The family under which a group's time is shown. */
export function familyOf(group: OpGroup): OpFamily {
  return FAMILY_OF[group];
}

/** TensorFlow's and PyTorch's ops, and cuDNN's kernels: its `stridedB_splitK` ones compute filter gradients only. */
const FILTER_GRAD = /BackpropFilter|backward_weight|grad_weight|wgrad|stridedB_splitK/i;
const INPUT_GRAD = /BackpropInput|backward_input|grad_input|dgrad|stridedB_/i;
/** `aten::convolution_backward` and its nodes are one op for both gradients. */
const BOTH_GRADS = /convolution_?backward/i;
/** cuDNN transforms inputs and outputs of the forward pass and of the input gradient by kernels of the same names. */
const WINOGRAD = /winograd/i;

/** A part of an op's time that counts as a group. */
export interface GroupShare {
  readonly group: OpGroup;
  /** 0 to 1; the shares of an op sum to 1. */
  readonly share: number;
}

const whole = (group: OpGroup): readonly GroupShare[] => [{ group, share: 1 }];
/** The filter gradient's share of both gradients: medians of the four PROFET types lie at 0.58-0.61. */
const GRADS: readonly GroupShare[] = [{ group: 'convolutionFilterGrad', share: 0.6 }, { group: 'convolutionInputGrad', share: 0.4 }];
/** By the ops that launched such kernels in traces of two ResNet-50: 50 to 72 % forward. */
const FORWARD_OR_INPUT: readonly GroupShare[] = [{ group: 'convolutionForward', share: 0.5 }, { group: 'convolutionInputGrad', share: 0.5 }];

/** The groups of a device op; none for idle time and for work that is not on the device's queue of kernels. */
export function groupShares({ type, family }: Pick<OpTime, 'type' | 'family'>): readonly GroupShare[] {
  switch (family) {
    case 'convolution':
      return convolutionShares(type);
    case 'depthwise':
      return whole(FILTER_GRAD.test(type) ? 'depthwiseFilterGrad' : 'depthwise');
    case 'matmul':
    case 'normalization':
    case 'pooling':
    case 'optimizer':
    case 'transfer':
    case 'elementwise':
      return whole(family);
    case 'idle':
    case 'input':
      return [];
    case 'communication':
    case 'other':
      return whole('unknown');
  }
}

function convolutionShares(type: string): readonly GroupShare[] {
  if (FILTER_GRAD.test(type)) return whole('convolutionFilterGrad');
  if (INPUT_GRAD.test(type)) return whole('convolutionInputGrad');
  if (BOTH_GRADS.test(type)) return GRADS;
  return WINOGRAD.test(type) ? FORWARD_OR_INPUT : whole('convolutionForward');
}

/** One step on the anchor. Times in milliseconds. */
export interface StepVector {
  /** Step time without profiling overhead. */
  readonly stepMs: number;
  /** Device time by group, in the order of OP_GROUPS, as profiled. */
  readonly groupMs: readonly number[];
  /** Time in which the device ran nothing, as profiled. */
  readonly idleMs: number;
  /** Samples per step, when known. */
  readonly batchSize?: number;
}

/** Adds the device ops of a profile by group; ops on the host and input ops are left out. */
export function stepVector(ops: readonly OpTime[], stepMs: number, batchSize?: number): StepVector {
  const groupMs = OP_GROUPS.map(() => 0);
  let idleMs = 0;
  for (const op of ops) {
    if (op.place !== 'device') continue;
    if (op.family === 'idle') idleMs += op.ms;
    for (const { group, share } of groupShares(op)) {
      const index = OP_GROUPS.indexOf(group);
      groupMs[index] = (groupMs[index] ?? 0) + share * op.ms;
    }
  }
  return { stepMs, groupMs, idleMs, ...(batchSize !== undefined && { batchSize }) };
}

/** Device time without idle, milliseconds. */
export function busyMs(vector: StepVector): number {
  return vector.groupMs.reduce((sum, ms) => sum + ms, 0);
}

/** Step time as the profiler saw it: device work plus idle, milliseconds. */
export function profiledMs(vector: StepVector): number {
  return busyMs(vector) + vector.idleMs;
}

/** Host work of a step that no kernel covers (Keras' loop, reading the loss), milliseconds; the medians of PROFET lie at 1.3-2. */
const UNCOVERED_MS = 1.5;
/** A step's work cannot be more than the step; but where both are small, profiling noise decides, so at least this share stays. */
const LEAST_SHARE = 0.6;

/**
 * Device time by group as it was without the profiler, milliseconds. Profiling slows kernels (a third on a K80): work is capped at
 * the step less its uncovered host time. A profile that covers less than the step has lost events (TensorFlow keeps a limited
 * number): the missing time is given back in proportion, as
 * device work, because only steps of very many kernels lose events.
 */
export function unprofiledGroups(vector: StepVector): number[] {
  const busy = busyMs(vector);
  if (busy <= 0) return vector.groupMs.map(() => 0);
  const cap = Math.max(vector.stepMs - UNCOVERED_MS, LEAST_SHARE * vector.stepMs);
  const lost = Math.max(0, vector.stepMs - profiledMs(vector));
  const factor = (Math.min(1, cap / busy) * (busy + lost)) / busy;
  return vector.groupMs.map((ms) => ms * factor);
}
