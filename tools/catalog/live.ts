/** `npm run catalog -- --live`: the snapshot with prices and offerings as AWS gives them now, through the SDK with the user's credentials. */

import { fetchOffers } from '../../src/aws';
import { describeInstanceTypes } from '../../src/aws/instanceTypes';
import type { LiveOffers } from '../../src/core/pricing/livePrices';
import type { CatalogDocument } from './buildCatalog';
import { pricesDocument, quotesOf, type PlainQuote, type PricesDocument } from './buildPrices';

/** A refreshed snapshot, and what could not be refreshed or needs a hand. */
export interface LiveSnapshot {
  readonly catalog: CatalogDocument;
  readonly prices: PricesDocument;
  readonly notes: readonly string[];
}

/** What the refresh starts from and how it reaches AWS. */
export interface LiveRefresh {
  readonly catalog: CatalogDocument;
  readonly prices: PricesDocument;
  /** By default all of which the snapshot has offerings or prices. */
  readonly regions?: readonly string[];
  /** For tests. */
  readonly endpoint?: string;
}

/** Regions differ in thousands of prices, in ten pages each; a minute is for a user who waits. */
const TIMEOUT_MS = 10 * 60_000;

/** Asks region by region; throws when the first one fails, as then all would. What a region does not answer keeps what was known. */
export async function refreshSnapshot({ catalog, prices, regions, endpoint }: LiveRefresh): Promise<LiveSnapshot> {
  const wanted = regions ?? [...new Set([...catalog.offeringRegions, ...Object.keys(prices.prices)])];
  const instanceTypes = catalog.instanceTypes.map(({ name }) => name);
  const notes: string[] = [];
  let state = { catalog, quotes: quotesOf(prices), asked: new Map<string, string>() };
  const answered = new Set<string>();
  for (const region of wanted) {
    const answer = await fetchOffers({
      instanceTypes, region, purchases: ['on-demand', 'spot', 'sagemaker', 'sagemaker-hosting'], offerings: true, timeoutMs: TIMEOUT_MS,
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    if (!answer.ok && answered.size === 0) throw new Error(`${region}: ${answer.failure.message} ${answer.failure.action}`);
    if (!answer.ok) notes.push(`${region}: ${answer.failure.message}`);
    else {
      answered.add(region);
      notes.push(...(answer.value.failure === undefined ? [] : [`${region}: ${answer.value.failure.message}`]), ...answer.value.log);
      state = withAnswer(state, region, answer.value);
    }
  }
  notes.push(...await differences(catalog, wanted[0] ?? 'us-east-1', endpoint));
  const before = new Map(prices.unpriced.flatMap(({ reason, instanceTypes: byRegion }) =>
    Object.entries(byRegion).flatMap(([region, types]) => types.map((type) => [`${type} ${region}`, reason] as const))));
  const reasonOf = (type: string, region: string): string =>
    before.get(`${type} ${region}`) ?? `AWS listed no one on-demand price on ${state.asked.get(region) ?? prices.dates.at(-1) ?? 'that day'}.`;
  const complete = catalog.offeringRegions.every((region) => state.asked.has(region));
  const dated = complete ? { ...state.catalog, offeringsAsOf: [...state.asked.values()].sort()[0] ?? catalog.offeringsAsOf } : state.catalog;
  return { catalog: complete ? withRetired(dated) : dated, prices: pricesDocument(state.quotes, dated, prices.interruption, reasonOf), notes };
}

interface State {
  readonly catalog: CatalogDocument;
  readonly quotes: PlainQuote[];
  /** Date of the offerings that were asked for, by region. */
  readonly asked: Map<string, string>;
}

function withAnswer({ catalog, quotes, asked }: State, region: string, { offers, offerings }: LiveOffers): State {
  const key = (quote: Pick<PlainQuote, 'instanceType' | 'region'> & { purchase: string }): string => [quote.purchase, quote.region, quote.instanceType].join(' ');
  const replaced = new Set(offers.map(key));
  const live = offers.map(({ instanceType, purchase, usdPerHour, asOf, source }) => ({ instanceType, region, purchase: purchase as PlainQuote['purchase'], usdPerHour, asOf, source }));
  const merged = [...quotes.filter((quote) => !replaced.has(key(quote))), ...live];
  if (offerings === undefined) return { catalog, quotes: merged, asked };
  const offeringRegions = catalog.offeringRegions.includes(region) ? catalog.offeringRegions : [...catalog.offeringRegions, region];
  const index = offeringRegions.indexOf(region);
  const offered = new Set(offerings.instanceTypes);
  const instanceTypes = catalog.instanceTypes.map((type) =>
    ({ ...type, launchableIn: [...type.launchableIn.filter((other) => other !== index), ...(offered.has(type.name) ? [index] : [])].sort((a, b) => a - b) }));
  return { catalog: { ...catalog, offeringRegions, instanceTypes }, quotes: merged, asked: new Map([...asked, [region, offerings.asOf]]) };
}

/** A type that no region offers any more was last seen when the snapshot before was made; one that is offered is not retired. */
function withRetired(catalog: CatalogDocument): CatalogDocument {
  return {
    ...catalog,
    instanceTypes: catalog.instanceTypes.map(({ retired, ...type }) =>
      (type.launchableIn.length > 0 ? type : { ...type, retired: retired ?? catalog.specificationsAsOf })),
  };
}

/** Types that the catalog lacks or has other figures of: adding them takes a device sheet, which the API does not have. */
async function differences(catalog: CatalogDocument, region: string, endpoint: string | undefined): Promise<string[]> {
  const described = await describeInstanceTypes(region, endpoint);
  if (!described.ok) return [described.failure.message];
  const known = new Map(catalog.instanceTypes.map((type) => [type.name, type]));
  return described.value.flatMap(({ name, vCpus, memoryGiB }) => {
    const type = known.get(name);
    if (type === undefined) return [`${name} is new: the catalog does not have it.`];
    const same = type.vCpus === vCpus && Math.abs(type.memoryGiB - memoryGiB) < 0.01;
    return same ? [] : [`${name} has ${vCpus} vCPUs and ${memoryGiB} GiB now, the catalog says ${type.vCpus} and ${type.memoryGiB}.`];
  });
}
