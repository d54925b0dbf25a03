/** Prices as the tables quote them, and the choice of one per type, region and purchase option. */

import type { QuotedPurchase } from '../../src/core/pricing/offer';
import type { Row } from '../dataset/table';
import { grouped, positive, type Rejection } from './tables';

/** One quoted price with everything that has to be known to trust it. */
export interface Quote {
  readonly place: string;
  readonly instanceType: string;
  readonly region: string;
  readonly purchase: QuotedPurchase;
  readonly usdPerHour: number;
  /** ISO date, year-month or year. */
  readonly asOf: string;
  readonly source: string;
  /** Availability zone of a spot price; '' when the price is that of the region. */
  readonly zone: string;
}

/** Which columns of a table hold what, and how its sources are called in the product. */
export interface QuoteFormat {
  readonly purchase: QuotedPurchase;
  readonly typeColumn: string;
  readonly priceColumn: string;
  readonly zoneColumn?: string;
  /** The text that users see; undefined for a source that nobody has described. */
  readonly sourceName: (source: string) => string | undefined;
}

/** The quote in a row, or in words why there is none. Prices are taken with all their digits. */
export function quoteOf(row: Row, format: QuoteFormat, knownTypes: ReadonlySet<string>): Quote | string {
  const instanceType = row.cell(format.typeColumn).replace(/^ml\./, '');
  const usdPerHour = positive(row, format.priceColumn);
  const asOf = isoDate(row.cell('asOf'));
  const source = format.sourceName(row.cell('source'));
  if (!knownTypes.has(instanceType)) return 'instances.csv does not have the type';
  if (usdPerHour === undefined) return `the price is "${row.cell(format.priceColumn)}", not a number above 0`;
  if (asOf === undefined) return `the date "${row.cell('asOf')}" cannot be read`;
  if (source === undefined) return `the source "${row.cell('source')}" is not described in tools/catalog/buildPrices.ts`;
  if (row.cell('region') === '') return 'the region is missing';
  const zone = format.zoneColumn === undefined ? '' : row.cell(format.zoneColumn);
  return { place: row.place, instanceType, region: row.cell('region'), purchase: format.purchase, usdPerHour, asOf, source, zone };
}

/** The date at the start of the cell; of a span (`2026-01/2026-02`) the earlier end, so that no price looks younger than it is. */
function isoDate(text: string): string | undefined {
  return /^(\d{4}(?:-\d{2}){0,2})(?:$|\/)/.exec(text)?.[1];
}

/** What a price is for. */
function quoteKey({ instanceType, region, purchase }: Quote): string {
  return [purchase, region, instanceType].join(' ');
}

/**
 * Keeps the newest quotes of each key. A full date counts as newer than the month it lies in. Quotes of one date and zone
 * that differ are ambiguous, and none of them is kept.
 */
export function newestQuotes(quotes: readonly Quote[]): { kept: Map<string, Quote[]>; rejected: Rejection[] } {
  const kept = new Map<string, Quote[]>();
  const rejected: Rejection[] = [];
  for (const [key, group] of grouped(quotes, quoteKey)) {
    const newest = group.map((quote) => quote.asOf).sort().at(-1);
    const current = group.filter((quote) => quote.asOf === newest);
    rejected.push(...group.filter((quote) => quote.asOf !== newest).map((quote) => rejection(quote, 'a newer price takes its place')));
    const zones = new Map(current.map((quote) => [quote.zone, quote]));
    const ambiguous = current.filter((quote) => zones.get(quote.zone)?.usdPerHour !== quote.usdPerHour);
    if (ambiguous.length > 0) rejected.push(...current.map((quote) => rejection(quote, 'ambiguous: another row of the same date has another price')));
    else kept.set(key, [...zones.values()]);
  }
  return { kept, rejected };
}

function rejection(quote: Quote, reason: string): Rejection {
  return { place: quote.place, what: `${quote.instanceType} in ${quote.region}`, reason };
}
