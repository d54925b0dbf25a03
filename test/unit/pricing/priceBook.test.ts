import { describe, expect, test } from 'vitest';
import { loadPrices } from '../../../src/core/pricing/loadPrices';
import type { Offer, PriceLayer, Purchase } from '../../../src/core/pricing/offer';
import { offerList, priceBook } from '../../../src/core/pricing/priceBook';
import { regionalSpotPrice } from '../../../src/core/pricing/spotPrice';

const offer = (layer: PriceLayer, purchase: Purchase, usdPerHour: number, region = 'us-east-1'): Offer =>
  ({ instanceType: 'g5.xlarge', purchase, region, usdPerHour, asOf: '2026-08-01', layer, source: 'test' });

describe('price book', () => {
  const book = priceBook([
    offerList([offer('user', 'on-demand', 0.8)]),
    offerList([offer('live', 'on-demand', 1.01), offer('live', 'spot', 0.42)]),
    offerList([offer('bundled', 'on-demand', 1.006), offer('bundled', 'sagemaker', 1.408), offer('bundled', 'on-demand', 1.2, 'eu-west-1')]),
  ]);

  test('the strongest layer that knows a price answers alone, per purchase option', () => {
    expect(book.offers('g5.xlarge', 'us-east-1', ['on-demand', 'spot', 'sagemaker']).map(({ layer, usdPerHour }) => [layer, usdPerHour]))
      .toEqual([['user', 0.8], ['live', 0.42], ['bundled', 1.408]]);
  });

  test('a layer that knows the type elsewhere does not answer for this region', () => {
    expect(book.offers('g5.xlarge', 'eu-west-1', ['on-demand', 'spot']).map(({ usdPerHour }) => usdPerHour)).toEqual([1.2]);
  });

  test('what nobody knows is empty, what is not asked for is left out', () => {
    expect(book.offers('g6.xlarge', 'us-east-1', ['on-demand'])).toEqual([]);
    expect(book.offers('g5.xlarge', 'us-east-1', [])).toEqual([]);
  });

  test('names of SageMaker are understood, regions are those of all layers', () => {
    expect(book.offers('ml.g5.xlarge', 'us-east-1', ['sagemaker'])).toHaveLength(1);
    expect(book.regions).toEqual(['eu-west-1', 'us-east-1']);
  });
});

describe('spot price of a region', () => {
  test.each([
    [[3], 3],
    [[0.2106, 0.202, 0.2019, 0.2017, 0.206], 0.202],
    [[0.1, 0.2], 0.15],
    [[55.04, 19.197, 18.766, 55.04, 22.9825, 17.2517], 21.08975],
    [[0.1, 0.1, 0.3333333, 0.3333333], 0.216667],
  ])('is the median of %j', (zones, median) => {
    expect(regionalSpotPrice(zones)).toBe(median);
  });

  test('is unknown without zones', () => {
    expect(regionalSpotPrice([])).toBeUndefined();
  });
});

describe('a damaged snapshot is refused by the name of its field', () => {
  const good = {
    format: 'ml-instance-advisor/prices-1', currency: 'USD', dates: ['2026-07-20'], sources: ['list'],
    prices: { 'us-east-1': { 'on-demand': { 'g5.xlarge': [1.006, 0, 0] } } }, unpriced: [],
  };
  const withPrice = (entry: unknown) => ({ ...good, prices: { 'us-east-1': { 'on-demand': { 'g5.xlarge': entry } } } });
  const at = 'prices["us-east-1"]["on-demand"]["g5.xlarge"]';

  test('the good one is read', () => {
    expect(loadPrices(good)).toMatchObject({ ok: true });
  });

  test.each([
    [null, 'the document should be an object, but is null'],
    [{ ...good, format: 'other' }, 'format should be "ml-instance-advisor/prices-1", but is "other"'],
    [{ ...good, currency: 'CNY' }, 'currency should be "USD", but is "CNY"'],
    [withPrice([0, 0, 0]), `${at}[0] should be a number above 0, but is 0`],
    [withPrice(['1', 0, 0]), `${at}[0] should be a number above 0, but is "1"`],
    [withPrice([1, 9, 0]), `${at}[1] should be an index into dates, but is 9`],
    [withPrice([1]), `${at} should be [price, date, source], but is [1]`],
    [{ ...good, prices: { 'us-east-1': { rent: {} } } }, 'prices["us-east-1"]["rent"] should be a purchase option, but is {}'],
    [{ ...good, unpriced: undefined }, 'unpriced should be a list, but is missing'],
  ])('%#: %s', (json, sentence) => {
    expect(loadPrices(json)).toMatchObject({ ok: false, failure: { code: 'damaged', message: `The price snapshot is damaged: ${sentence}.` } });
  });
});
