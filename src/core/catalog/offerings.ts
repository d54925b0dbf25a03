/** Offerings that were asked for, laid over those of the bundled catalog. */

import type { Catalog, InstanceType } from './catalog';

/** Which types a region offers, complete. */
export interface Offerings {
  readonly region: string;
  readonly instanceTypes: readonly string[];
  /** ISO date. */
  readonly asOf: string;
  /** ISO instant by the clock of this machine. */
  readonly fetchedAt: string;
}

/** The catalog with the offerings of some regions replaced, where they are not older than its own. */
export function withOfferings(catalog: Catalog, listings: readonly Offerings[]): Catalog {
  const newer = listings.filter(({ region, asOf }) => !catalog.offeringRegions.includes(region) || asOf >= catalog.offeringsAsOf)
    .map((listing) => ({ ...listing, offered: new Set(listing.instanceTypes) }));
  if (newer.length === 0) return catalog;
  const replaced = new Set(newer.map(({ region }) => region));
  const instanceTypes = catalog.instanceTypes.map((type): InstanceType => {
    const now = newer.flatMap(({ region, offered }) => (offered.has(type.name) ? [region] : []));
    const launchableIn = [...type.launchableIn.filter((region) => !replaced.has(region)), ...now];
    const { retired, ...rest } = type;
    // A type that some region still lists is not retired, whatever the catalog was told.
    return { ...rest, launchableIn, ...(retired === undefined || now.length > 0 ? {} : { retired }) };
  });
  const byName = new Map(instanceTypes.map((type) => [type.name, type]));
  return {
    ...catalog,
    instanceTypes,
    offeringRegions: [...new Set([...catalog.offeringRegions, ...replaced])],
    offeringDates: { ...catalog.offeringDates, ...Object.fromEntries(newer.map(({ region, asOf }) => [region, asOf])) },
    find: (name) => byName.get(catalog.find(name)?.name ?? ''),
  };
}
