/** Order among candidates: rank, ties, Pareto front. All of it by the cost of one step, which needs no job. */

import { scaled, type Interval } from '../predictor/predictor';
import type { Candidate, CostedOffer } from './advice';

/** A candidate with the offer it is ranked by: its cheapest. */
export interface Ranked {
  readonly candidate: Candidate;
  readonly offer: CostedOffer;
}

/** Candidates that can be recommended, cheapest expected cost first: priced, founded, not known to be unavailable or too small. */
export function rankable(candidates: readonly Candidate[]): Ranked[] {
  const ranked: Ranked[] = [];
  for (const candidate of candidates) {
    const offer = candidate.offers[0];
    if (candidate.launchable !== false && candidate.memoryFit !== 'no' && candidate.tier !== 'order-of-magnitude' && offer !== undefined) ranked.push({ candidate, offer });
  }
  return ranked.sort(byCost);
}

/** What may be launchable before what is not, founded before orders of magnitude, priced before not, then cheapest, then by name so that equal figures keep one order. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return Number(b.launchable !== false) - Number(a.launchable !== false)
    || Number(a.tier === 'order-of-magnitude') - Number(b.tier === 'order-of-magnitude')
    || costOf(a) - costOf(b)
    || a.instanceType.localeCompare(b.instanceType, 'en');
}

/** Expected time over undisturbed time: 1 where nothing can be interrupted, or nothing is known about it. */
export function overhead({ expected }: CostedOffer): number {
  return 1 + (expected?.overheadShare ?? 0);
}

/** US dollars for an hour of undisturbed work: the hourly price, with the work done again after interruptions where that can be reckoned. */
export function effectiveUsdPerHour(offer: CostedOffer): number {
  return offer.usdPerHour * overhead(offer);
}

/** Hourly price times the step relative to the anchor's: orders costs without the doubt that all candidates share. */
export function relativeCost({ candidate, offer }: Ranked): Interval {
  return scaled(candidate.relativeStep, effectiveUsdPerHour(offer));
}

/**
 * Groups of two or more whose relative costs overlap that of the group's cheapest: no strict order among them is founded.
 * Takes candidates in rank order.
 */
export function tieGroups(ranked: readonly Ranked[]): Ranked[][] {
  const groups: Ranked[][] = [];
  let rest = [...ranked];
  while (rest.length > 0) {
    const [leader, ...others] = rest as [Ranked, ...Ranked[]];
    const overlaps = (other: Ranked): boolean => !isDearerTwin(other, leader) && relativeCost(other).low <= relativeCost(leader).high;
    groups.push([leader, ...others.filter(overlaps)]);
    rest = others.filter((other) => !overlaps(other));
  }
  return groups.filter((group) => group.length > 1);
}

/** Steps of two sizes of a family differ by this much at least when the host matters at all. */
const SAME_STEP = 0.02;

/** The same accelerator with the same step at a higher price: the doubt about it is one and the same for both, so the price decides. */
function isDearerTwin(other: Ranked, leader: Ranked): boolean {
  const [a, b] = [other.candidate, leader.candidate];
  const sameStep = Math.abs(Math.log(a.relativeStep.estimate / b.relativeStep.estimate)) < SAME_STEP;
  return a.device !== null && a.device === b.device && sameStep && relativeCost(other).estimate > (1 + SAME_STEP) * relativeCost(leader).estimate;
}

/** Those that no other beats in expected time without costing more, and the reverse; cheapest first. */
export function paretoFront(ranked: readonly Ranked[]): Ranked[] {
  const front: Ranked[] = [];
  let fastestMs = Infinity;
  for (const entry of [...ranked].sort(byCost)) {
    const stepMs = entry.candidate.stepMs.estimate;
    if (stepMs < fastestMs) {
      front.push(entry);
      fastestMs = stepMs;
    }
  }
  return front;
}

function byCost(a: Ranked, b: Ranked): number {
  return stepCost(a.offer) - stepCost(b.offer)
    || a.candidate.stepMs.estimate - b.candidate.stepMs.estimate
    || a.candidate.instanceType.localeCompare(b.candidate.instanceType, 'en');
}

function costOf(candidate: Candidate): number {
  const [offer] = candidate.offers;
  return offer === undefined ? Number.MAX_VALUE : stepCost(offer);
}

function stepCost(offer: CostedOffer): number {
  return offer.usdPer1000Steps.estimate * overhead(offer);
}
