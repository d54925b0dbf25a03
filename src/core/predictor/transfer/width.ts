/** How wide the interval of a transferred step is. */

import type { Precision } from '../../profile/profile';
import type { DeviceRates, StepModel, WidthModel } from './model';
import { computeShare } from './rates';

/** What makes a transferred step doubtful. */
export interface TransferDoubts {
  /** Standard deviation on the log that the rates of both devices leave; 0 between machines of one device. */
  readonly rates: number;
  /** Whether the device changes at all; if not, only the host's part is in doubt. */
  readonly otherDevice: boolean;
  /** log(predicted step / step on the anchor). */
  readonly logRatio: number;
  /** Predicted step, milliseconds. */
  readonly stepMs: number;
  /** Share of the predicted step that waits for a host, when the hosts differ. */
  readonly waitShare: number;
  readonly withOps: boolean;
}

/** Steps shorter than this are often bound by launching kernels, milliseconds. */
const SHORT_MS = 20;
const NARROWEST = 0.02;
const WIDEST = 1.6;

/** Half-width of the 80 % interval on the log: independent doubts, added. */
export function transferWidth(model: WidthModel, { rates, otherDevice, logRatio, stepMs, waitShare, withOps }: TransferDoubts): number {
  const short = Math.max(0, Math.log(SHORT_MS / stepMs));
  const terms = [
    model.wait * waitShare,
    ...(otherDevice ? [rates, model.workload, model.perLogRatio * logRatio, model.short * short, withOps ? 0 : model.withoutOps] : []),
  ];
  return Math.min(WIDEST, Math.max(NARROWEST, model.scale * Math.hypot(...terms)));
}

/** Devices of one chip share what was measured of its arithmetic: this much of the doubt stays. */
const SAME_CHIP = 0.3;

/** What the rates of both devices leave in doubt, given the share of each group in the predicted device time. */
export function rateDeviation(model: StepModel, from: DeviceRates, to: DeviceRates, shares: readonly number[], precision: Precision): number {
  if (from.device === to.device) return 0;
  const byCompute = sum(shares.map((share, group) => share * computeShare(model, group, precision)));
  const byBandwidth = sum(shares) - byCompute;
  const byGroup = Math.sqrt(sum(shares.map((share) => share ** 2)));
  const common = from.chip === to.chip ? SAME_CHIP : 1;
  const of = ({ spread }: DeviceRates): number[] => [common * byCompute * spread.compute, byBandwidth * spread.bandwidth, common * byGroup * spread.group];
  return Math.hypot(...of(from), ...of(to), precision === 'fp32' ? 0 : common * byCompute * REDUCED_PRECISION);
}

/** Rates of matrix units were fitted to no device on its own: a standard deviation on the log for what they do. */
const REDUCED_PRECISION = 0.25;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
