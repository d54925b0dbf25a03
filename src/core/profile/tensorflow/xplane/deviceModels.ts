/** Which accelerator has these properties: profiles hold the figures that the driver gives and not the name. */

import type { Known } from '../../profile';

/** What a driver says of a device. */
export interface DeviceProperties {
  /** `Nvidia`, `AMD`; absent in profiles of TensorFlow before 2.10, which knew Nvidia only. */
  readonly vendor?: string;
  /** Streaming multiprocessors, or compute units of AMD. */
  readonly cores: number;
  /** Compute capability, `7.0`; of AMD the GFX version. */
  readonly capability: string;
  readonly memoryBytes?: number;
}

const GIB = 2 ** 30;

/** The driver keeps up to so much of the nominal memory for itself (ECC, context). */
const LEAST_MEMORY_SHARE = 0.88;
const MOST_MEMORY_SHARE = 1.02;

/** Vendor, name as the catalog has it, multiprocessors, capability, nominal GiB. Sources: Nvidia's CUDA GPUs page and white papers; AMD's CDNA data sheets. */
const MODELS: readonly (readonly ['Nvidia' | 'AMD', string, number, string, number])[] = [
  ['Nvidia', 'K80', 13, '3.7', 12],
  ['Nvidia', 'M60', 16, '5.2', 8],
  ['Nvidia', 'P100', 56, '6.0', 16],
  ['Nvidia', 'P4', 20, '6.1', 8],
  ['Nvidia', 'V100', 80, '7.0', 16],
  ['Nvidia', 'V100 32GB', 80, '7.0', 32],
  ['Nvidia', 'T4', 40, '7.5', 16],
  ['Nvidia', 'RTX 2060', 30, '7.5', 6],
  ['Nvidia', 'RTX 2080 Ti', 68, '7.5', 11],
  ['Nvidia', 'A100', 108, '8.0', 40],
  ['Nvidia', 'A100 80GB', 108, '8.0', 80],
  ['Nvidia', 'A10G', 80, '8.6', 24],
  ['Nvidia', 'A10', 72, '8.6', 24],
  ['Nvidia', 'RTX 3090', 82, '8.6', 24],
  ['Nvidia', 'L4', 58, '8.9', 24],
  ['Nvidia', 'L40S', 142, '8.9', 48],
  ['Nvidia', 'RTX 4090', 128, '8.9', 24],
  ['Nvidia', 'H100', 132, '9.0', 80],
  ['Nvidia', 'H200', 132, '9.0', 141],
  ['Nvidia', 'B200', 148, '10.0', 180],
  ['AMD', 'MI210', 104, '9.0', 64],
  ['AMD', 'MI250X', 110, '9.0', 64],
  ['AMD', 'MI300X', 304, '9.4', 192],
];

/** The model that fits: derived when all figures do, a guess when the memory is unknown or another; undefined when none fits. */
export function deviceModel({ vendor = 'Nvidia', cores, capability, memoryBytes }: DeviceProperties): Known<string> | undefined {
  const alike = MODELS.filter(([maker, , count, version]) => maker.toLowerCase() === vendor.toLowerCase() && count === cores && version === capability);
  const exact = memoryBytes === undefined ? undefined : alike.find(([, , , , gib]) => memoryBytes >= LEAST_MEMORY_SHARE * gib * GIB && memoryBytes <= MOST_MEMORY_SHARE * gib * GIB);
  const [found] = exact ? [exact] : alike;
  if (found === undefined) return undefined;
  const unit = vendor.toLowerCase() === 'amd' ? 'compute units' : 'SMs';
  const memory = memoryBytes === undefined ? '' : `, ${(memoryBytes / GIB).toFixed(1)} GB`;
  return { value: found[1], source: `inferred from ${cores} ${unit}, compute capability ${capability}${memory}`, certainty: exact ? 'derived' : 'guess' };
}
