/** `memory_profile.json.gz`: what the allocators of a run held, `MemoryProfile` of tensorflow/core/profiler/protobuf/memory_profile.proto as JSON. */

import { fail, success, type Result } from '../../failure';
import type { Content } from '../content';
import { quote } from '../quote';
import type { PartReader, RunPart } from './part';

const ID = 'tensorflow-memory-profile';

/** Allocators of accelerators are called `GPU_0_bfc`, `TPU_0`; those of the host `cpu`, `mklcpu`, `gpu_host_bfc`. */
const DEVICE_ALLOCATOR = /^[GT]PU_\d+/;

/** More than any accelerator has, bytes. */
const MAX_BYTES = 2 ** 44;

/** Reads the peak of the accelerators. */
export const tensorflowMemoryProfile: PartReader = {
  id: ID,
  sniff: ({ text }) => /^\s*\{/.test(text) && text.includes('"memoryProfilePerAllocator"'),
  read: readMemory,
};

function readMemory(file: Content): Result<RunPart> {
  const allocators = allocatorsOf(file.wholeText());
  if (allocators === undefined) return fail('damaged', `${quote(file.name)} is a memory profile that is cut short or damaged.`, 'Copy it again from the machine that was profiled.');
  const peaks = allocators.flatMap(([name, allocator]) => (DEVICE_ALLOCATOR.test(name) ? peakOf(name, allocator) : []));
  const [peak] = peaks.sort((a, b) => b.value - a.value);
  if (peak === undefined) return fail('damaged', `${quote(file.name)} is a memory profile without any memory of an accelerator.`, 'Open the tensorflow_stats, overview_page or xplane.pb of the same run.');
  return success({ facts: { format: ID, peakMemoryBytes: { ...peak, certainty: 'measured' }, ops: [], warnings: [] }, untimed: [MEMORY_ONLY_WARNING] });
}

const MEMORY_ONLY_WARNING = 'A memory profile tells how much memory a run used, and nothing about its time.';

function allocatorsOf(text: string): [string, unknown][] | undefined {
  try {
    const json = JSON.parse(text) as unknown;
    const allocators = isObject(json) ? json['memoryProfilePerAllocator'] : undefined;
    return isObject(allocators) ? Object.entries(allocators) : undefined;
  } catch {
    return undefined;
  }
}

/** The peak since the program started, else that of the profiled time; JSON writes 64-bit integers as text. */
function peakOf(name: string, allocator: unknown): { value: number; source: string }[] {
  const summary = isObject(allocator) && isObject(allocator['profileSummary']) ? allocator['profileSummary'] : {};
  const stats = isObject(summary['peakStats']) ? summary['peakStats'] : {};
  const value = Number(summary['peakBytesUsageLifetime'] ?? stats['peakBytesInUse'] ?? Number.NaN);
  return value > 0 && value <= MAX_BYTES ? [{ value, source: `peak bytes in use of the allocator ${quote(name)}` }] : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
