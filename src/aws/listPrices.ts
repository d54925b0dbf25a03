/** On-demand and SageMaker prices from the AWS Price List (GetProducts), one query per instance type. */

import { paginateGetProducts, PricingClient, type Filter } from '@aws-sdk/client-pricing';
import type { Failure } from '../core/failure';
import type { RejectedPrice } from '../core/pricing/livePrices';
import type { Offer } from '../core/pricing/offer';
import { failureOf } from './failures';
import { hourlyPrice } from './priceList';
import { forEachLimited, type Answer, type Session } from './session';

/** The Price List answers from few regions; whose prices are wanted goes into a filter. */
const SERVICE_REGION = 'us-east-1';
const MAX_CONCURRENT_REQUESTS = 6;
/** Largest page that GetProducts allows. */
const PAGE_SIZE = 100;

/** Purchase options with a list price. */
export type ListedPurchase = 'on-demand' | 'sagemaker';

const QUERIES: Readonly<Record<ListedPurchase, { serviceCode: string; label: string; fields: (instanceType: string) => Record<string, string> }>> = {
  'on-demand': { serviceCode: 'AmazonEC2', label: 'on-demand', fields: ec2Fields },
  sagemaker: { serviceCode: 'AmazonSageMaker', label: 'SageMaker training', fields: (type) => ({ instanceName: `ml.${type}`, component: 'Training' }) },
};

/** The current list price of each type; breaks off at the first error of the service. */
export async function fetchListPrices(purchase: ListedPurchase, instanceTypes: readonly string[], session: Session): Promise<Answer> {
  const client = new PricingClient({ region: SERVICE_REGION, ...session.clientConfig });
  const offers: Offer[] = [];
  const rejected: RejectedPrice[] = [];
  const unanswered = new Set(instanceTypes);
  let failure: Failure | undefined;
  await forEachLimited(instanceTypes, MAX_CONCURRENT_REQUESTS, () => failure !== undefined, async (instanceType) => {
    try {
      const answer = await fetchListPrice(client, purchase, instanceType, session);
      if ('reason' in answer) rejected.push(answer);
      else offers.push(answer);
      unanswered.delete(instanceType);
      session.settle();
    } catch (error) {
      failure ??= failureOf(error, 'pricing:GetProducts');
    }
  });
  client.destroy();
  if (failure === undefined) return { offers, rejected };
  const reason = failure.message;
  return { offers, rejected: [...rejected, ...[...unanswered].map((instanceType) => ({ instanceType, purchase, reason }))], failure };
}

async function fetchListPrice(client: PricingClient, purchase: ListedPurchase, instanceType: string, session: Session): Promise<Offer | RejectedPrice> {
  const { region, today, signal } = session;
  const { serviceCode, label, fields } = QUERIES[purchase];
  const input = { ServiceCode: serviceCode, FormatVersion: 'aws_v1', Filters: filters({ regionCode: region, ...fields(instanceType) }), MaxResults: PAGE_SIZE };
  const elements: string[] = [];
  for await (const page of paginateGetProducts({ client }, input, { abortSignal: signal })) {
    elements.push(...((page.PriceList ?? []) as readonly unknown[]).map(String)); // the SDK wraps each string in an object
  }
  const price = hourlyPrice(elements);
  if (typeof price === 'string') return { instanceType, purchase, reason: `The ${label} price of ${instanceType} in ${region} is unknown: ${price}.` };
  const source = price.published === undefined ? 'AWS Price List' : `AWS Price List, published ${price.published}`;
  return { instanceType, purchase, region, usdPerHour: price.usdPerHour, asOf: today, layer: 'live', source };
}

/**
 * What narrows EC2's hundreds of prices per type down to the on-demand one for Linux. Without `marketoption` the P families
 * also return a capacity block at $0. Bare metal is a product family of its own and listed as dedicated.
 */
function ec2Fields(instanceType: string): Record<string, string> {
  const metal = instanceType.includes('.metal');
  return {
    instanceType,
    productFamily: metal ? 'Compute Instance (bare metal)' : 'Compute Instance',
    tenancy: metal ? 'Dedicated' : 'Shared',
    operatingSystem: 'Linux',
    preInstalledSw: 'NA',
    capacitystatus: 'Used',
    marketoption: 'OnDemand',
    licenseModel: 'No License required',
  };
}

function filters(fields: Record<string, string>): Filter[] {
  return Object.entries(fields).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value }));
}
