/** Load and memory of GPUs from samples, kept apart by GPU: a busy and an idle one average to a figure that describes neither. */

import { percent } from '../../format';
import type { Profile } from '../profile';
import { quote } from '../quote';
import { certaintyOf, known, Mean, measured, shareOf } from './figures';

/** More GPUs than any machine has; a file that names more would only fill the memory. */
const MOST_GPUS = 64;

/** Device names are data of the file; the longest of NVIDIA has 40 characters. */
const NAME_LIMIT = 200;

/** One reading of one GPU; what is absent was not told. */
export interface GpuSample {
  /** What tells the GPUs of a file apart: index, UUID, PCI address. */
  readonly gpu: string;
  readonly name?: string | undefined;
  /** Per cent of the time in which any kernel ran. */
  readonly busyPercent?: number | undefined;
  readonly usedBytes?: number | undefined;
  readonly totalBytes?: number | undefined;
}

/** What the tool calls its figures, for the sources. */
export interface GpuWords {
  readonly busy: string;
  readonly used: string;
  readonly total: string;
  readonly name: string;
}

/** The fields of a profile that a GPU monitor fills. */
export type GpuFields = Pick<Profile, 'deviceName' | 'deviceMemoryBytes' | 'gpuBusyShare' | 'peakMemoryBytes'>;

interface Gpu {
  readonly id: string;
  readonly busy: Mean;
  samples: number;
  name?: string;
  usedBytes: number;
  totalBytes: number;
}

/** Collects samples. */
export class GpuLoad {
  private readonly gpus = new Map<string, Gpu>();
  private nonsense = 0;

  constructor(private readonly words: GpuWords) {}

  /** Whether any GPU was seen. */
  get isEmpty(): boolean {
    return this.gpus.size === 0;
  }

  add({ gpu: id, name, busyPercent, usedBytes = 0, totalBytes = 0 }: GpuSample): void {
    const gpu = this.gpus.get(id) ?? { id: id.slice(0, NAME_LIMIT), busy: new Mean(), samples: 0, usedBytes: 0, totalBytes: 0 };
    if (this.gpus.size < MOST_GPUS) this.gpus.set(id, gpu);
    const share = busyPercent === undefined ? undefined : shareOf(busyPercent);
    if (share !== undefined) gpu.busy.add(share);
    else if (busyPercent !== undefined) this.nonsense++;
    gpu.samples++;
    if (name !== undefined && name !== '') gpu.name ??= name.slice(0, NAME_LIMIT);
    gpu.usedBytes = Math.max(gpu.usedBytes, usedBytes);
    gpu.totalBytes = Math.max(gpu.totalBytes, totalBytes);
  }

  /** The figures of the busiest GPU; of that with the most memory in use where load was not recorded. */
  fields(): GpuFields {
    const [gpu] = this.ranked();
    if (gpu === undefined) return {};
    const { busy, used, total, name } = this.words;
    return {
      ...known('deviceName', gpu.name === undefined ? undefined : { value: gpu.name, source: name, certainty: 'measured' }),
      ...measured('deviceMemoryBytes', gpu.totalBytes, total),
      ...known('gpuBusyShare', gpu.busy.known(busy)),
      ...known('peakMemoryBytes', gpu.usedBytes === 0 ? undefined
        : { value: gpu.usedBytes, source: `most ${used} in ${gpu.samples === 1 ? 'a single sample' : `${gpu.samples} samples`}`, certainty: certaintyOf(gpu.samples) }),
    };
  }

  /** Which GPU was taken, and what was left out. */
  warnings(): string[] {
    const [first, ...others] = this.ranked();
    const nonsense = this.nonsense === 0 ? [] : [`Values of ${this.words.busy} that are no percentages were left out: ${this.nonsense}.`];
    if (first === undefined || others.length === 0) return nonsense;
    const means = others.flatMap(({ busy }) => busy.value ?? []);
    const [most, least] = [Math.max(...means), Math.min(...means)];
    const rest = means.length === 0 ? '' : `, the others ${least === most ? percent(most) : `${percent(least)} to ${percent(most)}`}`;
    const which = first.busy.value === undefined
      ? `the one with the most memory in use, ${quote(first.id)}`
      : `the busiest, ${quote(first.id)} (${percent(first.busy.value)} busy${rest})`;
    return [`${this.gpus.size} GPUs are recorded; the figures are those of ${which}.`, ...nonsense];
  }

  private ranked(): Gpu[] {
    return [...this.gpus.values()].sort((a, b) => (b.busy.value ?? -1) - (a.busy.value ?? -1) || b.usedBytes - a.usedBytes);
  }
}
