import { describe, expect, test } from 'vitest';
import { newestQuotes, quoteOf, type Quote, type QuoteFormat } from '../../../tools/catalog/quotes';
import type { Row } from '../../../tools/dataset/table';

const FORMAT: QuoteFormat = { purchase: 'on-demand', typeColumn: 'type', priceColumn: 'usd', sourceName: (source) => (source === 'list' ? 'A list' : undefined) };
const KNOWN = new Set(['g5.xlarge']);

function row(cells: Record<string, string>): Row {
  const all: Record<string, string> = { type: 'g5.xlarge', usd: '1.006', region: 'us-east-1', asOf: '2026-07-20', source: 'list', ...cells };
  return { place: 'prices.csv line 2', cell: (column) => all[column] ?? '' };
}

function quote(changes: Partial<Quote>): Quote {
  return { place: 'line', instanceType: 'g5.xlarge', region: 'us-east-1', purchase: 'on-demand', usdPerHour: 1, asOf: '2026-07-20', source: 'A list', zone: '', ...changes };
}

describe('a row of a price table', () => {
  test('is taken with all its digits', () => {
    expect(quoteOf(row({ usd: '21.957642' }), FORMAT, KNOWN)).toMatchObject({ instanceType: 'g5.xlarge', usdPerHour: 21.957642, asOf: '2026-07-20', source: 'A list' });
  });

  test.each([
    [{ usd: '0.0000000000' }, 'the price is "0.0000000000", not a number above 0'],
    [{ usd: '' }, 'the price is "", not a number above 0'],
    [{ usd: 'N/A' }, 'the price is "N/A", not a number above 0'],
    [{ usd: '-1' }, 'the price is "-1", not a number above 0'],
    [{ asOf: '' }, 'the date "" cannot be read'],
    [{ source: 'hearsay' }, 'the source "hearsay" is not described in tools/catalog/buildPrices.ts'],
    [{ type: 'g99.xlarge' }, 'instances.csv does not have the type'],
    [{ region: '' }, 'the region is missing'],
  ])('is rejected with its reason: %j', (cells, reason) => {
    expect(quoteOf(row(cells), FORMAT, KNOWN)).toBe(reason);
  });

  test('with a span of months counts as the earlier', () => {
    expect(quoteOf(row({ asOf: '2026-01/2026-02 (inferred)' }), FORMAT, KNOWN)).toMatchObject({ asOf: '2026-01' });
  });
});

describe('of several rows for one price', () => {
  test('the newest counts', () => {
    const { kept, rejected } = newestQuotes([quote({ usdPerHour: 98.32, asOf: '2024' }), quote({ usdPerHour: 55.04, asOf: '2026-07-20' })]);
    expect([...kept.values()].flat().map((one) => one.usdPerHour)).toEqual([55.04]);
    expect(rejected.map(({ reason }) => reason)).toEqual(['a newer price takes its place']);
  });

  test('equal ones are one, different ones of a date are none', () => {
    expect([...newestQuotes([quote({}), quote({})]).kept.values()].flat()).toHaveLength(1);
    const { kept, rejected } = newestQuotes([quote({}), quote({ usdPerHour: 2 })]);
    expect(kept.size).toBe(0);
    expect(rejected).toHaveLength(2);
  });

  test('zones stand beside each other', () => {
    expect([...newestQuotes([quote({ zone: 'use1-az1' }), quote({ zone: 'use1-az2', usdPerHour: 2 })]).kept.values()].flat()).toHaveLength(2);
  });
});
