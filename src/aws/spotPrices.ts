/** Current spot prices (DescribeSpotPriceHistory), all instance types in one query. */

import { EC2Client, paginateDescribeSpotPriceHistory, type _InstanceType, type SpotPrice } from '@aws-sdk/client-ec2';
import type { RejectedPrice } from '../core/pricing/livePrices';
import type { Offer } from '../core/pricing/offer';
import { regionalSpotPrice } from '../core/pricing/spotPrice';
import { failureOf } from './failures';
import type { Answer, Session } from './session';

/** Largest page that DescribeSpotPriceHistory allows. */
const PAGE_SIZE = 1000;

/** Newest price by zone. */
type Zones = Map<string, { readonly usdPerHour: number; readonly since: Date }>;
/** Those of each instance type. */
type ZonePrices = Map<string, Zones>;

/** The spot price of each type: the median over the availability zones of the region, with their range in the source. */
export async function fetchSpotPrices(instanceTypes: readonly string[], session: Session): Promise<Answer> {
  const client = new EC2Client({ region: session.region, ...session.clientConfig });
  try {
    const zonePrices = await fetchZonePrices(client, instanceTypes, session);
    const answers = instanceTypes.map((instanceType) => regionalOffer(instanceType, zonePrices, session));
    instanceTypes.forEach(() => session.settle());
    return {
      offers: answers.filter((answer) => 'usdPerHour' in answer),
      rejected: answers.filter((answer) => 'reason' in answer),
    };
  } catch (error) {
    const failure = failureOf(error, 'ec2:DescribeSpotPriceHistory');
    return { offers: [], rejected: instanceTypes.map((instanceType) => ({ instanceType, purchase: 'spot', reason: failure.message })), failure };
  } finally {
    client.destroy();
  }
}

async function fetchZonePrices(client: EC2Client, instanceTypes: readonly string[], { region, signal }: Session): Promise<ZonePrices> {
  const zonePrices: ZonePrices = new Map(instanceTypes.map((instanceType) => [instanceType, new Map() as Zones]));
  const input = {
    InstanceTypes: instanceTypes as _InstanceType[], // the SDK lists the types of its release; newer ones are as valid
    ProductDescriptions: ['Linux/UNIX', 'Linux/UNIX (Amazon VPC)'],
    StartTime: new Date(), // from now on: exactly the prices that hold
    MaxResults: PAGE_SIZE,
  };
  for await (const page of paginateDescribeSpotPriceHistory({ client }, input, { abortSignal: signal })) {
    for (const entry of page.SpotPriceHistory ?? []) {
      if (isZoneOf(region, entry)) keepNewest(zonePrices.get(entry.InstanceType ?? ''), entry);
    }
  }
  return zonePrices;
}

/** Local zones (`us-west-2-lax-1a`) are listed with their region, but are other places at other prices. */
function isZoneOf(region: string, { AvailabilityZone: zone }: SpotPrice): boolean {
  return zone !== undefined && zone.startsWith(region) && zone.length === region.length + 1;
}

function keepNewest(zones: Zones | undefined, { AvailabilityZone: zone, SpotPrice: price, Timestamp: since }: SpotPrice): void {
  const usdPerHour = Number(price);
  if (zones === undefined || zone === undefined || since === undefined || !(usdPerHour > 0 && Number.isFinite(usdPerHour))) return;
  const known = zones.get(zone);
  if (known === undefined || known.since < since) zones.set(zone, { usdPerHour, since });
}

function regionalOffer(instanceType: string, zonePrices: ZonePrices, { region, today }: Session): Offer | RejectedPrice {
  const prices = [...(zonePrices.get(instanceType)?.values() ?? [])].map((zone) => zone.usdPerHour);
  const usdPerHour = regionalSpotPrice(prices);
  if (usdPerHour === undefined) {
    return { instanceType, purchase: 'spot', reason: `The spot price of ${instanceType} in ${region} is unknown: AWS lists none above $0 in its availability zones.` };
  }
  const range = `$${Math.min(...prices)} to $${Math.max(...prices)}`;
  const source = prices.length === 1 ? 'EC2 spot price, one availability zone' : `EC2 spot price, median of ${prices.length} availability zones (${range})`;
  return { instanceType, purchase: 'spot', region, usdPerHour, asOf: today, layer: 'live', source };
}
