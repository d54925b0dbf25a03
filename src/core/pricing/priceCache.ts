/** What AWS said earlier: kept in one JSON file, and used again as long as it is fresh, or better than nothing. */

import type { Offerings } from '../catalog/offerings';
import { fail, type Result } from '../failure';
import { readJson, type JsonField } from '../jsonFields';
import { isFresh, OFFERINGS_TTL_MS, ttlMs } from './freshness';
import type { LiveOffers, RejectedPrice } from './livePrices';
import { QUOTED_PURCHASES, type Offer, type PriceSource, type Purchase, type QuotedPurchase, type ZonePrice } from './offer';
import { offerList } from './priceBook';

/** Tag of the format; another tag is another format. */
export const PRICE_CACHE_FORMAT = 'ml-instance-advisor/price-cache-1';

/** An answer that was asked for, and so has an instant. */
type CachedOffer = Omit<Offer, 'layer' | 'purchase'> & { readonly purchase: QuotedPurchase; readonly fetchedAt: string };

/** "There is no one price": as much an answer as a price, and kept so that nobody asks again at once. */
interface AbsentPrice {
  readonly instanceType: string;
  readonly region: string;
  readonly purchase: QuotedPurchase;
  readonly fetchedAt: string;
}

/** Everything that is kept. No credential, account or profile name is part of it. */
export interface PriceCache {
  readonly offers: readonly CachedOffer[];
  readonly absent: readonly AbsentPrice[];
  readonly offerings: readonly Offerings[];
}

/** Nothing kept yet. */
export const EMPTY_PRICE_CACHE: PriceCache = { offers: [], absent: [], offerings: [] };

/** What has not been asked for again for so long is forgotten. */
const FORGET_AFTER_MS = 60 * 86_400_000;

/** The cache in the text of its file; a damaged one fails with its first bad field, and is best replaced by the next answer. */
export function parsePriceCache(text: string): Result<PriceCache> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('damaged', 'The price cache is not JSON.', 'Refresh the prices.');
  }
  return readJson(json, 'The price cache', 'Refresh the prices.', (root) => {
    root.field('format').oneOf([PRICE_CACHE_FORMAT]);
    return {
      offers: root.field('offers').items().map(readOffer),
      absent: root.field('absent').items().map(readKey),
      offerings: root.field('offerings').items().map((field) => ({
        region: field.field('region').text(),
        asOf: date(field.field('asOf')),
        fetchedAt: instant(field.field('fetchedAt')),
        instanceTypes: field.field('instanceTypes').items().map((type) => type.text()),
      })),
    };
  });
}

/** The text of the file, one answer a line. */
export function priceCacheText({ offers, absent, offerings }: PriceCache): string {
  const lines = (name: string, list: readonly unknown[]): string => `"${name}":[${list.map((item) => `\n  ${JSON.stringify(item)}`).join(',')}]`;
  return `{"format":"${PRICE_CACHE_FORMAT}",\n${lines('offers', offers)},\n${lines('absent', absent)},\n${lines('offerings', offerings)}}\n`;
}

function readOffer(field: JsonField): CachedOffer {
  const zones = field.optional('zones')?.items().map((zone): ZonePrice => ({
    zone: zone.field('zone').text(),
    usdPerHour: zone.field('usdPerHour').positive(),
    lowUsdPerHour: zone.field('lowUsdPerHour').positive(),
    highUsdPerHour: zone.field('highUsdPerHour').positive(),
  }));
  return {
    ...readKey(field),
    usdPerHour: field.field('usdPerHour').positive(),
    asOf: date(field.field('asOf')),
    source: field.field('source').text(),
    ...(zones === undefined ? {} : { zones }),
  };
}

function readKey(field: JsonField): AbsentPrice {
  return {
    instanceType: field.field('instanceType').text(),
    region: field.field('region').text(),
    purchase: field.field('purchase').oneOf(QUOTED_PURCHASES),
    fetchedAt: instant(field.field('fetchedAt')),
  };
}

function date(field: JsonField): string {
  const text = field.text();
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : field.refuse('an ISO date');
}

function instant(field: JsonField): string {
  const text = field.text();
  return Number.isNaN(Date.parse(text)) ? field.refuse('an ISO time') : text;
}

const key = ({ instanceType, region, purchase }: { instanceType: string; region: string; purchase: string }): string => `${purchase} ${region} ${instanceType}`;

