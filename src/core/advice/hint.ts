/** The advice in two short lines, for hovers. */

import { duration, percent, usdShort } from '../format';
import type { Advice, Candidate, CostedOffer } from './advice';

/** Two lines of Markdown; every figure in them is formatted here, and names come from the catalog. */
export interface Hint {
  readonly headline: string;
  readonly detail: string;
}

interface Place {
  readonly candidate: Candidate;
  readonly offer: CostedOffer;
  readonly usdPerEpoch: number;
}

/** What a hover says: cost per epoch here and at the recommended type. Undefined when the cost per epoch is not known. */
export function adviceHint(advice: Advice): Hint | undefined {
  const best = placeOf(advice, advice.verdict.instanceType);
  if (best === undefined) return undefined;
  const here = placeOf(advice, advice.anchor.instanceType);
  const priceOf = `price of ${best.offer.asOf}${best.offer.stale === true ? ', stale' : ''}`;
  if (here === undefined || here.candidate === best.candidate) {
    return {
      headline: `**${usdShort(best.usdPerEpoch)} per epoch** on ${best.candidate.instanceType}${here === undefined ? '' : ', where you are: nothing that can be launched is predicted to be better'}`,
      detail: `${job(advice, best)} · ${priceOf}`,
    };
  }
  const change = best.usdPerEpoch / here.usdPerEpoch - 1;
  return {
    headline: `**${usdShort(here.usdPerEpoch)} per epoch** here (${here.candidate.instanceType}) · **${usdShort(best.usdPerEpoch)}** on ${best.candidate.instanceType} (${change < 0 ? '−' : '+'}${percent(Math.abs(change))})`,
    detail: `${job(advice, here)} here, ${job(advice, best).replace(/^.*?: /, '')} there · ${priceOf}`,
  };
}

function placeOf({ candidates }: Advice, instanceType: string | null): Place | undefined {
  const candidate = candidates.find((entry) => entry.instanceType === instanceType);
  const offer = candidate?.offers[0];
  const usdPerEpoch = offer?.usdPerEpoch?.estimate;
  return candidate === undefined || offer === undefined || usdPerEpoch === undefined ? undefined : { candidate, offer, usdPerEpoch };
}

/** `20 epochs: $0.82 in 12 min`. */
function job({ job: { epochs } }: Advice, { candidate, offer }: Place): string {
  const seconds = (candidate.secondsPerEpoch?.estimate ?? NaN) * epochs;
  return `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}: ${usdShort(offer.usdPerJob?.estimate ?? NaN)} in ${duration(seconds, 2)}`;
}
