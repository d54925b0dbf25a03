/** Questions beside the main evaluation (`npm run evaluate -- --studies`): other splits, cut profiles, a GPU that is not shipped, what-if curves. */

import type { Workload } from '../dataset';
import { EVALUATED_ONLY, PAIRS } from '../pairs';
import { groupBy } from '../statistics';
import { heldOutErrors, HOLD_OUT, summarisePoints, type PointSummary } from './pointErrors';
import { studyTopOps, type TopOps } from './topOps';
import { studyWhatIf, type WhatIfErrors } from './whatIf';

/** The answers; errors and shares in per cent. */
export interface Studies {
  /** Estimates of the twelve PROFET pairs, an architecture being left out at one input size only. */
  readonly splits: { readonly architectureAndInput: PointSummary };
  readonly topOps: TopOps;
  /** Pairs that do not ship, each architecture left out; empty when none of the tested architectures has them. */
  readonly evaluatedOnly: readonly ({ readonly anchor: string; readonly target: string; readonly architectures: number } & PointSummary)[];
  readonly whatIf: WhatIfErrors;
}

/** Runs all studies; each tested architecture is left out on its own. */
export function runStudies(workloads: readonly Workload[], tested: readonly string[]): Studies {
  const tests = workloads.filter(({ architecture }) => tested.includes(architecture));
  const rich = PAIRS.filter((source) => source.rich);
  const errors = (sources: typeof PAIRS, split: keyof typeof HOLD_OUT) => heldOutErrors(sources, { trained: workloads, tested: [tests] }, HOLD_OUT[split]).flat();
  return {
    splits: { architectureAndInput: summarisePoints(errors(rich, 'architectureAndInput')) },
    topOps: studyTopOps(workloads, tested),
    evaluatedOnly: [...groupBy(errors(EVALUATED_ONLY, 'architecture'), ({ anchor, target }) => `${anchor} ${target}`).values()].map((same) => ({
      anchor: same[0]?.anchor ?? '',
      target: same[0]?.target ?? '',
      architectures: new Set(same.map(({ architecture }) => architecture)).size,
      ...summarisePoints(same),
    })),
    whatIf: studyWhatIf(workloads, tested),
  };
}
