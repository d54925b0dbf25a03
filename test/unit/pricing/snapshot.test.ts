import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { PURCHASES, type Purchase } from '../../../src/core/pricing/offer';
import { buildSnapshot, type Snapshot } from '../../../tools/catalog/snapshot';
import { describeShared, SHARED } from '../shared';
import { bundledCatalog, bundledPrices, dataText } from './bundled';

const catalog = bundledCatalog();
const prices = bundledPrices();
const priceOf = (type: string, region: string, purchase: Purchase) =>
  prices.offers(type, region, [purchase]).map(({ usdPerHour, asOf }) => [usdPerHour, asOf]);

describe('bundled prices', () => {
  // Figures from the README of the tables and the AWS price list, not from the snapshot.
  test.each<[string, string, Purchase, number, string]>([
    ['g4dn.xlarge', 'us-east-1', 'on-demand', 0.526, '2026-07-20'],
    ['g5.xlarge', 'us-east-1', 'on-demand', 1.006, '2026-07-20'],
    ['p4d.24xlarge', 'us-east-1', 'on-demand', 21.957642, '2026-07-20'],
    ['p5.48xlarge', 'us-east-1', 'on-demand', 55.04, '2026-07-20'],
    ['p2.xlarge', 'us-east-1', 'on-demand', 0.9, '2026-07-20'],
    ['g3s.xlarge', 'us-east-1', 'on-demand', 0.75, '2026-07-20'],
    ['p3.2xlarge', 'us-east-1', 'on-demand', 3.06, '2026-07-20'],
    ['g5.xlarge', 'us-west-2', 'sagemaker', 1.408, '2026'],
    ['ml.g5.xlarge', 'us-west-2', 'sagemaker', 1.408, '2026'],
    ['ml.p4d.24xlarge', 'us-east-1', 'sagemaker', 25.251, '2026-07-27'],
    // Zones of 2026: 0.2017, 0.2019, 0.2020, 0.2060, 0.2106; the price of 2023 (0.1578) is not among them.
    ['g4dn.xlarge', 'us-east-1', 'spot', 0.202, '2026-01'],
    // Six zones, two without spare capacity at the on-demand price: (19.197 + 22.9825) / 2.
    ['p5.48xlarge', 'us-east-1', 'spot', 21.08975, '2026-01'],
  ])('%s in %s, %s', (type, region, purchase, usdPerHour, asOf) => {
    expect(priceOf(type, region, purchase)).toEqual([[usdPerHour, asOf]]);
  });

  test('a SageMaker price holds only in the region that a price list named', () => {
    expect(priceOf('g5.xlarge', 'us-east-1', 'sagemaker')).toEqual([]);
  });

  test('prices from before the cut of June 2025 are not among them', () => {
    const all = catalog.instanceTypes.flatMap(({ name }) => prices.offers(name, 'us-east-1', PURCHASES)).map((offer) => offer.usdPerHour);
    for (const stale of [32.7726, 40.96575, 98.32, 84.8, 37.688]) expect(all).not.toContain(stale);
  });

  test('every offer has a price above 0, a date, a source and a catalogued type', () => {
    const raw = JSON.parse(dataText('prices.json')) as { prices: Record<string, Record<string, Record<string, unknown[]>>> };
    let count = 0;
    for (const [region, byPurchase] of Object.entries(raw.prices)) {
      for (const [purchase, byType] of Object.entries(byPurchase)) {
        for (const [type, entry] of Object.entries(byType)) {
          expect(catalog.find(type), type).toBeDefined();
          const [offer] = prices.offers(type, region, [purchase as Purchase]);
          expect(offer, `${type} ${region} ${purchase}`).toMatchObject({ usdPerHour: entry[0], layer: 'bundled', region });
          expect(offer?.usdPerHour).toBeGreaterThan(0);
          expect(offer?.asOf).toMatch(/^20\d\d(-\d\d){0,2}$/);
          expect(offer?.source).not.toBe('');
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(2800);
  });

  test('a launchable type has an on-demand price, or a reason why not, never both', () => {
    for (const { name, launchableIn } of catalog.instanceTypes) {
      for (const region of launchableIn) {
        const priced = prices.offers(name, region, ['on-demand']).length === 1;
        expect([name, region, priced, prices.whyUnpriced(name, region) !== undefined]).toEqual([name, region, priced, !priced]);
      }
    }
    expect(prices.whyUnpriced('p5e.48xlarge', 'us-west-2')).toBe('AWS sells this type as Capacity Blocks only, which have no hourly list price.');
  });

  test('every type that can be launched in us-east-1 has a price there', () => {
    const unpriced = catalog.instanceTypes.filter(({ name, launchableIn }) => launchableIn.includes('us-east-1') && priceOf(name, 'us-east-1', 'on-demand').length === 0);
    expect(unpriced).toEqual([]);
  });
});

describeShared('the snapshot', () => {
  let snapshot: Snapshot;
  beforeAll(() => {
    snapshot = buildSnapshot(`${SHARED}/data`);
  });

  test('comes out of the tables byte for byte', () => {
    expect(snapshot.catalogText === dataText('catalog.json')).toBe(true);
    expect(snapshot.pricesText === dataText('prices.json')).toBe(true);
  });

  test('has the interruption band of every row of the advisor whose type is catalogued', () => {
    const rows = readFileSync(`${SHARED}/data/aws/spot-advisor.csv`, 'utf8').trim().split('\n').slice(1).map((line) => line.trim().split(','));
    let count = 0;
    for (const [type = '', region = '', , band, asOf] of rows) {
      if (catalog.find(type) === undefined) continue;
      count++;
      expect([type, region, prices.interruption?.(type, region)]).toMatchObject([type, region, { band, asOf }]);
    }
    expect(count).toBeGreaterThan(3000);
  });

  test('says of every row of the price tables that it left out why', () => {
    const reasons = new Map<string, number>();
    for (const { reason } of snapshot.rejected) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    expect(reasons.get('component Hosting is not Training')).toBe(47);
    expect(reasons.get('a newer price takes its place')).toBe(10 + 7);
  });
});
