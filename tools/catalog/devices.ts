/** Device sheets: gpu-specs.csv joined by family with the usable memory that the EC2 API reports. */

import { join } from 'node:path';
import type { Device } from '../../src/core/catalog/catalog';
import { readTable, type Row } from '../dataset/table';
import { familyOf, positive } from './tables';

/** EC2 calls both boards of a pair V100 or A100; the family tells them apart. */
const LARGER_BOARDS: Readonly<Record<string, string>> = { p3dn: 'V100 32GB', p4de: 'A100 80GB' };

/** A remark on cells that are not shipped says nothing about those that are. */
const ON_CELLS_NOT_SHIPPED = /SM(\/boost)? UNVERIFIED/;
const DOUBT = /UNVERIFIED|UNRESOLVED|inferred/;
/** Sources disagree twofold (A10G), or the figure is that of packed vector math (V520): no figure is better than that one. */
const NO_TENSOR_FIGURE = /UNRESOLVED|not tensor/;

/** Trainium2: the API reports 512 GiB per device, which no chip has; gpu-specs.csv gives 96. */
const API_MEMORY_IS_WRONG = new Set(['Trainium2']);

/** Name of the device on which an accelerator type (row of instances.csv) runs. */
export function deviceName(row: Row): string {
  return LARGER_BOARDS[familyOf(row.cell('instanceType'))] ?? row.cell('gpuModel');
}

/** Every device of the given rows of instances.csv (accelerator types only), by name. */
export function buildDevices(awsDirectory: string, rows: readonly Row[]): Map<string, Device> {
  const { rows: sheets } = readTable(join(awsDirectory, 'gpu-specs.csv'),
    ['awsFamilies', 'architecture', 'fp32Tflops', 'fp16Bf16TensorTflopsDense', 'memoryGB', 'memoryBandwidthGBs', 'source', 'notes']);
  const devices = new Map<string, Device>();
  for (const row of rows.filter(hasWholeDevices)) {
    const name = deviceName(row);
    const family = familyOf(row.cell('instanceType'));
    const sheet = sheets.find((candidate) => candidate.cell('awsFamilies').split(',').includes(family));
    if (sheet !== undefined && !devices.has(name)) devices.set(name, deviceOf(name, row, sheet));
  }
  return devices;
}

function deviceOf(name: string, row: Row, sheet: Row): Device {
  const remarks = `${sheet.cell('source')}; ${sheet.cell('notes')}`;
  const memoryGiB = API_MEMORY_IS_WRONG.has(name) ? positive(sheet, 'memoryGB') : positive(row, 'gpuMemoryGiB');
  const bandwidth = positive(sheet, 'memoryBandwidthGBs');
  const fp32 = positive(sheet, 'fp32Tflops');
  const tensor = NO_TENSOR_FIGURE.test(remarks) ? undefined : positive(sheet, 'fp16Bf16TensorTflopsDense');
  return {
    name,
    vendor: row.cell('acceleratorVendor'),
    microarchitecture: sheet.cell('architecture'),
    ...(memoryGiB === undefined ? {} : { memoryGiB }),
    ...(bandwidth === undefined ? {} : { memoryBandwidthGBs: bandwidth }),
    ...(fp32 === undefined ? {} : { fp32Tflops: fp32 }),
    ...(tensor === undefined ? {} : { fp16TensorTflops: tensor }),
    verified: !DOUBT.test(remarks.replace(ON_CELLS_NOT_SHIPPED, '')),
    source: `${sheet.cell('source')}; memory from EC2 DescribeInstanceTypes`,
  };
}

/** A part of a GPU (g6f, gr6f) is sold with its own share of the memory, which says nothing about the device. */
function hasWholeDevices(row: Row): boolean {
  return (positive(row, 'gpuPartitionSize') ?? 1) === 1;
}