/** The cache with an answer for the region in it; what it replaces and what is very old is dropped. Failures change nothing. */
export function withAnswer(cache: PriceCache, region: string, { offers, rejected, offerings }: Pick<LiveOffers, 'offers' | 'rejected' | 'offerings'>, nowMs: number): PriceCache {
  const newOffers = offers.flatMap(({ instanceType, purchase, usdPerHour, asOf, source, fetchedAt, zones }): CachedOffer[] => {
    const quoted = QUOTED_PURCHASES.find((name) => name === purchase);
    if (quoted === undefined || fetchedAt === undefined) return [];
    return [{ instanceType, region, purchase: quoted, usdPerHour, asOf, source, fetchedAt, ...(zones === undefined ? {} : { zones }) }];
  });
  const newAbsent = rejected.flatMap(({ instanceType, purchase, answeredAt }: RejectedPrice): AbsentPrice[] =>
    (answeredAt === undefined ? [] : [{ instanceType, region, purchase, fetchedAt: answeredAt }]));
  const answered = new Set([...newOffers, ...newAbsent].map(key));
  const remembered = (entry: { fetchedAt: string }): boolean => isFresh(entry.fetchedAt, FORGET_AFTER_MS, nowMs);
  const kept = <T extends AbsentPrice>(entries: readonly T[]): T[] => entries.filter((entry) => !answered.has(key(entry)) && remembered(entry));
  return {
    offers: [...kept(cache.offers), ...newOffers],
    absent: [...kept(cache.absent), ...newAbsent],
    offerings: offerings === undefined ? cache.offerings : [...cache.offerings.filter((entry) => entry.region !== offerings.region && remembered(entry)), offerings],
  };
}

/** Two caches as one: of each answer the later. For when another window has written since. */
export function mergedCaches(mine: PriceCache, theirs: PriceCache): PriceCache {
  const later = <T extends { fetchedAt: string }>(keyOf: (entry: T) => string, ...lists: (readonly T[])[]): Map<string, T> => {
    const latest = new Map<string, T>();
    for (const entry of lists.flat()) {
      const known = latest.get(keyOf(entry));
      if (known === undefined || Date.parse(known.fetchedAt) <= Date.parse(entry.fetchedAt)) latest.set(keyOf(entry), entry);
    }
    return latest;
  };
  const answers = later<CachedOffer | AbsentPrice>(key, theirs.offers, theirs.absent, mine.offers, mine.absent);
  const all = [...answers.values()];
  return {
    offers: all.filter((entry): entry is CachedOffer => 'usdPerHour' in entry),
    absent: all.filter((entry) => !('usdPerHour' in entry)),
    offerings: [...later<Offerings>(({ region }) => region, theirs.offerings, mine.offerings).values()],
  };
}

/** Which prices of the region were answered so lately that asking again is of no use. */
export function freshAnswers(cache: PriceCache, region: string, nowMs: number): (instanceType: string, purchase: QuotedPurchase) => boolean {
  const fresh = new Set([...cache.offers, ...cache.absent].filter((entry) => isFresh(entry.fetchedAt, ttlMs(entry.purchase), nowMs)).map(key));
  return (instanceType, purchase) => fresh.has(key({ instanceType, region, purchase }));
}

/** Whether the offerings of the region were asked for lately. */
export function hasFreshOfferings(cache: PriceCache, region: string, nowMs: number): boolean {
  return cache.offerings.some((entry) => entry.region === region && isFresh(entry.fetchedAt, OFFERINGS_TTL_MS, nowMs));
}

/**
 * The cache as a layer: `live` what was asked for since `sinceMs` and is still fresh, else `cached`. What is no longer fresh
 * and older than the price below it (a newer release brings newer prices) is left out.
 */
export function cachedPrices(cache: PriceCache, below: PriceSource, { sinceMs, nowMs }: { sinceMs: number; nowMs: number }): PriceSource {
  return offerList(cache.offers.flatMap((entry): Offer[] => {
    const fresh = isFresh(entry.fetchedAt, ttlMs(entry.purchase), nowMs);
    const purchase: Purchase = entry.purchase;
    const [lower] = below.offers(entry.instanceType, entry.region, [purchase]);
    if (!fresh && lower !== undefined && lower.asOf > entry.asOf) return [];
    return [{ ...entry, layer: fresh && Date.parse(entry.fetchedAt) >= sinceMs ? 'live' : 'cached' }];
  }));
}
