/** On-demand and SageMaker prices from the AWS Price List (GetProducts), one query per instance type. */

import { paginateGetProducts, PricingClient, type Filter } from '@aws-sdk/client-pricing';
import type { Failure } from '../core/failure';
import type { RejectedPrice } from '../core/pricing/livePrices';
import type { Offer } from '../core/pricing/offer';
import { failureOf } from './failures';
import { attributeOf, hourlyPrice, type ListPrice, type Wanted } from './priceList';
import { allPages, answerTime, forEachLimited, type Answer, type Session } from './session';

/** The Price List answers from few regions; whose prices are wanted goes into a filter. */
const SERVICE_REGION = 'us-east-1';
const MAX_CONCURRENT_REQUESTS = 6;
/** Largest page that GetProducts allows. */
const PAGE_SIZE = 100;
/** Purchase options with a list price. */
export type ListedPurchase = 'on-demand' | 'sagemaker' | 'sagemaker-hosting';

interface Query {
  readonly serviceCode: string;
  readonly label: string;
  /** What all types have in common. */
  readonly shared: Readonly<Record<string, string>>;
  readonly fields: (instanceType: string) => Record<string, string>;
  readonly wanted: Wanted;
  /** Beyond so many types the whole list of the region takes fewer requests than one for each: two or three pages of SageMaker, ten of EC2. */
  readonly mostSingle: number;
  /** What the list of the region has beyond `shared`; `has` says which types stand in it, under which name. */
  readonly list: { readonly fields: Readonly<Record<string, string>>; readonly has: (instanceType: string) => boolean; readonly attribute: 'instanceType' | 'instanceName'; readonly prefix: string };
}

/**
 * What narrows EC2's hundreds of prices per type down to the on-demand one for Linux. Without `marketoption` the P families
 * also return a capacity block at $0.
 */
const LINUX_ON_DEMAND = {
  operatingSystem: 'Linux',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  marketoption: 'OnDemand',
  licenseModel: 'No License required',
};

const sageMaker = (component: string, label: string): Query =>
  ({ serviceCode: 'AmazonSageMaker', label, shared: { component }, fields: (type) => ({ instanceName: `ml.${type}` }), wanted: { attributes: { component }, required: ['component'] },
    mostSingle: 8, list: { fields: {}, has: () => true, attribute: 'instanceName', prefix: 'ml.' } });

const QUERIES: Readonly<Record<ListedPurchase, Query>> = {
  'on-demand': {
    serviceCode: 'AmazonEC2', label: 'on-demand', shared: LINUX_ON_DEMAND, fields: ec2Fields, wanted: { attributes: LINUX_ON_DEMAND, required: [] },
    mostSingle: 200, list: { fields: { productFamily: 'Compute Instance', tenancy: 'Shared' }, has: (type) => !isMetal(type), attribute: 'instanceType', prefix: '' },
  },
  sagemaker: sageMaker('Training', 'SageMaker training'),
  'sagemaker-hosting': sageMaker('Hosting', 'SageMaker hosting'),
};

/** The current list price of each type; breaks off at the first error of the service. */
export async function fetchListPrices(purchase: ListedPurchase, instanceTypes: readonly string[], session: Session): Promise<Answer> {
  const client = new PricingClient({ region: SERVICE_REGION, ...session.clientConfig });
  const offers: Offer[] = [];
  const rejected: RejectedPrice[] = [];
  const passedOver: string[] = [];
  const unanswered = new Set(instanceTypes);
  const take = (instanceType: string, elements: readonly string[]): void => {
    const reading = hourlyPrice(elements, QUERIES[purchase].wanted);
    passedOver.push(...reading.passedOver.map((why) => `${instanceType}, ${QUERIES[purchase].label}: passed over a rate listed ${why}.`));
    const answer = priceOf(client, purchase, instanceType, reading.price, session.region);
    if ('reason' in answer) rejected.push(answer);
    else offers.push(answer);
    unanswered.delete(instanceType);
    session.settle();
  };
  let failure: Failure | undefined;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failure ??= failureOf(error, 'pricing:GetProducts');
    }
  };
  const { list, mostSingle, fields } = QUERIES[purchase];
  const listed = instanceTypes.length > mostSingle ? instanceTypes.filter(list.has) : [];
  if (listed.length > 0) {
    await attempt(async () => {
      const byName = new Map<string | undefined, string[]>();
      for (const element of await fetchElements(client, purchase, list.fields, session)) {
        const name = attributeOf(element, list.attribute);
        byName.set(name, [...(byName.get(name) ?? []), element]);
      }
      for (const type of listed) take(type, byName.get(list.prefix + type) ?? []);
    });
  }
  await forEachLimited(instanceTypes.filter((type) => !listed.includes(type)), MAX_CONCURRENT_REQUESTS, () => failure !== undefined, (type) => attempt(async () => {
    take(type, await fetchElements(client, purchase, fields(type), session));
  }));
  client.destroy();
  if (failure === undefined) return { offers, rejected, passedOver };
  const reason = failure.message;
  return { offers, rejected: [...rejected, ...[...unanswered].map((instanceType) => ({ instanceType, purchase, reason }))], passedOver, failure };
}

/** The elements of all pages of a query; each is a string of JSON. */
function fetchElements(client: PricingClient, purchase: ListedPurchase, fields: Readonly<Record<string, string>>, { region, signal }: Session): Promise<string[]> {
  const { serviceCode, shared } = QUERIES[purchase];
  const input = { ServiceCode: serviceCode, FormatVersion: 'aws_v1', Filters: filters({ regionCode: region, ...fields, ...shared }), MaxResults: PAGE_SIZE };
  return allPages(
    () => paginateGetProducts({ client }, { ...input }, { abortSignal: signal }), // a copy: the paginator writes its token into it
    (page) => ((page.PriceList ?? []) as readonly unknown[]).map(String), // the SDK wraps each string in an object
  );
}

function priceOf(client: PricingClient, purchase: ListedPurchase, instanceType: string, price: ListPrice | string, region: string): Offer | RejectedPrice {
  const { asOf, fetchedAt } = answerTime(client);
  if (typeof price === 'string') {
    const reason = `The ${QUERIES[purchase].label} price of ${instanceType} in ${region} is unknown: ${price}.`;
    return { instanceType, purchase, reason, answeredAt: fetchedAt };
  }
  const source = price.published === undefined ? 'AWS Price List' : `AWS Price List, published ${price.published}`;
  return { instanceType, purchase, region, usdPerHour: price.usdPerHour, asOf, layer: 'live', source, fetchedAt };
}

/** Bare metal is a product family of its own and listed as dedicated. */
function ec2Fields(instanceType: string): Record<string, string> {
  const metal = isMetal(instanceType);
  return {
    instanceType,
    productFamily: metal ? 'Compute Instance (bare metal)' : 'Compute Instance',
    tenancy: metal ? 'Dedicated' : 'Shared',
  };
}

const isMetal = (instanceType: string): boolean => instanceType.includes('.metal');

function filters(fields: Readonly<Record<string, string>>): Filter[] {
  return Object.entries(fields).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value }));
}
