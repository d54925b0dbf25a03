/** Rates of groups of ops on a device. */

import type { Precision } from '../../profile/profile';
import { OP_GROUPS, type OpGroup } from '../stepVector';
import type { DeviceRates, StepModel } from './model';

/** Groups that run on matrix units when precision is reduced. */
const ON_MATRIX_UNITS: ReadonlySet<OpGroup> = new Set<OpGroup>(['convolutionForward', 'convolutionFilterGrad', 'convolutionInputGrad', 'matmul']);

/** How much of a group's rate is arithmetic, 0 to 1. */
export function computeShare({ computeShare: shares, tensorShare }: StepModel, group: number, precision: Precision): number {
  const name = OP_GROUPS[group];
  return precision !== 'fp32' && name !== undefined && ON_MATRIX_UNITS.has(name) ? tensorShare : (shares[group] ?? 0);
}

/**
 * Log of the rate of each group, in the order of OP_GROUPS: a mean of the log of arithmetic and bandwidth, weighted by how much the group is bound by
 * either, plus what was measured of the group itself. Units cancel: only differences between two devices at one precision mean anything.
 */
export function logRates(model: StepModel, rates: DeviceRates, precision: Precision): number[] {
  const compute = Math.log(rates.computeTflops[precision]);
  const bandwidth = Math.log(rates.bandwidthGBs) + (precision === 'amp' ? Math.log(model.ampBytesGain) : 0);
  return OP_GROUPS.map((group, index) => {
    const residual = rates.residuals[index] ?? 0;
    if (group === 'transfer') return Math.log(rates.linkGBs) + residual;
    const share = computeShare(model, index, precision);
    return share * compute + (1 - share) * bandwidth + residual;
  });
}
