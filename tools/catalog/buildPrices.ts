/** ondemand.csv, spot.csv and sagemaker.csv in, media/data/prices.json out. */

import { join } from 'node:path';
import { PRICES_FORMAT } from '../../src/core/pricing/loadPrices';
import { QUOTED_PURCHASES, type QuotedPurchase } from '../../src/core/pricing/offer';
import { regionalSpotPrice } from '../../src/core/pricing/spotPrice';
import type { CatalogDocument } from './buildCatalog';
import { buildInterruptions, type InterruptionsDocument } from './buildInterruptions';
import { newestQuotes, quoteOf, type Quote, type QuoteFormat } from './quotes';
import { readTable, type Row } from '../dataset/table';
import { type Rejection } from './tables';

/** `[US dollars per hour, index of the date, index of the source]`. */
type PriceEntry = readonly [number, number, number];

/** The document that `loadPrices` reads. */
export interface PricesDocument {
  readonly format: typeof PRICES_FORMAT;
  readonly currency: 'USD';
  readonly dates: readonly string[];
  readonly sources: readonly string[];
  readonly prices: Readonly<Record<string, Partial<Record<QuotedPurchase, Readonly<Record<string, PriceEntry>>>>>>;
  /** Types that can be launched in a region, yet have no on-demand price here. */
  readonly unpriced: readonly { readonly reason: string; readonly instanceTypes: Readonly<Record<string, readonly string[]>> }[];
  readonly interruption: InterruptionsDocument;
}

/** A price of the document. */
export type PlainQuote = Pick<Quote, 'instanceType' | 'region' | 'purchase' | 'usdPerHour' | 'asOf' | 'source'>;

/** The prices of a document, as it was built from them. */
export function quotesOf({ prices, dates, sources }: PricesDocument): PlainQuote[] {
  return Object.entries(prices).flatMap(([region, byPurchase]) => QUOTED_PURCHASES.flatMap((purchase) =>
    Object.entries(byPurchase[purchase] ?? {}).map(([instanceType, [usdPerHour, date, source]]) =>
      ({ instanceType, region, purchase, usdPerHour, asOf: dates[date] ?? '', source: sources[source] ?? '' }))));
}

/** What users see as the source of a price, by the name that the tables give it; NOTICE lists the same sources. */
const SOURCES: Readonly<Record<string, string>> = {
  karpenter: 'AWS Price List, as generated for Karpenter (6fc13b523)',
  'tsaol(vantage)': 'instances.vantage.sh, as collected by tsaol/aws-gpu (77fcd9fe)',
  'libcloud-filtered': 'Apache Libcloud price table (a5ee9ef02), filtered; low confidence',
  'skypilot-catalog v9 3e9a1751': 'SkyPilot catalog v9 (3e9a1751), median of the availability zones; month inferred, 2026-01 or 2026-02',
  'LeanerCloud ef5638a': 'LeanerCloud ec2-instances-info (ef5638a), region as a whole',
};

const ON_DEMAND: QuoteFormat = {
  purchase: 'on-demand', typeColumn: 'instanceType', priceColumn: 'usdPerHourLinuxOnDemand', sourceName: (source) => SOURCES[source],
};
const SPOT: QuoteFormat = {
  purchase: 'spot', typeColumn: 'instanceType', priceColumn: 'usdPerHourLinuxSpot', zoneColumn: 'availabilityZoneId', sourceName: (source) => SOURCES[source],
};
const sageMaker = (purchase: QuotedPurchase, component: string): QuoteFormat => ({
  purchase, typeColumn: 'instanceName', priceColumn: 'usdPerHour',
  sourceName: (source) => {
    const file = /^public-file-(\d+)\b/.exec(source)?.[1];
    return file === undefined ? undefined : `SageMaker price list (${component}), quoted in public file ${file}`;
  },
});

