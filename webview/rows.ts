/** What chart and table both show: candidates with the cost of their cheapest offer. Arranges figures, computes none. */

import type { Advice, Candidate, CostedOffer } from '../src/core/advice/advice';
import { scaled, type Interval } from '../src/core/predictor/predictor';

/** What a cost is for: an epoch where the job is known, 1,000 steps where it is not. */
export type CostBasis = 'epoch' | 'thousandSteps';

/** One candidate as shown. */
export interface Row {
  readonly candidate: Candidate;
  readonly isAnchor: boolean;
  readonly isRecommended: boolean;
  /** False only when it is known that the type cannot be launched in the region. */
  readonly launchable: boolean;
  /** Cheapest first; empty when no price is known. */
  readonly offers: readonly CostedOffer[];
}

/** Rows shown before "show all": what fits beside the decision. */
export const ROWS_AT_FIRST = 12;

/** What the costs of this advice are for. */
export function costBasis(advice: Advice): CostBasis {
  return advice.job.stepsPerEpoch === null ? 'thousandSteps' : 'epoch';
}

/** US dollars of an offer on the basis; null when unknown. */
export function costOf(offer: CostedOffer | undefined, basis: CostBasis): Interval | null {
  if (offer === undefined) return null;
  return basis === 'epoch' ? offer.usdPerEpoch : offer.usdPer1000Steps;
}

/** Seconds for all epochs; null when the seconds per epoch are unknown. */
export function jobSecondsOf({ secondsPerEpoch }: Candidate, epochs: number): Interval | null {
  return secondsPerEpoch === null ? null : scaled(secondsPerEpoch, epochs);
}

/** All candidates in the order of the advice. */
export function rowsOf(advice: Advice): readonly Row[] {
  return advice.candidates.map((candidate) => ({
    candidate,
    isAnchor: candidate.instanceType === advice.anchor.instanceType,
    isRecommended: candidate.instanceType === advice.verdict.instanceType,
    launchable: candidate.launchable !== false,
    offers: candidate.offers,
  }));
}

/** The first rows in their order, with room kept for the anchor and the recommended type wherever they rank. */
export function firstRows(rows: readonly Row[], limit = ROWS_AT_FIRST): readonly Row[] {
  const kept = (row: Row): boolean => row.isAnchor || row.isRecommended;
  let free = limit - rows.filter(kept).length;
  return rows.filter((row) => kept(row) || free-- > 0);
}
