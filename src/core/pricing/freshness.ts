/** How long a price may be used without asking again, and when it has to be marked as stale. */

import type { Offer, OfferKind, QuotedPurchase } from './offer';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** List prices change on announcement, spot prices many times a day. */
const TTL_MS: Readonly<Record<QuotedPurchase, number>> = {
  'on-demand': 7 * DAY_MS, sagemaker: 7 * DAY_MS, 'sagemaker-hosting': 7 * DAY_MS, spot: HOUR_MS,
};

/** Clocks that are kept right are set back by less than this. */
const CLOCK_STEP_MS = 60_000;

/** Which regions offer which types changes as seldom as list prices. */
export const OFFERINGS_TTL_MS = 7 * DAY_MS;

/** How long an answer of AWS about the purchase option may be used, milliseconds; that of what a reckoned price varies with most. */
export function ttlMs(purchase: OfferKind): number {
  switch (purchase) {
    case 'savings-plan':
    case 'own':
      return TTL_MS['on-demand'];
    case 'sagemaker-spot':
      return TTL_MS.spot;
    default:
      return TTL_MS[purchase];
  }
}

/** Whether something asked for at the ISO instant is younger than `ttl` milliseconds. An instant in the future is not: the clock was set back. */
export function isFresh(fetchedAt: string, ttl: number, nowMs: number): boolean {
  const ageMs = nowMs - Date.parse(fetchedAt);
  return ageMs >= -CLOCK_STEP_MS && ageMs < ttl;
}

/** Whether the price is older than its kind may be. A price of the user's file holds until the user says otherwise. */
export function isStale(offer: Offer, nowMs: number): boolean {
  if (offer.layer === 'user') return offer.validUntil !== undefined && nowMs >= Date.parse(offer.validUntil) + DAY_MS;
  if (offer.fetchedAt !== undefined) return !isFresh(offer.fetchedAt, ttlMs(offer.purchase), nowMs);
  // A date counts to its end, as the hour is not known; a month or a year counts from its beginning, so that no price looks younger than it is.
  const seenMs = Date.parse(offer.asOf) + (offer.asOf.length === 'YYYY-MM-DD'.length ? DAY_MS : 0);
  return nowMs - seenMs >= ttlMs(offer.purchase);
}
