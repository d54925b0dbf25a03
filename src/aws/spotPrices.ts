/** Spot prices of the last day (DescribeSpotPriceHistory), all instance types in one query. */

import { EC2Client, paginateDescribeSpotPriceHistory, type _InstanceType, type SpotPrice } from '@aws-sdk/client-ec2';
import type { RejectedPrice } from '../core/pricing/livePrices';
import type { Offer, ZonePrice } from '../core/pricing/offer';
import { regionalSpotPrice } from '../core/pricing/spotPrice';
import { failureOf } from './failures';
import { allPages, answerTime, type Answer, type AnswerTime, type Session } from './session';

/** Largest page that DescribeSpotPriceHistory allows. */
const PAGE_SIZE = 1000;
const DAY_MS = 86_400_000;

/** A price of the last day, or the one that held when the day began. */
interface Change {
  readonly usdPerHour: number;
  readonly since: Date;
}
/** Those of each zone, of each instance type. */
type History = Map<string, Map<string, Change[]>>;

/** The spot price of each type: the median over the availability zones of the region, with the range of the last day in each zone. */
export async function fetchSpotPrices(instanceTypes: readonly string[], session: Session): Promise<Answer> {
  const client = new EC2Client({ region: session.region, ...session.clientConfig });
  try {
    const history = await fetchHistory(client, instanceTypes, session);
    const time = answerTime(client);
    const answers = instanceTypes.map((instanceType) => regionalOffer(instanceType, history, session.region, time));
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

async function fetchHistory(client: EC2Client, instanceTypes: readonly string[], { region, signal }: Session): Promise<History> {
  const history: History = new Map(instanceTypes.map((instanceType) => [instanceType, new Map<string, Change[]>()]));
  const input = {
    InstanceTypes: instanceTypes as _InstanceType[], // the SDK lists the types of its release; newer ones are as valid
    ProductDescriptions: ['Linux/UNIX', 'Linux/UNIX (Amazon VPC)'],
    // The service answers with every change since then, and with the price that held at that time.
    StartTime: new Date(Date.now() + client.config.systemClockOffset - DAY_MS),
    MaxResults: PAGE_SIZE,
  };
  const entries = await allPages(
    () => paginateDescribeSpotPriceHistory({ client }, { ...input }, { abortSignal: signal }), // a copy: the paginator writes its token into it
    (page) => page.SpotPriceHistory ?? [],
  );
  for (const entry of entries) {
    if (isZoneOf(region, entry)) keep(history.get(entry.InstanceType ?? ''), entry);
  }
  return history;
}

/** Local zones (`us-west-2-lax-1a`) are listed with their region, but are other places at other prices. */
function isZoneOf(region: string, { AvailabilityZone: zone }: SpotPrice): boolean {
  return zone !== undefined && zone.startsWith(region) && zone.length === region.length + 1;
}

function keep(zones: Map<string, Change[]> | undefined, { AvailabilityZone: zone, SpotPrice: price, Timestamp: since }: SpotPrice): void {
  const usdPerHour = Number(price);
  if (zones === undefined || zone === undefined || since === undefined || !(usdPerHour > 0 && Number.isFinite(usdPerHour))) return;
  const changes = zones.get(zone);
  if (changes === undefined) zones.set(zone, [{ usdPerHour, since }]);
  else changes.push({ usdPerHour, since });
}

function zonePrice(zone: string, changes: readonly Change[]): ZonePrice | undefined {
  const newest = changes.reduce<Change | undefined>((best, change) => (best === undefined || best.since < change.since ? change : best), undefined);
  if (newest === undefined) return undefined;
  const prices = changes.map(({ usdPerHour }) => usdPerHour);
  return { zone, usdPerHour: newest.usdPerHour, lowUsdPerHour: Math.min(...prices), highUsdPerHour: Math.max(...prices) };
}

function regionalOffer(instanceType: string, history: History, region: string, { asOf, fetchedAt }: AnswerTime): Offer | RejectedPrice {
  const zones = [...(history.get(instanceType) ?? [])].flatMap(([zone, changes]) => zonePrice(zone, changes) ?? [])
    .sort((a, b) => (a.zone < b.zone ? -1 : 1));
  const prices = zones.map((zone) => zone.usdPerHour);
  const usdPerHour = regionalSpotPrice(prices);
  if (usdPerHour === undefined) {
    const reason = `The spot price of ${instanceType} in ${region} is unknown: AWS lists none above $0 in its availability zones.`;
    return { instanceType, purchase: 'spot', reason, answeredAt: fetchedAt };
  }
  const range = `$${Math.min(...prices)} to $${Math.max(...prices)}`;
  const source = prices.length === 1 ? 'EC2 spot price, one availability zone' : `EC2 spot price, median of ${prices.length} availability zones (${range})`;
  return { instanceType, purchase: 'spot', region, usdPerHour, asOf, layer: 'live', source, fetchedAt, zones };
}
