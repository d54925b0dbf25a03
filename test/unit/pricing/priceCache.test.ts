import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Offer } from '../../../src/core/pricing/offer';
import { offerList } from '../../../src/core/pricing/priceBook';
import { cachedPrices, EMPTY_PRICE_CACHE, freshAnswers, mergedCaches, parsePriceCache, priceCacheText, withAnswer, type PriceCache } from '../../../src/core/pricing/priceCache';
import { iamPolicy } from '../../../src/core/pricing/iamPolicy';
import { repoRoot } from '../../../tools/paths';
import { valueOf } from './bundled';

const NOW = Date.parse('2026-09-10T12:00:00Z');
const ago = (ms: number): string => new Date(NOW - ms).toISOString();
const HOUR = 3_600_000;
const live = (instanceType: string, usdPerHour: number, fetchedAt: string, rest: Partial<Offer> = {}): Offer =>
  ({ instanceType, purchase: 'on-demand', region: 'us-east-1', usdPerHour, asOf: fetchedAt.slice(0, 10), layer: 'live', source: 'AWS Price List', fetchedAt, ...rest });
const cacheOf = (...offers: Offer[]): PriceCache => withAnswer(EMPTY_PRICE_CACHE, 'us-east-1', { offers, rejected: [] }, NOW);
const below = offerList([live('g5.xlarge', 1, ago(0), { layer: 'bundled', asOf: '2026-08-01' })]);
const layerOf = (cache: PriceCache, sinceMs = NOW - 1000) => cachedPrices(cache, below, { sinceMs, nowMs: NOW }).offers('g5.xlarge', 'us-east-1', ['on-demand']).map(({ layer, usdPerHour }) => [layer, usdPerHour]);

describe('the cache', () => {
  test('comes back from its text as it was', () => {
    const zones = [{ zone: 'us-east-1a', usdPerHour: 0.4, lowUsdPerHour: 0.38, highUsdPerHour: 0.44 }];
    const cache = withAnswer(cacheOf(live('g5.xlarge', 1.1, ago(0)), live('g5.xlarge', 0.4, ago(0), { purchase: 'spot', zones })), 'us-east-1', {
      offers: [], rejected: [{ instanceType: 'p5e.48xlarge', purchase: 'on-demand', reason: 'none', answeredAt: ago(0) }, { instanceType: 'g6.xlarge', purchase: 'on-demand', reason: 'late' }],
      offerings: { region: 'us-east-1', instanceTypes: ['g5.xlarge'], asOf: '2026-09-10', fetchedAt: ago(0) },
    }, NOW);
    expect(valueOf(parsePriceCache(priceCacheText(cache)))).toEqual(cache);
    expect(cache.absent.map(({ instanceType }) => instanceType)).toEqual(['p5e.48xlarge']); // a failure is no answer
  });

  test('what was asked for in this session is live, earlier is cached, and what is out of its time serves until a newer price lies below', () => {
    expect(layerOf(cacheOf(live('g5.xlarge', 1.1, ago(0))))).toEqual([['live', 1.1]]);
    expect(layerOf(cacheOf(live('g5.xlarge', 1.1, ago(HOUR))))).toEqual([['cached', 1.1]]);
    expect(layerOf(cacheOf(live('g5.xlarge', 1.1, ago(10 * 24 * HOUR))), 0)).toEqual([['cached', 1.1]]); // of 2026-08-31, bundled 2026-08-01
    expect(layerOf(cacheOf(live('g5.xlarge', 1.1, ago(50 * 24 * HOUR))))).toEqual([]); // of 2026-07-22
  });

  test('a new answer takes the place of the old, and what is very old is forgotten', () => {
    const cache = cacheOf(live('g5.xlarge', 1.1, ago(HOUR)), live('g6.xlarge', 0.8, ago(61 * 24 * HOUR)));
    const next = withAnswer(cache, 'us-east-1', { offers: [], rejected: [{ instanceType: 'g5.xlarge', purchase: 'on-demand', reason: 'two prices', answeredAt: ago(0) }] }, NOW);
    expect(next.offers).toEqual([]);
    expect(freshAnswers(next, 'us-east-1', NOW)('g5.xlarge', 'on-demand')).toBe(true);
    expect(freshAnswers(next, 'eu-west-1', NOW)('g5.xlarge', 'on-demand')).toBe(false);
  });

  test('of two windows the later answer to each question counts', () => {
    const mine = cacheOf(live('g5.xlarge', 1.1, ago(HOUR)), live('g6.xlarge', 0.8, ago(0)));
    const theirs = cacheOf(live('g5.xlarge', 1.2, ago(0)), live('g6.xlarge', 0.7, ago(HOUR)));
    expect(mergedCaches(mine, theirs).offers.map(({ instanceType, usdPerHour }) => [instanceType, usdPerHour])).toEqual([['g5.xlarge', 1.2], ['g6.xlarge', 0.8]]);
  });

  test.each([
    ['', 'The price cache is not JSON.'],
    ['{"format":"ml-instance-advisor/price-cache-1","offers":[', 'The price cache is not JSON.'],
    ['{"format":"other"}', 'The price cache is damaged: format should be "ml-instance-advisor/price-cache-1", but is "other".'],
    [priceCacheText(cacheOf(live('g5.xlarge', 1, ago(0)))).replace('"usdPerHour":1,', '"usdPerHour":0,'), 'The price cache is damaged: offers[0].usdPerHour should be a number above 0, but is 0.'],
    [priceCacheText(cacheOf(live('g5.xlarge', 1, ago(0)))).replace(/"asOf":"[^"]*"/, '"asOf":"now"'), 'The price cache is damaged: offers[0].asOf should be an ISO date, but is "now".'],
  ])('a damaged one is refused: %#', (text, sentence) => {
    expect(parsePriceCache(text)).toMatchObject({ ok: false, failure: { message: sentence } });
  });
});

test('the IAM policy allows the three calls that are made and nothing else', () => {
  expect(JSON.parse(iamPolicy())).toEqual({
    Version: '2012-10-17',
    Statement: [{ Sid: 'ReadPricesForMlInstanceAdvisor', Effect: 'Allow', Resource: '*', Action: ['pricing:GetProducts', 'ec2:DescribeSpotPriceHistory', 'ec2:DescribeInstanceTypeOfferings'] }],
  });
});

test('the README shows the same policy', () => {
  expect(readFileSync(join(repoRoot, 'README.md'), 'utf8')).toContain(`\`\`\`json\n${iamPolicy()}\`\`\``);
});
