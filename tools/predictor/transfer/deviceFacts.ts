/** What datasheets and architecture say of each device, and the rates that follow from it without any measurement of training. */

import type { Precision } from '../../../src/core/profile/profile';

/** Kinds of memory that reach different shares of their datasheet bandwidth. */
type Memory = 'GDDR5 with ECC' | 'GDDR5' | 'GDDR6' | 'GDDR7' | 'HBM';

/** One device, from its datasheet (data/aws/gpu-specs.csv; data/aws/datasheet-unverified.csv for devices that AWS does not sell). */
export interface DeviceFacts {
  /** As the catalog names it, or the name in this table of a device that AWS does not sell. */
  readonly device: string;
  readonly chip: string;
  /** Peak of plain fp32 arithmetic at the clock that the device keeps: the boost clock, but for the K80 its base clock of 560 MHz (2.8 instead of 4.37). */
  readonly fp32Tflops: number;
  /** Dense peaks of the matrix units; absent where there are none. */
  readonly tensorTflops?: { readonly tf32?: number; readonly amp: number };
  readonly bandwidthGBs: number;
  readonly watts: number;
  readonly nodeNm: number;
  /** fp32 lanes for each instruction that a processor can issue in a cycle (32 lanes wide): above 1 (or shared with integer work) they cannot all be fed. */
  readonly lanesPerIssue: number;
  readonly memory: Memory;
  /** What a copy between host and device reaches, GB/s: PCIe 3 x16 11, PCIe 4 20, PCIe 5 45; T4 8 lanes. */
  readonly linkGBs: number;
}

const fact = (
  device: string, chip: string, fp32Tflops: number, tensor: readonly [tf32: number | null, amp: number] | null, bandwidthGBs: number,
  watts: number, nodeNm: number, lanesPerIssue: number, memory: Memory, linkGBs: number,
): DeviceFacts => ({
  device, chip, fp32Tflops, bandwidthGBs, watts, nodeNm, lanesPerIssue, memory, linkGBs,
  ...(tensor !== null && { tensorTflops: { ...(tensor[0] !== null && { tf32: tensor[0] }), amp: tensor[1] } }),
});

/** All devices that rates are made for, or fitted on. Lanes: Kepler 192 for 4 schedulers, Maxwell to Hopper 128 or 64; Ampere's GA102 and Ada share half of theirs with integer work (1.2). */
export const DEVICE_FACTS: readonly DeviceFacts[] = [
  fact('K80', 'GK210', 2.8, null, 240, 150, 28, 1.5, 'GDDR5 with ECC', 8),
  fact('M60', 'GM204', 4.8, null, 160, 150, 28, 1, 'GDDR5', 8),
  fact('P4', 'GP104', 5.5, null, 192, 75, 16, 1, 'GDDR5', 8),
  fact('P100', 'GP100', 9.3, null, 732, 250, 16, 0.5, 'HBM', 11),
  fact('V100', 'GV100', 15.7, [null, 125], 900, 300, 12, 0.5, 'HBM', 11),
  fact('V100 32GB', 'GV100', 15.7, [null, 125], 900, 300, 12, 0.5, 'HBM', 11),
  fact('V100 PCIe', 'GV100', 14, [null, 112], 900, 250, 12, 0.5, 'HBM', 11),
  fact('T4', 'TU104', 8.1, [null, 65], 320, 70, 12, 0.5, 'GDDR6', 6),
  fact('T4g', 'TU104', 8.1, [null, 65], 320, 70, 12, 0.5, 'GDDR6', 6),
  // Sources give its matrix units 62.5 to 125; 70 stands in datasheet-unverified.csv.
  fact('A10G', 'GA102', 31.2, [35, 70], 600, 300, 8, 1.2, 'GDDR6', 12),
  fact('L4', 'AD104', 30.3, [60, 121], 300, 72, 5, 1.2, 'GDDR6', 20),
  fact('L40S', 'AD102', 91.6, [181, 362], 864, 350, 5, 1.2, 'GDDR6', 20),
  fact('RTX PRO 4500', 'GB203', 51, [101, 203], 800, 165, 4, 1.2, 'GDDR7', 45),
  fact('RTX PRO Server 6000', 'GB202', 120, [250, 500], 1597, 600, 4, 1.2, 'GDDR7', 45),
  fact('A100', 'GA100', 19.5, [156, 312], 1555, 400, 7, 0.5, 'HBM', 20),
  fact('A100 80GB', 'GA100', 19.5, [156, 312], 2039, 400, 7, 0.5, 'HBM', 20),
  fact('A100 PCIe', 'GA100', 19.5, [156, 312], 1555, 250, 7, 0.5, 'HBM', 20),
  fact('A100 80GB PCIe', 'GA100', 19.5, [156, 312], 1935, 300, 7, 0.5, 'HBM', 20),
  fact('H100', 'GH100', 67, [494.5, 989.5], 3350, 700, 4, 1, 'HBM', 45),
  fact('H200', 'GH100', 67, [494.5, 989.5], 4800, 700, 4, 1, 'HBM', 45),
  fact('B200', 'GB100', 75, [1125, 2250], 8000, 1000, 4, 1, 'HBM', 45),
  fact('B300', 'GB110', 75, [1125, 2250], 8000, 1100, 4, 1, 'HBM', 45),
];

