/** The decision in one sentence, with what it rests on. */

import { duration, percent, significant, usd, usdShort } from '../format';
import type { OfferKind } from '../pricing/offer';
import type { Candidate, Constraints, Job, Verdict } from './advice';
import { effectiveUsdPerHour, relativeCost, type Ranked } from './ranking';

/** What the verdict is drawn from; `eligible` are the priced candidates not known to be unavailable that keep the constraints, cheapest first. */
export interface VerdictInput {
  readonly anchor: string;
  readonly candidates: readonly Candidate[];
  readonly eligible: readonly Ranked[];
  /** Tie groups among the eligible. */
  readonly ties: readonly (readonly Ranked[])[];
  readonly constraints: Constraints | null;
  readonly job: Job;
}

/** Words for a purchase option inside a sentence. */
export const PURCHASE_WORDS: Readonly<Record<OfferKind, string>> = {
  'on-demand': 'on-demand',
  'savings-plan': 'savings plan',
  spot: 'spot',
  sagemaker: 'SageMaker training',
  'sagemaker-spot': 'SageMaker managed spot (assumed)',
  'sagemaker-hosting': 'SageMaker hosting',
  own: 'own price',
};

/** Time breaks a tie among those whose expected costs are this near; wide doubts tie what nobody would call equal. */
const COSTLIER = 1.1;

/** Tied types named in the sentence; the rest are counted. */
const NAMED = 3;

/** Draws the verdict: stay, move, tied, or cannot say. */
export function verdict(input: VerdictInput): Verdict {
  const cheapest = input.eligible[0];
  if (cheapest === undefined) return { instanceType: null, purchase: null, sentence: noChoice(input) };
  const tie = input.ties.find((group) => group.includes(cheapest));
  const chosen = (tie ?? []).filter((entry) => costs(entry) <= COSTLIER * costs(cheapest)).sort(byTime)[0] ?? cheapest;
  const sentence = `${claim(input, chosen, tie)} ${basis(chosen)}`;
  return { instanceType: chosen.candidate.instanceType, purchase: chosen.offer.purchase, sentence };
}

function byTime(a: Ranked, b: Ranked): number {
  return a.candidate.stepMs.estimate - b.candidate.stepMs.estimate;
}

function costs(entry: Ranked): number {
  return relativeCost(entry).estimate;
}

function claim(input: VerdictInput, chosen: Ranked, tie: readonly Ranked[] | undefined): string {
  const name = chosen.candidate.instanceType;
  if (tie !== undefined) return tied(input.anchor, chosen, tie);
  if (name === input.anchor) return `Stay on ${name}: nothing that can be launched is predicted to be cheaper (${costOf(chosen)}).`;
  return `${name}: ${comparison(input, chosen)}.`;
}

function tied(anchor: string, chosen: Ranked, tie: readonly Ranked[]): string {
  const others = tie.filter((entry) => entry !== chosen).sort((a, b) => Number(b.candidate.instanceType === anchor) - Number(a.candidate.instanceType === anchor));
  const names = others.slice(0, NAMED).map((entry) => mine(anchor, entry.candidate.instanceType));
  const rest = others.length - names.length;
  const [rival] = others.filter((entry) => costs(entry) <= COSTLIER * costs(chosen)).sort(byTime);
  const faster = rival === undefined ? 1 : rival.candidate.stepMs.estimate / chosen.candidate.stepMs.estimate;
  const why = faster > 1 ? `it is ${times(faster)} faster` : 'its expected cost is the lowest';
  return `${mine(anchor, chosen.candidate.instanceType)}: tied on cost with ${list(rest === 0 ? names : [...names, `${rest} more`])} within the doubt; ${why}, which breaks the tie.`;
}

/** Cost and time against the anchor; against nothing when the anchor has no price. */
function comparison(input: VerdictInput, chosen: Ranked): string {
  const home = input.candidates.find((candidate) => candidate.instanceType === input.anchor);
  const homeOffer = home?.offers.find((offer) => offer.purchase === chosen.offer.purchase) ?? home?.offers[0];
  if (home === undefined || homeOffer === undefined) {
    return `${costOf(chosen)}; ${input.anchor} has no known price to compare with`;
  }
  const ratio = (end: number): number => end / effectiveUsdPerHour(homeOffer);
  const { estimate, low, high } = relativeCost(chosen);
  const cheaper = ratio(estimate) <= 1;
  const [best, least] = cheaper ? [1 - ratio(low), 1 - ratio(high)] : [ratio(low) - 1, ratio(high) - 1];
  const [from, to] = [Math.min(best, least), Math.max(best, least)];
  const cost = `${percent(Math.abs(1 - ratio(estimate)))} ${cheaper ? 'cheaper' : 'dearer'} (${percent(from).replace(' %', '')}–${percent(to)})`;
  const speed = 1 / chosen.candidate.relativeStep.estimate;
  const pace = speed >= 1 ? `${times(speed)} faster` : `${times(1 / speed)} slower`;
  return `${cost} and ${pace} per epoch than your ${input.anchor}`;
}

function costOf(entry: Ranked): string {
  const { usdPerEpoch, usdPer1000Steps } = entry.offer;
  return usdPerEpoch === null ? `${usdShort(usdPer1000Steps.estimate)} per 1,000 steps` : `${usdShort(usdPerEpoch.estimate)} per epoch`;
}

function basis({ candidate, offer }: Ranked): string {
  if (offer.purchase === 'own') return `At your own price of ${offer.asOf}.`;
  const words = PURCHASE_WORDS[offer.purchase];
  const doubt = candidate.launchable === null ? ` Whether it is offered in ${offer.region} is not known.` : '';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}, ${offer.region}, price of ${offer.asOf}.${doubt}`;
}

function noChoice({ constraints, candidates, job }: VerdictInput): string {
  if (constraints !== null && !constraints.met) {
    const limits = [
      ...(constraints.budgetUsd === null ? [] : [usd(constraints.budgetUsd)]),
      ...(constraints.deadlineSeconds === null ? [] : [duration(constraints.deadlineSeconds)]),
    ];
    return `Nothing that can be launched is expected to finish ${job.epochs} ${job.epochs === 1 ? 'epoch' : 'epochs'} within ${limits.join(' and ')}.`;
  }
  if (candidates.length === 0) return 'Nothing can be recommended: no target could be predicted.';
  return candidates.some((candidate) => candidate.launchable !== false)
    ? 'Nothing can be recommended: no price is known for the types that can be launched; choose another region or purchase option.'
    : 'Nothing can be recommended: none of the predicted types can be launched in this region.';
}

const mine = (anchor: string, name: string): string => (name === anchor ? `${name} (where you are)` : name);
const times = (ratio: number): string => `${significant(ratio, 2)}×`;
const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1] ?? ''}`;
