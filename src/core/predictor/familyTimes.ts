/** The target's profile vector: predicted time by op family, non-negative and summing to the predicted step. */

import type { OpFamily, OpFamilyTimes } from '../profile/opFamilies';
import { familyOf, OP_GROUPS, unprofiledGroups, type StepVector } from './stepVector';

/**
 * Scales each group by its typical ratio (log of target / anchor, in the order of OP_GROUPS; none for the anchor itself). What the predicted step has beyond that is idle (waiting for launches and for the host);
 * when the groups alone would take longer than the step, they share it in proportion.
 */
export function familyTimes(vector: StepVector, ratios: readonly number[], stepMs: number): OpFamilyTimes {
  const groupMs = unprofiledGroups(vector).map((ms, group) => ms * Math.exp(ratios[group] ?? 0));
  const busy = groupMs.reduce((sum, ms) => sum + ms, 0);
  const shrink = Math.min(1, stepMs / (busy || 1));
  const times: Partial<Record<OpFamily, number>> = {};
  OP_GROUPS.forEach((group, index) => {
    const ms = (groupMs[index] ?? 0) * shrink;
    if (ms > 0) times[familyOf(group)] = (times[familyOf(group)] ?? 0) + ms;
  });
  const idle = stepMs - busy * shrink;
  if (idle > 0) times.idle = idle;
  return times;
}
