/** Fits the width model: 80 % of the steps on devices left out must lie inside, in every data set alike. */

import { COVERAGE } from '../../../src/core/predictor/intervals';
import type { WidthModel } from '../../../src/core/predictor/transfer/model';
import { transferWidth } from '../../../src/core/predictor/transfer/width';
import { groupBy, rounded } from '../statistics';
import { logError, type TransferOutcome } from './leftOut';

const START: WidthModel = { scale: 1.3, workload: 0.1, perLogRatio: 0.1, short: 0.1, wait: 0.1, withoutOps: 0.15 };
/** Each term is tried at these; round figures, as there are few independent devices. */
const TRIED: Readonly<Record<keyof WidthModel, readonly number[]>> = {
  scale: [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8],
  workload: [0, 0.03, 0.05, 0.08, 0.1, 0.13, 0.16, 0.2],
  perLogRatio: [0, 0.03, 0.06, 0.1, 0.15, 0.2],
  short: [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5],
  wait: [0.1, 0.15, 0.2, 0.3, 0.4],
  withoutOps: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
};
const SWEEPS = 4;

/** The widths whose 80 % quantile loss over all data sets, each counted alike, is least; found one term at a time. */
export function fitWidths(outcomes: readonly TransferOutcome[]): WidthModel {
  const datasets = [...groupBy(outcomes, ({ dataset }) => dataset).values()].map((same) => same.map((outcome) => ({ doubts: outcome.doubts, error: Math.abs(logError(outcome)) })));
  const loss = (model: WidthModel): number => datasets.reduce((total, same) => total + same.reduce((sum, { doubts, error }) => {
    const beyond = error - transferWidth(model, doubts);
    return sum + (beyond > 0 ? COVERAGE * beyond : (COVERAGE - 1) * beyond);
  }, 0) / same.length, 0);
  let best = START;
  let least = loss(best);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const term of Object.keys(TRIED) as (keyof WidthModel)[]) {
      for (const value of TRIED[term]) {
        const tried = { ...best, [term]: value };
        const got = loss(tried);
        if (got < least - 1e-9) [best, least] = [tried, got];
      }
    }
  }
  return widened(best, datasets);
}

/** Share of the truths that intervals must hold at least in any one data set, however few its devices. */
const LEAST_COVERAGE = 0.7;
const WIDENING = 1.03;

/** Wider in small steps until 80 % of all outcomes lie inside, and enough of each data set. */
function widened(model: WidthModel, datasets: readonly (readonly { doubts: TransferOutcome['doubts']; error: number }[])[]): WidthModel {
  const share = (of: WidthModel, outcomes: (typeof datasets)[number]): number => outcomes.filter(({ doubts, error }) => error <= transferWidth(of, doubts)).length / outcomes.length;
  let wide = model;
  const enough = (): boolean => share(wide, datasets.flat()) >= COVERAGE && datasets.every((same) => share(wide, same) >= LEAST_COVERAGE);
  while (!enough() && wide.scale < 5) wide = { ...wide, scale: wide.scale * WIDENING };
  return { ...wide, scale: rounded(wide.scale, 3) };
}
