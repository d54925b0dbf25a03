/** Reads the bundled catalog (media/data/catalog.json, written by tools/catalog). */

import type { Result } from '../failure';
import { readJson, type JsonField } from '../jsonFields';
import type { Catalog, Device, InstanceType } from './catalog';
import { ec2InstanceType } from './instanceTypeName';

/** Tag of the format; another tag is another format. */
export const CATALOG_FORMAT = 'ml-instance-advisor/catalog-1';

/** The catalog in a parsed JSON document, or a failure that names the first bad field. */
export function loadCatalog(json: unknown): Result<Catalog> {
  return readJson(json, 'The instance catalog', 'Reinstall the extension, or rebuild the file with npm run catalog.', readCatalog);
}

function readCatalog(root: JsonField): Catalog {
  root.field('format').oneOf([CATALOG_FORMAT]);
  const offeringRegions = root.field('offeringRegions').items().map((region) => region.text());
  const processors = root.field('processors').items().map((processor) => processor.text());
  const devices = new Map(root.field('devices').items().map(readDevice).map((device) => [device.name, device]));
  const byName = new Map<string, InstanceType>();
  for (const field of root.field('instanceTypes').items()) {
    const type = readInstanceType(field, { offeringRegions, processors, devices });
    byName.set(type.name, type);
  }
  return {
    offeringsAsOf: root.field('offeringsAsOf').text(),
    offeringRegions,
    instanceTypes: [...byName.values()],
    find: (name) => byName.get(ec2InstanceType(name)),
    device: (name) => devices.get(name),
  };
}

function readDevice(field: JsonField): Device {
  const text = <K extends string>(name: K) => optionally(name, field.optional(name)?.text());
  const quantity = <K extends string>(name: K) => optionally(name, field.optional(name)?.positive());
  return {
    name: field.field('name').text(),
    vendor: field.field('vendor').text(),
    ...text('microarchitecture'),
    ...quantity('memoryGiB'),
    ...quantity('memoryBandwidthGBs'),
    ...quantity('fp32Tflops'),
    ...quantity('fp16TensorTflops'),
    verified: field.field('verified').flag(),
    source: field.field('source').text(),
  };
}

interface Tables {
  readonly offeringRegions: readonly string[];
  readonly processors: readonly string[];
  readonly devices: ReadonlyMap<string, Device>;
}

function readInstanceType(field: JsonField, tables: Tables): InstanceType {
  const accelerator = field.optional('accelerator');
  return {
    name: field.field('name').text(),
    vCpus: field.field('vCpus').positive(),
    memoryGiB: field.field('memoryGiB').positive(),
    architecture: field.field('architecture').oneOf(['x86_64', 'arm64']),
    ...optionally('processor', field.optional('processor')?.indexInto(tables.processors, 'processors')),
    ...optionally('clockGHz', field.optional('clockGHz')?.positive()),
    ...optionally('accelerator', accelerator && readAccelerator(accelerator, tables)),
    burstable: field.optional('burstable')?.flag() ?? false,
    ...optionally('retired', field.optional('retired')?.text()),
    launchableIn: field.field('launchableIn').items().map((region) => region.indexInto(tables.offeringRegions, 'offeringRegions')),
  };
}

function readAccelerator(field: JsonField, { devices }: Tables): NonNullable<InstanceType['accelerator']> {
  const device = field.field('device');
  return {
    device: devices.get(device.text())?.name ?? device.refuse('a name in devices'),
    count: field.field('count').positive(),
    memoryGiB: field.field('memoryGiB').positive(),
  };
}

/** A field to spread into an object: none at all when the value is unknown. */
function optionally<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}