/** The facts of a device; throws for one that the table does not have, as only the tools ask. */
export function factsOf(device: string): DeviceFacts {
  const found = DEVICE_FACTS.find((facts) => facts.device === device);
  if (found === undefined) throw new RangeError(`no facts of ${device}`);
  return found;
}

/** Share of the datasheet bandwidth that streaming kernels reach; ECC costs the K80 a fifth. */
const REACHED: Readonly<Record<Memory, number>> = { 'GDDR5 with ECC': 0.62, GDDR5: 0.75, GDDR6: 0.77, GDDR7: 0.77, HBM: 0.85 };
/** Watts that a sustained fp32 TFLOP/s takes, memory included, by process node: where the board's limit is lower, the clock falls (T4, L4). */
const WATTS_PER_TFLOPS: Readonly<Record<number, number>> = { 28: 20, 16: 17, 12: 17, 8: 13, 7: 11, 5: 7, 4: 7 };
/** How sharply the lower of two limits wins. */
const SHARPNESS = 4;
const issueEfficiency = (lanesPerIssue: number): number => 0.93 * Math.exp(-0.45 * (lanesPerIssue - 0.5));

/** Sustained fp32 arithmetic by the datasheet, TFLOP/s: the peak times what instruction issue can feed, limited by power. */
export function typicalComputeTflops(facts: DeviceFacts): number {
  return issuedTflops(facts) * keptClock(facts);
}

const issuedTflops = ({ fp32Tflops, lanesPerIssue }: DeviceFacts): number => fp32Tflops * issueEfficiency(lanesPerIssue);

/** Share of its clock, 0 to 1, that a device keeps under load within its power limit. */
function keptClock(facts: DeviceFacts): number {
  const powered = facts.watts / (WATTS_PER_TFLOPS[facts.nodeNm] ?? 10);
  return (1 + (issuedTflops(facts) / powered) ** SHARPNESS) ** (-1 / SHARPNESS);
}

/** Sustained bandwidth by the datasheet, GB/s. */
export function typicalBandwidthGBs({ bandwidthGBs, memory }: DeviceFacts): number {
  return bandwidthGBs * REACHED[memory];
}

/** Matrix units: a V100 in mixed precision does convolutions and matrix products about 3.5 times as fast as in fp32 (data/nvidia_dle, V100 alone). */
const REFERENCE = { tflops: 46, tensorTflops: 114, bandwidthGBs: 765 };

/**
 * Sustained arithmetic in reduced precision, TFLOP/s. Matrix units are so fast that feeding them decides as much as they do: the geometric mean of
 * their peak (at the clock that power allows) and of the bandwidth, relative to a V100; TF32 moves twice the bytes. Devices without matrix units gain nothing.
 */
export function typicalTensorTflops(facts: DeviceFacts, precision: Exclude<Precision, 'fp32'>): number {
  const tensor = facts.tensorTflops?.[precision];
  const plain = typicalComputeTflops(facts);
  if (tensor === undefined) return plain;
  const bytes = precision === 'tf32' ? 2 : 1;
  const fed = typicalBandwidthGBs(facts) / REFERENCE.bandwidthGBs / bytes;
  return Math.max(plain, REFERENCE.tflops * Math.sqrt(((tensor * keptClock(facts)) / REFERENCE.tensorTflops) * fed));
}
