/** How well the target's profile vector is predicted: op-family times against those that were measured on the target. */

import { OP_FAMILIES, type OpFamily, type OpFamilyTimes } from '../../../src/core/profile/opFamilies';
import { mean, median } from '../statistics';

/** One predicted profile vector. All times in milliseconds. */
export interface FamilyOutcome {
  readonly predicted: OpFamilyTimes;
  readonly measured: OpFamilyTimes;
  /** Measured on the target. */
  readonly stepMs: number;
}

/** Errors of one family, per cent. */
export interface FamilyErrors {
  readonly family: OpFamily;
  /** Steps in which the family was predicted or measured. */
  readonly n: number;
  /** Mean share of the step that was measured. */
  readonly share: number;
  /** Mean of |predicted - measured|, of the target's step. */
  readonly ofStep: number;
  /** Mean of predicted - measured, of the target's step. */
  readonly bias: number;
  /** Steps in which the family was measured to take more than `LARGE` of the step. */
  readonly nLarge: number;
  /** Median of |predicted / measured - 1| in those; absent when there are none. */
  readonly medianApeLarge?: number;
}

/** A family that takes more of the step than this matters for the choice. */
const LARGE = 0.05;

/** Families in the order in which they are shown; those that never occur are left out. */
export function familyErrors(outcomes: readonly FamilyOutcome[]): FamilyErrors[] {
  return OP_FAMILIES.flatMap((family): FamilyErrors[] => {
    const times = outcomes
      .map(({ predicted, measured, stepMs }) => ({ predicted: predicted[family] ?? 0, measured: measured[family] ?? 0, stepMs }))
      .filter(({ predicted, measured }) => predicted > 0 || measured > 0);
    if (times.length === 0) return [];
    const large = times.filter(({ measured, stepMs }) => measured > LARGE * stepMs);
    const meanShare = (of: (time: typeof times[number]) => number): number => 100 * mean(times.map((time) => of(time) / time.stepMs));
    return [{
      family,
      n: times.length,
      share: meanShare(({ measured }) => measured),
      ofStep: meanShare(({ predicted, measured }) => Math.abs(predicted - measured)),
      bias: meanShare(({ predicted, measured }) => predicted - measured),
      nLarge: large.length,
      ...(large.length > 0 && { medianApeLarge: 100 * median(large.map(({ predicted, measured }) => Math.abs(predicted / measured - 1))) }),
    }];
  });
}
