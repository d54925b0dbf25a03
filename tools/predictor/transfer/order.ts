/** Whether devices are put in the order in which they were measured. */

import { groupBy, median } from '../statistics';
import type { TransferOutcome } from './leftOut';

/** Comparisons of one data set. */
export interface OrderAgreement {
  readonly dataset: string;
  /** Pairs of devices whose median measured steps differ enough, and how many of them are predicted in that order. */
  readonly compared: number;
  readonly agreed: number;
  /** The same for every workload by itself. */
  readonly workloadsCompared: number;
  readonly workloadsAgreed: number;
  /** Pairs in the wrong order. */
  readonly wrong: readonly string[];
}

/** Steps nearer than this may be put in either order. */
const DIFFERS = 1.5;

/**
 * Every pair of a device and one that was left out, compared by the step on the first (known) and on the second (predicted): over all workloads by the median
 * ratio, and workload by workload.
 */
export function orderAgreement(outcomes: readonly TransferOutcome[]): OrderAgreement[] {
  return [...groupBy(outcomes, ({ dataset }) => dataset)].map(([dataset, same]) => {
    const pairs = [...groupBy(same, ({ from, to, precision }) => `${from} to ${to}, ${precision}`)].map(([name, runs]) => ({
      name, actual: median(runs.map(({ actualMs, fromMs }) => Math.log(actualMs / fromMs))), predicted: median(runs.map(({ predictedMs, fromMs }) => Math.log(predictedMs / fromMs))),
    })).filter(({ actual }) => Math.abs(actual) > Math.log(DIFFERS));
    const wrong = pairs.filter(({ actual, predicted }) => actual * predicted <= 0).map(({ name }) => name);
    const far = same.filter(({ actualMs, fromMs }) => Math.abs(Math.log(actualMs / fromMs)) > Math.log(DIFFERS));
    return {
      dataset, compared: pairs.length, agreed: pairs.length - wrong.length, wrong,
      workloadsCompared: far.length, workloadsAgreed: far.filter(({ actualMs, predictedMs, fromMs }) => Math.log(actualMs / fromMs) * Math.log(predictedMs / fromMs) > 0).length,
    };
  });
}
