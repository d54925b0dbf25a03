/** Typical ratios of device time between two instance types, by group of ops. */

import { waitMs, type TypicalRatios } from '../../../src/core/predictor/features';
import { OP_GROUPS, unprofiledGroups } from '../../../src/core/predictor/stepVector';
import type { Example } from '../pairs';
import { groupBy, median, rounded } from '../statistics';

/** A group must take this long on both sides to be more than launch overhead, milliseconds. */
const LEAST_MS = { anchor: 0.2, target: 0.05 };
/** Workloads of an architecture that must have the group. */
const LEAST_WORKLOADS = 3;
/**
 * What was never measured is assumed to gain half (on the log) of what is typical: ops outside the libraries' fast paths
 * profit less from a faster GPU, and half errs equally far from "nothing" and "all".
 */
const UNMEASURED = 0.5;

/**
 * Medians over architectures of their medians, so that no architecture counts more than another. A target without profiles
 * has one ratio, of whole steps, for every group that its workloads have and for waiting.
 */
export function typicalRatios(examples: readonly Example[], target: number): TypicalRatios {
  const byArchitecture = [...groupBy(examples, (example) => example.workload.architecture).values()];
  const measured = OP_GROUPS.map((_, group) => {
    const medians = byArchitecture.flatMap((same) => {
      const ratios = same.flatMap((example) => groupRatio(example, target, group) ?? []);
      return ratios.length >= LEAST_WORKLOADS ? [median(ratios)] : [];
    });
    return medians.length > 0 ? median(medians) : undefined;
  });
  const typical = median(measured.flatMap((ratio) => ratio ?? []));
  return {
    groups: measured.map((ratio) => rounded(ratio ?? UNMEASURED * typical, 4)),
    unmeasured: measured.flatMap((ratio, group) => (ratio === undefined ? [group] : [])),
    wait: rounded(median(byArchitecture.map((same) => median(same.map((example) => waitRatio(example, target))))), 4),
  };
}

function groupRatio({ groups: anchorGroups, targetVectors, logRatios }: Example, target: number, group: number): number | undefined {
  const here = anchorGroups[group] ?? 0;
  const vector = targetVectors[target];
  if (here < LEAST_MS.anchor) return undefined;
  if (!vector) return logRatios[target];
  const there = unprofiledGroups(vector)[group] ?? 0;
  return there < LEAST_MS.target ? undefined : Math.log(there / here);
}

function waitRatio({ vector, targetVectors, logRatios }: Example, target: number): number {
  const there = targetVectors[target];
  return there ? Math.log(waitMs(there) / waitMs(vector)) : (logRatios[target] ?? 0);
}
