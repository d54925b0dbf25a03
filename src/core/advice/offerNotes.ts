/** What belongs beside a price, in words: its age, its range, what interruptions cost, what it assumes. */

import { significant, usd, UNKNOWN } from '../format';
import type { Interval } from '../predictor/predictor';
import type { DisplayCurrency } from '../pricing/currency';
import type { Advice, CostedOffer } from './advice';
import { isInterruptible } from './lostWork';

/** The rule behind the mark. */
export const STALE_RULE = 'older than 7 days (spot: 1 hour)';

/** What no figure holds; said wherever figures are. */
export const NOT_INCLUDED = 'Storage and data transfer are not included.';

/** `2026-07-20`, with a mark when the price is stale. */
export function datedPrice({ asOf, stale }: CostedOffer): string {
  return stale === true ? `${asOf}*` : asOf;
}

/** Whole sentences about the offer, beyond price, date and source. */
export function offerNotes(offer: CostedOffer): string[] {
  const { zones, interruption, expected, listUsdPerHour, assumption, purchase } = offer;
  return [
    ...(listUsdPerHour === null ? [] : [`$${listUsdPerHour}/h before your discount.`]),
    ...(zones === null || zones.length === 0 ? [] : [`Over the last day: ${zones.map(({ zone, lowUsdPerHour, highUsdPerHour }) => `${zone} ${usdRange(lowUsdPerHour, highUsdPerHour)}`).join(', ')}.`]),
    ...(expected === null
      ? spotDoubt(isInterruptible(purchase), interruption)
      : [expected.basis, `Expected to add ${share(expected.overheadShare)} to time and cost${expected.usdPerJob === null ? '' : `: ${usd(expected.usdPerJob.estimate)} for the job`}.`]),
    ...(assumption === null ? [] : [assumption]),
  ];
}

function spotDoubt(interruptible: boolean, interruption: CostedOffer['interruption']): string[] {
  if (!interruptible) return [];
  if (interruption === null) return ['How often its capacity is reclaimed is not known.'];
  return [`Interrupted ${interruption.band} of a month (${interruption.source}, ${interruption.asOf}); lost work is reckoned once the checkpoint interval is set.`];
}

const usdRange = (low: number, high: number): string => (low === high ? `$${low}` : `$${low}–${high}`);

/** Never finer than a hundredth of a per cent. */
function share(value: number): string {
  const percent = value * 100;
  return percent < 0.01 ? 'less than 0.01 %' : `${significant(percent, 2)} %`;
}

/** An amount in the user's currency: `EUR 0.0379`. */
export function inCurrency(usdAmount: number, { code, perUsd }: DisplayCurrency): string {
  const amount = usdAmount * perUsd;
  return Number.isFinite(amount) ? `${code} ${significant(amount)}` : UNKNOWN;
}

/** An amount with its range in the user's currency: `EUR 0.0379 (0.0351–0.0402)`. */
export function rangeInCurrency(interval: Interval, { code, perUsd }: DisplayCurrency): string {
  const amount = (value: number): string => significant(value * perUsd);
  return `${code} ${amount(interval.estimate)} (${amount(interval.low)}–${amount(interval.high)})`;
}

/** Ages and origins of all prices in the advice, and the rate of the user's currency, in one line or two. */
export function priceLines({ candidates, currency }: Advice): string[] {
  const offers = candidates.flatMap((candidate) => candidate.offers);
  const stale = offers.some((offer) => offer.stale === true);
  return [
    ...(stale ? [`* ${STALE_RULE}.`] : []),
    ...(currency === null ? [] : [`1 USD = ${currency.perUsd} ${currency.code}, your rate; prices are in US dollars.`]),
  ];
}
