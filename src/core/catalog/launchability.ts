/** Whether an instance type can be launched: offerings decide that, never prices, which AWS keeps listing for retired types. */

import type { Catalog, Launchability } from './catalog';
import { ec2InstanceType } from './instanceTypeName';

/** Whether the type can be launched in the region, as far as the catalog knows; null with a reason when it does not. */
export function launchability(catalog: Catalog, instanceType: string, region: string): Launchability {
  const type = catalog.find(instanceType);
  const name = type?.name ?? ec2InstanceType(instanceType);
  const unknown = `Whether ${name} can be launched in ${region} is unknown`;
  if (type === undefined) {
    return { launchable: null, reason: `${unknown}: the catalog of ${catalog.offeringsAsOf} does not have this type.` };
  }
  if (type.own === true) return { launchable: true };
  if (type.retired !== undefined) {
    return { launchable: false, reason: `${name} is retired: AWS stopped listing it after ${type.retired}.` };
  }
  if (!catalog.offeringRegions.includes(region)) {
    const regions = catalog.offeringRegions.join(', ');
    return { launchable: null, reason: `${unknown}: the offerings of ${catalog.offeringsAsOf} cover only ${regions}.` };
  }
  if (!type.launchableIn.includes(region)) {
    return { launchable: false, reason: `${name} is not offered in ${region} (offerings of ${catalog.offeringDates?.[region] ?? catalog.offeringsAsOf}).` };
  }
  return { launchable: true };
}
