/** The user's price file as the strongest layer, and its machines as part of the catalog. */

import type { Catalog, InstanceType } from '../catalog/catalog';
import { ec2InstanceType } from '../catalog/instanceTypeName';
import { quote } from '../profile/quote';
import { roundedUsd } from './derivedOffers';
import type { Offer, PriceSource } from './offer';
import type { UserDiscount, UserMachine, UserPrice, UserPrices, UserTerms } from './userPrices';

/** Prices with the user's on top: named prices and machines, and discounts on the rest. Discounts that have run out do not count. */
export function withUserPrices(below: PriceSource, { prices, discounts, machines }: UserPrices, nowMs: number): PriceSource {
  const machineByName = new Map(machines.map((machine) => [machine.name, machine]));
  const current = discounts.filter(({ validUntil }) => validUntil === undefined || nowMs < Date.parse(validUntil) + 86_400_000);
  return {
    ...below,
    regions: [...new Set([...below.regions, ...prices.flatMap(({ region }) => region ?? [])])].sort(),
    offers: (instanceType, region, purchases) => {
      const name = ec2InstanceType(instanceType);
      const machine = machineByName.get(name);
      // Not bought from AWS, so the purchase options of AWS do not sort it out.
      if (machine !== undefined) return [machineOffer(machine, region)];
      return purchases.flatMap((purchase): readonly Offer[] => {
        const fits = (price: UserPrice): boolean => price.instanceType === name && price.purchase === purchase;
        const price = prices.find((one) => fits(one) && one.region === region) ?? prices.find((one) => fits(one) && one.region === undefined);
        if (price !== undefined) return [priceOffer(price, region)];
        const discount = current.find((one) => applies(one, name, region) && one.purchases.some((quoted) => quoted === purchase));
        const offers = below.offers(name, region, [purchase]);
        return discount === undefined ? offers : offers.map((offer) => discounted(offer, discount));
      });
    },
  };
}

function priceOffer(price: UserPrice, region: string): Offer {
  const { instanceType, purchase, usdPerHour } = price;
  return { instanceType, purchase, region, usdPerHour, ...userTerms(price, 'your price file') };
}

function machineOffer(machine: UserMachine, region: string): Offer {
  return { instanceType: machine.name, purchase: 'own', region, usdPerHour: roundedUsd(machine.usdPerHour), ...userTerms(machine, `your price file: ${machine.priceBasis}`) };
}

function userTerms({ asOf, validUntil, note }: UserTerms, what: string): Pick<Offer, 'asOf' | 'layer' | 'source' | 'validUntil'> {
  return { asOf, layer: 'user', source: note === undefined ? what : `${what} (${quote(note)})`, ...(validUntil === undefined ? {} : { validUntil }) };
}

function applies({ instanceTypes, regions }: UserDiscount, name: string, region: string): boolean {
  const named = instanceTypes?.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === ec2InstanceType(pattern)));
  return named !== false && regions?.includes(region) !== false;
}

/** Keeps layer and date of the price below, which decide how old the figure is. */
function discounted(offer: Offer, { percent, note }: UserDiscount): Offer {
  return {
    ...offer,
    usdPerHour: roundedUsd(offer.usdPerHour * (1 - percent / 100)),
    listUsdPerHour: offer.usdPerHour,
    source: `less ${percent} % by your price file${note === undefined ? '' : ` (${quote(note)})`}; ${offer.source}`,
  };
}

/** The catalog with the user's machines in it, each launchable everywhere. */
export function withMachines(catalog: Catalog, machines: readonly UserMachine[]): Catalog {
  if (machines.length === 0) return catalog;
  const own = machines.map(({ name, vCpus, memoryGiB, architecture, accelerator }): InstanceType => ({
    name, vCpus, memoryGiB, architecture, burstable: false, own: true, launchableIn: [], ...(accelerator === undefined ? {} : { accelerator }),
  }));
  const byName = new Map(own.map((type) => [type.name, type]));
  return { ...catalog, instanceTypes: [...catalog.instanceTypes, ...own], find: (name) => byName.get(ec2InstanceType(name)) ?? catalog.find(name) };
}
