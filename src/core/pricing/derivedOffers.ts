/** Purchase options that AWS does not quote, reckoned from those that it does: each says so, and from what. */

import type { Offer, PriceLayer, PriceSource, Purchase, QuotedPurchase } from './offer';

/** What the user says about how hours are bought. */
export interface PriceTerms {
  /** What a savings plan or reservation takes off the on-demand price, per cent. */
  readonly discountPercent?: number;
}

const LAYERS: readonly PriceLayer[] = ['user', 'live', 'cached', 'bundled'];

/** The quoted prices that the purchase options rest on. */
export function quotedBehind(purchases: readonly Purchase[]): QuotedPurchase[] {
  return [...new Set(purchases.flatMap((purchase): QuotedPurchase[] => {
    switch (purchase) {
      case 'savings-plan':
        return ['on-demand'];
      case 'sagemaker-spot':
        return ['sagemaker', 'on-demand', 'spot'];
      default:
        return [purchase];
    }
  }))];
}

/** Adds the reckoned purchase options to a source; what the source itself has for them stands. */
export function withDerivedOffers(prices: PriceSource, terms: PriceTerms): PriceSource {
  return {
    ...prices,
    offers: (instanceType, region, purchases) => purchases.flatMap((purchase) => {
      const known = prices.offers(instanceType, region, [purchase]);
      if (known.length > 0) return known;
      const quoted = (name: QuotedPurchase) => prices.offers(instanceType, region, [name])[0];
      const reckoned = purchase === 'savings-plan' ? savingsPlan(quoted, terms) : purchase === 'sagemaker-spot' ? managedSpot(quoted) : undefined;
      return reckoned === undefined ? [] : [reckoned];
    }),
  };
}

type Quoted = (purchase: QuotedPurchase) => Offer | undefined;

function savingsPlan(quoted: Quoted, { discountPercent }: PriceTerms): Offer | undefined {
  const list = quoted('on-demand');
  if (list === undefined || discountPercent === undefined) return undefined;
  return {
    ...list,
    purchase: 'savings-plan',
    usdPerHour: roundedUsd(list.usdPerHour * (1 - discountPercent / 100)),
    listUsdPerHour: list.usdPerHour,
    source: `your discount of ${discountPercent} % on the on-demand price; ${list.source}`,
  };
}

/** AWS bills managed spot training at the training rate less a saving that is known only afterwards. */
const MANAGED_SPOT_ASSUMPTION = 'Managed spot training is assumed to save what EC2 spot saves on EC2 on-demand: AWS publishes no rate for it.';

function managedSpot(quoted: Quoted): Offer | undefined {
  const [training, onDemand, spot] = [quoted('sagemaker'), quoted('on-demand'), quoted('spot')];
  if (training === undefined || onDemand === undefined || spot === undefined) return undefined;
  const share = Math.min(1, spot.usdPerHour / onDemand.usdPerHour);
  const behind = [training, onDemand, spot];
  const asked = behind.flatMap(({ fetchedAt }) => (fetchedAt === undefined ? [] : [fetchedAt])).sort();
  const { instanceType, region } = training;
  return {
    instanceType, region,
    purchase: 'sagemaker-spot',
    usdPerHour: roundedUsd(training.usdPerHour * share),
    asOf: behind.map(({ asOf }) => asOf).sort()[0] ?? training.asOf,
    layer: [...behind].sort((a, b) => LAYERS.indexOf(b.layer) - LAYERS.indexOf(a.layer))[0]?.layer ?? training.layer,
    source: `assumption: SageMaker training $${training.usdPerHour} (${training.asOf}) × EC2 spot $${spot.usdPerHour} (${spot.asOf}) / on-demand $${onDemand.usdPerHour} (${onDemand.asOf})`,
    assumption: MANAGED_SPOT_ASSUMPTION,
    ...(asked.length === behind.length && asked[0] !== undefined ? { fetchedAt: asked[0] } : {}),
  };
}

/** Six decimals, the finest that AWS quotes, so that no digits of binary arithmetic are shown. */
export function roundedUsd(usdPerHour: number): number {
  return Number(usdPerHour.toFixed(6));
}
