/** The layers of prices as one: user > live > cached > bundled. */

import { ec2InstanceType } from '../catalog/instanceTypeName';
import type { Offer, PriceSource } from './offer';

/**
 * One source from several, given strongest first. For each type, region and purchase option the first layer that has
 * offers answers alone, so a stale price never stands beside a fresh one.
 */
export function priceBook(layers: readonly PriceSource[]): PriceSource {
  return {
    regions: [...new Set(layers.flatMap((layer) => layer.regions))].sort(),
    offers: (instanceType, region, purchases) => purchases.flatMap((purchase) => {
      for (const layer of layers) {
        const offers = layer.offers(instanceType, region, [purchase]);
        if (offers.length > 0) return offers;
      }
      return [];
    }),
    interruption: (instanceType, region) => {
      for (const layer of layers) {
        const interruption = layer.interruption?.(instanceType, region);
        if (interruption !== undefined) return interruption;
      }
      return undefined;
    },
  };
}

/** A layer from a list of offers, such as a live answer. */
export function offerList(offers: readonly Offer[]): PriceSource {
  const byType = new Map<string, Offer[]>();
  for (const offer of offers) byType.set(offer.instanceType, [...(byType.get(offer.instanceType) ?? []), offer]);
  return {
    regions: [...new Set(offers.map((offer) => offer.region))].sort(),
    offers: (instanceType, region, purchases) => (byType.get(ec2InstanceType(instanceType)) ?? [])
      .filter((offer) => offer.region === region && purchases.some((purchase) => purchase === offer.purchase)),
  };
}
