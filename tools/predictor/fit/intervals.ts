/** Fits the width of intervals to errors on architectures left out. */

import { COVERAGE, doubts, type Situation } from '../../../src/core/predictor/intervals';
import { groupBy, quantile, rounded } from '../statistics';
import { fitRidge } from './ridge';

/** One prediction for an architecture that its model had not seen. */
export interface LeftOut {
  readonly anchor: string;
  readonly target: string;
  readonly architecture: string;
  readonly situation: Situation;
  /** log(predicted / true). */
  readonly error: number;
}

/** Errors below this are noise whose log would weigh too much. */
const ERROR_FLOOR = 0.005;
const PENALTY = 50;
/** How far a pair's own level counts against the level of all pairs: a pair has only a dozen architectures. */
const OWN_LEVEL = 0.5;

/** Key of a pair in the answer of `fitSpreads`. */
export function pairKey(pair: { readonly anchor: string; readonly target: string }): string {
  return `${pair.anchor} ${pair.target}`;
}

/** Weights of the doubts (see core's intervals.ts) for each pair. */
export function fitSpreads(errors: readonly LeftOut[]): Map<string, number[]> {
  const slopes = fitSlopes(errors);
  const overall = level(errors, slopes);
  return new Map([...groupBy(errors, pairKey)].map(([key, ofPair]) => {
    const own = OWN_LEVEL * level(ofPair, slopes) + (1 - OWN_LEVEL) * overall;
    return [key, [own, ...slopes].map((weight) => rounded(weight, 4))];
  }));
}

/** How the log of the absolute error grows with each doubt, by ridge regression; a doubt never narrows an interval. */
function fitSlopes(errors: readonly LeftOut[]): number[] {
  const { coefficients } = fitRidge({
    features: errors.map(({ situation }) => doubts(situation).slice(1)),
    values: errors.map(({ error }) => [Math.log(Math.abs(error) + ERROR_FLOOR)]),
  }, PENALTY);
  return (coefficients[0] ?? []).map((slope) => Math.max(0, slope));
}

/** The intercept with which the wanted share of the errors lies inside. */
function level(errors: readonly LeftOut[], slopes: readonly number[]): number {
  return Math.log(quantile(errors.map(({ situation, error }) => {
    const slope = doubts(situation).slice(1).reduce((sum, doubt, index) => sum + doubt * (slopes[index] ?? 0), 0);
    return Math.abs(error) / Math.exp(slope);
  }), COVERAGE));
}
