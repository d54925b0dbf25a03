/** The table of pairs that were measured, and the training examples of each anchor. */

import type { Chain } from '../../src/core/predictor/bundle';
import { stepVector, unprofiledGroups, type StepVector } from '../../src/core/predictor/stepVector';
import { P100, PROFILED_TYPES, workloadName, type Workload } from './dataset';
import { median } from './statistics';

/** One target as an anchor's workloads measured it. */
interface TargetSource {
  readonly instanceType: string;
  readonly chain: Chain;
  /** log(target step / anchor step) of a workload, from medians over repeats; undefined where it was not measured. */
  logRatio(workload: Workload): number | undefined;
  /** The same of one repeat on both instances, where the pair was repeated. */
  runLogRatio?(workload: Workload, repeat: number): number;
}

/** One anchor with targets that share their workloads, so that one model predicts them all. */
export interface PairSource {
  readonly anchor: string;
  /** Whether there are enough architectures, and profiles on the targets, for estimators with many features. */
  readonly rich: boolean;
  readonly targets: readonly TargetSource[];
}

const G5 = 'g5.xlarge';
const T4 = 'g4dn.xlarge';
/** Anchors that both datasets have. */
const JOINED: readonly string[] = [T4, 'p3.2xlarge'];

/**
 * All pairs. PROFET measured its four types on the same workloads. trainpred measured g5 beside g4dn and p3: its *ratio* stands
 * beside PROFET's profiles of the same workloads. p2 and g3s reach g5 through g4dn. No profile was taken on g5, so it is no anchor.
 */
export const PAIRS: readonly PairSource[] = PROFILED_TYPES.flatMap((anchor): PairSource[] => [
  {
    anchor,
    rich: true,
    targets: PROFILED_TYPES.filter((type) => type !== anchor).map((type) => ({
      instanceType: type,
      chain: {},
      logRatio: (workload) => profetRatio(workload, anchor, type),
      runLogRatio: ({ runs }, repeat) => Math.log((runs.get(type)?.[repeat]?.stepMs ?? NaN) / (runs.get(anchor)?.[repeat]?.stepMs ?? NaN)),
    })),
  },
  { anchor, rich: false, targets: [toG5(anchor)] },
]);

/** What is evaluated beside them and never shipped: no AWS instance holds a P100. Only the times were taken on it, so it is no anchor. */
export const EVALUATED_ONLY: readonly PairSource[] = JOINED.map((anchor) => ({ anchor, rich: false, targets: [joined(anchor, P100)] }));

function toG5(anchor: string): TargetSource {
  if (JOINED.includes(anchor)) return joined(anchor, G5);
  return {
    instanceType: G5,
    chain: { via: T4 },
    logRatio(workload) {
      const second = trainpredRatio(workload, T4, G5);
      return second === undefined ? undefined : profetRatio(workload, anchor, T4) + second;
    },
  };
}

/** A target that trainpred measured beside the anchor. */
function joined(anchor: string, instanceType: string): TargetSource {
  return { instanceType, chain: {}, logRatio: (workload) => trainpredRatio(workload, anchor, instanceType) };
}

function profetRatio({ runs }: Workload, anchor: string, target: string): number {
  const step = (type: string) => median((runs.get(type) ?? []).map((run) => run.stepMs));
  return Math.log(step(target) / step(anchor));
}

function trainpredRatio({ otherStepMs }: Workload, anchor: string, target: string): number | undefined {
  const [from, to] = [otherStepMs.get(anchor), otherStepMs.get(target)];
  return from === undefined || to === undefined ? undefined : Math.log(to / from);
}

/** One workload as an anchor's model sees it. */
export interface Example {
  readonly name: string;
  readonly workload: Workload;
  /** Medians over the repeats. */
  readonly vector: StepVector;
  /** Device time by group on the anchor, unprofiled. */
  readonly groups: readonly number[];
  /** In the order of the targets. */
  readonly logRatios: readonly number[];
  /** Medians over the repeats on each target; undefined for targets without profiles. */
  readonly targetVectors: readonly (StepVector | undefined)[];
  /** Each repeat on its own, with its log ratios in the order of the targets. */
  readonly runs: readonly { readonly vector: StepVector; readonly logRatios: readonly number[] }[];
}

/** The examples of a source among these workloads. */
export function examplesOf({ anchor, targets }: PairSource, workloads: readonly Workload[]): Example[] {
  return workloads.flatMap((workload) => {
    const logRatios = targets.map((target) => target.logRatio(workload));
    if (!logRatios.every((ratio) => ratio !== undefined)) return [];
    const vectors = vectorsOf(workload, anchor);
    const vector = medianVector(vectors);
    return [{
      name: workloadName(workload),
      workload,
      vector,
      groups: unprofiledGroups(vector),
      logRatios,
      targetVectors: targets.map(({ instanceType }) => {
        const there = vectorsOf(workload, instanceType);
        return there.length === 0 ? undefined : medianVector(there);
      }),
      runs: vectors.map((run, repeat) => ({
        vector: run,
        logRatios: targets.map((target, index) => target.runLogRatio?.(workload, repeat) ?? logRatios[index] ?? NaN),
      })),
    }];
  });
}

/** The repeats of a workload on an instance type as step vectors; none when it was not profiled there. */
export function vectorsOf({ runs, batchSize }: Workload, instanceType: string): StepVector[] {
  return (runs.get(instanceType) ?? []).map((run) => stepVector(run.ops, run.stepMs, batchSize));
}

/** Medians of each component, of repeats of one workload. */
export function medianVector(vectors: readonly StepVector[]): StepVector {
  const { groupMs: groups = [], batchSize } = vectors[0] ?? {};
  return {
    stepMs: median(vectors.map((vector) => vector.stepMs)),
    groupMs: groups.map((_, group) => median(vectors.map((vector) => vector.groupMs[group] ?? 0))),
    idleMs: median(vectors.map((vector) => vector.idleMs)),
    ...(batchSize !== undefined && { batchSize }),
  };
}
