/** Whether a run fits into the memory of one accelerator of another instance type. */

import type { InstanceType } from '../catalog/catalog';
import type { Known } from '../profile/profile';
import type { Candidate } from './advice';

/** What is known about the memory of the run, per accelerator. */
export interface MemoryNeed {
  /** Bytes in use at most, as profiled or as the user says; absent when neither is known. */
  readonly peakBytes?: Known<number>;
  /** Memory of the accelerator on which it ran, bytes. */
  readonly ranInBytes?: number;
  /** Samples times pixels of a step over those of the profiled one; 1 unless a what-if changes them. */
  readonly workRatio: number;
}

/** The fit with a whole sentence why; none where there is nothing to say. */
export interface MemoryFit {
  readonly fit: Candidate['memoryFit'];
  readonly reason?: string;
  /** Expected need on one accelerator, from the same peak; absent when no peak says so. */
  readonly needGiB?: { readonly least: number; readonly most: number };
}

const GIB = 2 ** 30;

/**
 * What a process takes beyond its tensors: a CUDA context and the kernels of cuDNN and cuBLAS have 0.3 to 0.8 GiB on the devices
 * of the catalog. Counted in every case, as an allocator's own figure leaves it out.
 */
const CONTEXT_BYTES = 0.8 * GIB;

/** Blocks of a caching allocator that no tensor fits: a tenth is lost in practice, up to a fifth with varying shapes. */
const FRAGMENTATION = 0.1;
const TIGHT_FRAGMENTATION = 0.2;

/** TensorFlow takes nearly all memory at its start, so that a monitor's figure says nothing about the need. */
const PREALLOCATED = 0.88;

/** The fit on a type; CPU types have no device memory and say nothing. */
export function memoryFit({ peakBytes, ranInBytes, workRatio }: MemoryNeed, { accelerator }: InstanceType): MemoryFit {
  if (accelerator === undefined) return { fit: 'unknown' };
  const bytes = accelerator.memoryGiB * GIB;
  const isKnown = peakBytes !== undefined && (ranInBytes === undefined || peakBytes.value < PREALLOCATED * ranInBytes);
  const ranInNoMore = workRatio <= 1 && ranInBytes !== undefined && bytes >= ranInBytes;
  if (!isKnown) return { fit: ranInNoMore ? 'fits' : 'unknown' };
  // Weights do not grow with the batch and activations do: the need lies between the same and the proportional one.
  const least = CONTEXT_BYTES + peakBytes.value * Math.min(1, workRatio) * (1 + FRAGMENTATION);
  const most = CONTEXT_BYTES + peakBytes.value * Math.max(1, workRatio) * (1 + TIGHT_FRAGMENTATION);
  const needGiB = { least: least / GIB, most: most / GIB };
  if (ranInNoMore || most <= bytes) return { fit: 'fits', needGiB };
  const needs = `${gibibytes(least)} to ${gibibytes(most)} GiB are needed (${peakBytes.source}), of ${gibibytes(bytes)} GiB`;
  return least > bytes
    ? { fit: 'no', needGiB, reason: `It does not fit into memory: ${needs}.` }
    : { fit: 'tight', needGiB, reason: `Memory is tight: ${needs}.` };
}

/**
 * The largest batch that fits, from two measured peaks: memory = fixed + slope x batch. Undefined when the points give no slope
 * upwards, or when not even one sample fits.
 */
export function largestBatch(points: readonly [BatchPeak, BatchPeak], deviceBytes: number): number | undefined {
  const [one, two] = points;
  const slope = (two.peakBytes - one.peakBytes) / (two.batchSize - one.batchSize);
  const fixed = one.peakBytes - slope * one.batchSize;
  const batch = Math.floor(((deviceBytes - CONTEXT_BYTES) / (1 + FRAGMENTATION) - fixed) / slope);
  return Number.isFinite(batch) && slope > 0 && batch >= 1 ? batch : undefined;
}

/** Peak memory at a batch size. */
export interface BatchPeak {
  readonly batchSize: number;
  readonly peakBytes: number;
}

function gibibytes(bytes: number): string {
  return (bytes / GIB).toPrecision(3);
}
