import { describe, expect, test } from 'vitest';
import { quotedBehind, withDerivedOffers } from '../../../src/core/pricing/derivedOffers';
import { isFresh, isStale } from '../../../src/core/pricing/freshness';
import type { Offer, OfferKind } from '../../../src/core/pricing/offer';
import { offerList } from '../../../src/core/pricing/priceBook';
import { parseCurrency } from '../../../src/core/pricing/currency';

const offer = (purchase: OfferKind, usdPerHour: number, rest: Partial<Offer> = {}): Offer =>
  ({ instanceType: 'g5.xlarge', purchase, region: 'us-east-1', usdPerHour, asOf: '2026-08-01', layer: 'bundled', source: 'a list', ...rest });

describe('reckoned purchase options', () => {
  const prices = withDerivedOffers(offerList([
    offer('on-demand', 1, { layer: 'live', fetchedAt: '2026-08-05T10:00:00.000Z', asOf: '2026-08-05' }), offer('spot', 0.4), offer('sagemaker', 1.4, { asOf: '2026-07-27' }),
  ]), { discountPercent: 28 });
  const only = (purchase: 'savings-plan' | 'sagemaker-spot', source = prices) => source.offers('g5.xlarge', 'us-east-1', [purchase]);

  test('a savings plan is the on-demand price less the discount, with the list price beside it', () => {
    expect(only('savings-plan')).toMatchObject([{ purchase: 'savings-plan', usdPerHour: 0.72, listUsdPerHour: 1, layer: 'live', asOf: '2026-08-05', source: 'your discount of 28 % on the on-demand price; a list' }]);
    expect(only('savings-plan', withDerivedOffers(offerList([offer('on-demand', 1)]), {}))).toEqual([]);
  });

  test('managed spot is the training rate times spot over on-demand: 1.4 x 0.4 / 1 = 0.56, named as an assumption, as old as its oldest part', () => {
    const [managed] = only('sagemaker-spot');
    expect(managed).toMatchObject({ purchase: 'sagemaker-spot', usdPerHour: 0.56, asOf: '2026-07-27', layer: 'bundled' });
    expect(managed?.assumption).toBe('Managed spot training is assumed to save what EC2 spot saves on EC2 on-demand: AWS publishes no rate for it.');
    expect(managed?.source).toBe('assumption: SageMaker training $1.4 (2026-07-27) × EC2 spot $0.4 (2026-08-01) / on-demand $1 (2026-08-05)');
    expect(managed?.fetchedAt).toBeUndefined();
  });

  test('spot above on-demand saves nothing, and a missing part gives no price', () => {
    expect(only('sagemaker-spot', withDerivedOffers(offerList([offer('on-demand', 1), offer('spot', 1.2), offer('sagemaker', 1.4)]), {}))[0]?.usdPerHour).toBe(1.4);
    expect(only('sagemaker-spot', withDerivedOffers(offerList([offer('on-demand', 1), offer('sagemaker', 1.4)]), {}))).toEqual([]);
  });

  test('what the source itself has stands', () => {
    expect(only('savings-plan', withDerivedOffers(offerList([offer('on-demand', 1), offer('savings-plan', 0.6, { layer: 'user' })]), { discountPercent: 10 }))[0]?.usdPerHour).toBe(0.6);
  });

  test('only quoted prices are asked for', () => {
    expect(quotedBehind(['savings-plan', 'on-demand'])).toEqual(['on-demand']);
    expect(quotedBehind(['spot', 'sagemaker-spot'])).toEqual(['spot', 'sagemaker', 'on-demand']);
  });
});

describe('age', () => {
  const at = (text: string) => Date.parse(text);

  test.each<[string, Offer, string, boolean]>([
    ['a list price of its last day', offer('on-demand', 1, { asOf: '2026-08-01' }), '2026-08-08T23:59:00Z', false],
    ['a list price of more than seven days', offer('on-demand', 1, { asOf: '2026-08-01' }), '2026-08-09T00:01:00Z', true],
    ['a month counts from its beginning', offer('on-demand', 1, { asOf: '2026-08' }), '2026-08-09T00:00:00Z', true],
    ['spot within the hour', offer('spot', 1, { fetchedAt: '2026-08-01T10:00:00.000Z' }), '2026-08-01T10:59:00Z', false],
    ['spot after the hour', offer('spot', 1, { fetchedAt: '2026-08-01T10:00:00.000Z' }), '2026-08-01T11:01:00Z', true],
    ['managed spot varies as spot does', offer('sagemaker-spot', 1, { fetchedAt: '2026-08-01T10:00:00.000Z' }), '2026-08-01T11:01:00Z', true],
    ['asked for in the future: the clock was set back', offer('on-demand', 1, { fetchedAt: '2026-08-03T10:00:00.000Z' }), '2026-08-01T10:00:00Z', true],
    ['the user\'s price, however old', offer('on-demand', 1, { layer: 'user', asOf: '2020-01-01' }), '2026-08-01T10:00:00Z', false],
    ['the user\'s price on its last day', offer('on-demand', 1, { layer: 'user', validUntil: '2026-08-01' }), '2026-08-01T23:00:00Z', false],
    ['the user\'s price after its last day', offer('on-demand', 1, { layer: 'user', validUntil: '2026-08-01' }), '2026-08-02T00:00:00Z', true],
  ])('%s', (_name, price, now, stale) => {
    expect(isStale(price, at(now))).toBe(stale);
  });

  test('an instant that is none is never fresh', () => {
    expect(isFresh('yesterday', 1e12, at('2026-08-01'))).toBe(false);
  });
});

describe('currency', () => {
  test.each([['EUR=0.92', { code: 'EUR', perUsd: 0.92 }], [' KRW = 1385 ', { code: 'KRW', perUsd: 1385 }]])('%s', (text, value) => {
    expect(parseCurrency(text)).toEqual({ ok: true, value });
  });

  test.each(['', 'EUR', 'EUR=0', 'EUR=-1', 'EUR=1e3', 'eur=0.9', 'USD=1', 'EURO=1', 'EUR=0,92', '=1'])('%j is refused in one sentence', (text) => {
    const parsed = parseCurrency(text);
    expect(parsed.ok ? '' : parsed.failure.message).toMatch(/^The currency must be a code and what one US dollar is in it, such as EUR=0\.92, not ".*"\.$/);
  });
});