/** The prices of all regions in the tables. Retired types keep theirs: the catalog marks them. */
export function buildPrices(awsDirectory: string, catalog: CatalogDocument): { document: PricesDocument; rejected: Rejection[] } {
  const knownTypes = new Set(catalog.instanceTypes.map((type) => type.name));
  const rejected: Rejection[] = [];
  const quotes: Quote[] = [];
  const take = (file: string, format: QuoteFormat, columns: readonly string[] = [], unfit: (row: Row) => string | undefined = () => undefined) => {
    for (const row of readTable(join(awsDirectory, file), [format.typeColumn, format.priceColumn, 'region', 'asOf', 'source', ...columns]).rows) {
      const quote = unfit(row) ?? quoteOf(row, format, knownTypes);
      if (typeof quote !== 'string') quotes.push(quote);
      else rejected.push({ place: row.place, what: `${row.cell(format.typeColumn)} in ${row.cell('region')}`, reason: quote });
    }
  };
  take('ondemand.csv', ON_DEMAND);
  take('spot.csv', SPOT, ['availabilityZoneId']);
  take('sagemaker.csv', sageMaker('sagemaker', 'Training'), ['component', 'confidence'], unfitSageMakerRow('Training'));
  take('sagemaker.csv', sageMaker('sagemaker-hosting', 'Hosting'), ['component', 'confidence'], unfitSageMakerRow('Hosting'));
  const newest = newestQuotes(quotes);
  const prices = [...newest.kept.values()].flatMap(regionalQuote);
  const contradicted = new Set([...rejected, ...newest.rejected].filter(({ place }) => place.startsWith('ondemand.csv')).map(({ what }) => what));
  const reasonOf = (instanceType: string, region: string): string => reasonWithoutPrice(instanceType, contradicted.has(`${instanceType} in ${region}`));
  const document = pricesDocument(prices, catalog, buildInterruptions(awsDirectory, knownTypes), reasonOf);
  return { document, rejected: [...rejected, ...newest.rejected] };
}

/** Only rates of the component read from the price list: other components are other products, and the rest is hearsay or stale. */
const unfitSageMakerRow = (component: string) => (row: Row): string | undefined => {
  if (row.cell('component') !== component) return `component ${row.cell('component')} is not ${component}`;
  if (row.cell('confidence') !== 'verified-from-Price-List') return `confidence is "${row.cell('confidence')}"`;
  return undefined;
};

function regionalQuote(zones: readonly Quote[]): Quote[] {
  const usdPerHour = regionalSpotPrice(zones.map((quote) => quote.usdPerHour));
  const [first] = zones;
  return first === undefined || usdPerHour === undefined ? [] : [zones.length === 1 ? first : { ...first, usdPerHour }];
}

/** The document of these quotes, one for each type, region and purchase option. `reasonOf` says why a launchable type has none on demand. */
export function pricesDocument(
  quotes: readonly PlainQuote[], catalog: CatalogDocument, interruption: InterruptionsDocument, reasonOf: (instanceType: string, region: string) => string,
): PricesDocument {
  const dates = [...new Set(quotes.map((quote) => quote.asOf))].sort();
  const sources = [...new Set(quotes.map((quote) => quote.source))].sort();
  const order = new Map(catalog.instanceTypes.map((type, index) => [type.name, index]));
  const position = (quote: PlainQuote) => order.get(quote.instanceType) ?? order.size;
  const prices: Record<string, Partial<Record<QuotedPurchase, Record<string, PriceEntry>>>> = {};
  for (const quote of [...quotes].sort((a, b) => compare(a.region, b.region) || compare(a.purchase, b.purchase) || position(a) - position(b))) {
    const byType = ((prices[quote.region] ??= {})[quote.purchase] ??= {});
    byType[quote.instanceType] = [quote.usdPerHour, dates.indexOf(quote.asOf), sources.indexOf(quote.source)];
  }
  return { format: PRICES_FORMAT, currency: 'USD', dates, sources, prices, unpriced: unpricedOf(prices, catalog, reasonOf), interruption };
}

function unpricedOf(prices: PricesDocument['prices'], catalog: CatalogDocument, reasonOf: (instanceType: string, region: string) => string): PricesDocument['unpriced'] {
  const byReason: Record<string, Record<string, string[]>> = {};
  catalog.offeringRegions.forEach((region, regionIndex) => {
    for (const { name, launchableIn } of catalog.instanceTypes) {
      if (!launchableIn.includes(regionIndex) || prices[region]?.['on-demand']?.[name] !== undefined) continue;
      const reason = reasonOf(name, region);
      ((byReason[reason] ??= {})[region] ??= []).push(name);
    }
  });
  return Object.entries(byReason).map(([reason, instanceTypes]) => ({ reason, instanceTypes }));
}

function reasonWithoutPrice(instanceType: string, wasRejected: boolean): string {
  if (instanceType.startsWith('p5e.')) return 'AWS sells this type as Capacity Blocks only, which have no hourly list price.';
  if (wasRejected) return 'The price tables of the snapshot contradict themselves for this type and region.';
  return 'None of the price tables of the snapshot covers this type in this region.';
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
