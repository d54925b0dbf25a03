/** instances.csv, offerings.csv and gpu-specs.csv in, media/data/catalog.json out. */

import { join } from 'node:path';
import type { Device, InstanceType } from '../../src/core/catalog/catalog';
import { CATALOG_FORMAT } from '../../src/core/catalog/loadCatalog';
import { buildDevices, deviceName } from './devices';
import { readTable, type Row } from '../dataset/table';
import { positive, type Rejection } from './tables';

/** Date of moto's offerings that offerings.csv was made from; the file itself does not say it. */
const OFFERINGS_AS_OF = '2026-08-01';

/** The document that `loadCatalog` reads; regions and processors are given by index. */
export interface CatalogDocument {
  readonly format: typeof CATALOG_FORMAT;
  readonly specificationsAsOf: string;
  readonly offeringsAsOf: string;
  readonly offeringRegions: readonly string[];
  readonly processors: readonly string[];
  readonly devices: readonly Device[];
  readonly instanceTypes: readonly (Omit<InstanceType, 'processor' | 'burstable' | 'launchableIn'> & {
    readonly processor?: number;
    readonly burstable?: true;
    readonly launchableIn: readonly number[];
  })[];
}

/**
 * The catalog. Mainstream means: every type that instances.csv lists, which is the compute-, general- and memory-optimised
 * families on which training runs, and all accelerator types. Figures are taken as they are, without rounding.
 */
export function buildCatalog(awsDirectory: string): { document: CatalogDocument; rejected: Rejection[] } {
  const { rows } = readTable(join(awsDirectory, 'instances.csv'),
    ['instanceType', 'vCPU', 'memoryGiB', 'architecture', 'physicalProcessor', 'clockGHz', 'gpuModel', 'gpuCount', 'gpuMemoryGiB',
      'gpuPartitionSize', 'acceleratorVendor', 'burstable', 'retiredFromApi', 'specAsOf']);
  const offeringTable = readTable(join(awsDirectory, 'offerings.csv'), ['instanceType']);
  const offeringRegions = offeringTable.columns.filter((column) => column !== 'instanceType');
  const offerings = new Map(offeringTable.rows.map((row) => [row.cell('instanceType'), row]));
  const devices = buildDevices(awsDirectory, rows.filter((row) => row.cell('gpuModel') !== ''));
  const processors = [...new Set(rows.map(processorName))].filter((name) => name !== '').sort();
  const instanceTypes: CatalogDocument['instanceTypes'][number][] = [];
  const rejected: Rejection[] = [];
  for (const row of rows) {
    const type = instanceTypeOf(row, { devices, processors, offeringRegions, offering: offerings.get(row.cell('instanceType')) });
    if (typeof type === 'string') rejected.push({ place: row.place, what: row.cell('instanceType'), reason: type });
    else instanceTypes.push(type);
  }
  const specificationsAsOf = rows.map(lastListed).sort().at(-1) ?? '';
  return {
    document: {
      format: CATALOG_FORMAT, specificationsAsOf, offeringsAsOf: OFFERINGS_AS_OF, offeringRegions, processors,
      devices: [...devices.values()], instanceTypes,
    },
    rejected,
  };
}

interface Context {
  readonly devices: ReadonlyMap<string, Device>;
  readonly processors: readonly string[];
  readonly offeringRegions: readonly string[];
  readonly offering: Row | undefined;
}

/** The type, or in words why the row cannot be used. */
function instanceTypeOf(row: Row, { devices, processors, offeringRegions, offering }: Context): CatalogDocument['instanceTypes'][number] | string {
  const vCpus = positive(row, 'vCPU');
  const memoryGiB = positive(row, 'memoryGiB');
  const clockGHz = positive(row, 'clockGHz');
  const architecture = row.cell('architecture');
  if (vCpus === undefined || memoryGiB === undefined) return 'vCPU or memory is missing';
  if (architecture !== 'x86_64' && architecture !== 'arm64') return `architecture "${architecture}" is unknown`;
  if (offering === undefined) return 'offerings.csv does not have the type';
  const launchableIn = offeringRegions.flatMap((region, index) => (offering.cell(region) === '1' ? [index] : []));
  const retired = row.cell('retiredFromApi') === 'yes';
  if (retired && launchableIn.length > 0) return 'it is marked as retired, but some region still offers it';
  const accelerator = row.cell('gpuModel') === '' ? undefined : acceleratorOf(row, devices);
  if (typeof accelerator === 'string') return accelerator;
  const processor = processors.indexOf(processorName(row));
  return {
    name: row.cell('instanceType'), vCpus, memoryGiB, architecture,
    ...(processor < 0 ? {} : { processor }),
    ...(clockGHz === undefined ? {} : { clockGHz }),
    ...(accelerator === undefined ? {} : { accelerator }),
    ...(row.cell('burstable') === 'true' ? { burstable: true } : {}),
    ...(retired ? { retired: lastListed(row) } : {}),
    launchableIn,
  };
}

function acceleratorOf(row: Row, devices: ReadonlyMap<string, Device>): NonNullable<InstanceType['accelerator']> | string {
  const device = devices.get(deviceName(row));
  if (device === undefined) return `no sheet describes the device ${deviceName(row)}`;
  const partition = positive(row, 'gpuPartitionSize') ?? 1;
  // EC2 counts a part of a GPU as 0 GPUs.
  const count = partition < 1 ? partition : positive(row, 'gpuCount');
  const memoryGiB = partition < 1 ? positive(row, 'gpuMemoryGiB') : device.memoryGiB;
  return count === undefined || memoryGiB === undefined ? 'the number of devices or their memory is missing' : { device: device.name, count, memoryGiB };
}

/** `2026-04-01` of `2026-04-01@95a01280b`. */
function lastListed(row: Row): string {
  return row.cell('specAsOf').split('@')[0] ?? '';
}

/** One spelling per model: `AMD EPYC 7R13` for `AMD EPYC 7R13 48-Core Processor` and `AMD EPYC 7R13 Processor`. */
function processorName(row: Row): string {
  return row.cell('physicalProcessor')
    .replace(/\(R\)| CPU\b| Processor$| \d+-Core| @ .*$| \(Broadwell\)$/g, '')
    .trim();
}
