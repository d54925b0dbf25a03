/** What physics allows: no step scales by more than the best, or less than the worst, of the peaks it can be bound by. */

import type { Precision } from '../../profile/profile';
import type { DeviceRates } from './model';

/** Least and largest log(step there / step here). */
export interface RatioBounds {
  readonly low: number;
  readonly high: number;
}

/** Architectures reach different shares of their peaks, by up to this factor (a K80 reaches half of what a V100 does). */
const MARGIN = 2;

/** Benchmarks of hosts are single runs, and steps differ from run to run: on the log. */
const HOST_NOISE = 0.1;

/** Bounds of the log ratio of two steps, from the peaks of both devices and the speeds of their hosts, with a margin. */
export function ratioBounds(from: DeviceRates, to: DeviceRates, hostRatio: number, precision: Precision): RatioBounds {
  if (from.device === to.device) return { low: Math.min(0, -Math.log(hostRatio)) - HOST_NOISE, high: Math.max(0, -Math.log(hostRatio)) + HOST_NOISE };
  const ratios = [to.peak.tflops[precision] / from.peak.tflops[precision], to.peak.bandwidthGBs / from.peak.bandwidthGBs, to.linkGBs / from.linkGBs, hostRatio].map((gain) => -Math.log(gain));
  return { low: Math.min(...ratios) - Math.log(MARGIN), high: Math.max(...ratios) + Math.log(MARGIN) };
}
