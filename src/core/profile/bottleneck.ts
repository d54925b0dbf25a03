/** What a run waits for, in one sentence, from measured utilisation. Says nothing rather than guess. */

import { percent } from '../format';
import type { Known, Profile } from './profile';

/**
 * The thresholds, shares from 0 to 1. 90 % for a CPU or GPU that is the limit and 70 % for a GPU that is not made use of are those of
 * SageMaker Debugger's built-in rules (CPUBottleneck, LowGPUUtilization; AWS documentation). The others are ours: a tenth of stolen
 * time lengthens a step by more than the noise between runs (up to 2.5 %), and half a CPU that always waits for a disk is a loader that does.
 */
export const LIMITS = {
  /** A GPU busy for this share or more is the limit itself. */
  gpuBound: 0.9,
  /** One busy for less waits for something. */
  gpuWaits: 0.7,
  /** One busy for less is not used at all: a desktop keeps it so busy. */
  gpuUnused: 0.05,
  /** All CPUs together: busy for this share or more, they are the limit. */
  cpuBound: 0.9,
  /** Busy for less, they are no limit together, though one of them may be. */
  cpuIdle: 0.5,
  /** Share of the busy time that must be user code to call it so. */
  mostly: 0.5,
  /** Share of all CPUs that waited for storage, where the number of CPUs is unknown. */
  iowait: 0.2,
  /** The same in CPUs, and the least share that counts on machines with many. */
  iowaitCpus: 0.5,
  leastIowait: 0.05,
  /** Share of all CPUs that the hypervisor gave to others. */
  steal: 0.1,
  /** CPUs in use between which it is one thread that works. */
  oneCpu: [0.8, 1.3],
} as const;

/** What is known, guesses left out. Shares from 0 to 1. */
interface Load {
  /** What to call the accelerator. */
  readonly device: 'GPU' | 'TPU';
  readonly gpu: number | undefined;
  /** Where the training's arithmetic ran, as far as the ops tell. */
  readonly place: 'gpu' | 'cpu' | 'unknown';
  /** CPUs in use, waiting and stolen time not counted. */
  readonly cpu: number | undefined;
  readonly user: number | undefined;
  readonly iowait: number | undefined;
  readonly steal: number | undefined;
  readonly vCpus: number | undefined;
}

/** Each cause with its condition and sentence; the first that speaks is the bottleneck. */
const CAUSES: readonly ((load: Load) => string | undefined)[] = [gpuBound, stolen, waitingForStorage, cpuBound, oneThread, gpuWaiting];

/**
 * The bottleneck in one sentence, or undefined when nothing points to one. `hostHasGpu` tells about the machine on which the profile
 * was taken, where that is known.
 */
export function bottleneckOf(profile: Profile, hostHasGpu?: boolean): string | undefined {
  const load = loadOf(profile, hostHasGpu);
  for (const cause of CAUSES) {
    const sentence = cause(load);
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

function loadOf(profile: Profile, hostHasGpu: boolean | undefined): Load {
  const used = sure(profile.cpuUtilization);
  const iowait = sure(profile.cpuIowaitShare);
  const steal = sure(profile.cpuStealShare);
  return {
    device: profile.deviceName?.value.includes('TPU') === true ? 'TPU' : 'GPU',
    gpu: sure(profile.gpuBusyShare) ?? busyShareOfOps(profile),
    place: hostHasGpu === false ? 'cpu' : placeOf(profile) ?? (hostHasGpu === true ? 'gpu' : 'unknown'),
    // Tools count what is not idle; time spent waiting or stolen is no work.
    cpu: used === undefined ? undefined : Math.max(0, used - (iowait ?? 0) - (steal ?? 0)),
    user: sure(profile.cpuUserShare),
    iowait,
    steal,
    vCpus: sure(profile.vCpus),
  };
}

function sure(known: Known<number> | undefined): number | undefined {
  return known === undefined || known.certainty === 'guess' ? undefined : known.value;
}

/** What the profiler did not call idle; undefined when it counts no idle time, because then nothing is known about it. */
function busyShareOfOps({ ops }: Profile): number | undefined {
  const device = ops.filter(({ place }) => place === 'device');
  const totalMs = device.reduce((sum, { ms }) => sum + ms, 0);
  const idleMs = device.reduce((sum, { family, ms }) => sum + (family === 'idle' ? ms : 0), 0);
  return idleMs > 0 && totalMs > 0 ? 1 - idleMs / totalMs : undefined;
}

function placeOf({ ops, deviceName, gpuBusyShare, peakMemoryBytes }: Profile): 'gpu' | 'cpu' | undefined {
  if (ops.some(({ place }) => place === 'device')) return 'gpu';
  // A machine may have a GPU that the training leaves alone, and a profiler of the host alone tells nothing about one that works.
  const isGpuInUse = gpuBusyShare === undefined ? peakMemoryBytes !== undefined : gpuBusyShare.value >= LIMITS.gpuUnused;
  if (ops.length > 0) return isGpuInUse ? 'gpu' : 'cpu';
  return isGpuInUse || deviceName !== undefined ? 'gpu' : undefined;
}

function gpuBound({ device, gpu }: Load): string | undefined {
  return gpu === undefined || gpu < LIMITS.gpuBound ? undefined : `${device} ${percent(gpu)} busy: ${device}-bound; a faster ${device} shortens the step.`;
}

function stolen({ steal }: Load): string | undefined {
  if (steal === undefined || steal < LIMITS.steal) return undefined;
  return `The hypervisor gave ${percent(steal)} of the CPU time to others (steal): a noisy neighbour or used-up CPU credits; a dedicated or larger type would not wait so.`;
}

function waitingForStorage({ device, iowait, vCpus }: Load): string | undefined {
  if (iowait === undefined) return undefined;
  const waits = iowait >= LIMITS.iowait || (vCpus !== undefined && iowait >= LIMITS.leastIowait && iowait * vCpus >= LIMITS.iowaitCpus);
  return waits ? `CPU ${percent(iowait)} waiting for storage (iowait): storage-bound; faster or local storage helps, a faster ${device} will not.` : undefined;
}

function cpuBound({ device, cpu, user, place, gpu }: Load): string | undefined {
  if (cpu === undefined || cpu < LIMITS.cpuBound) return undefined;
  const where = user === undefined ? '' : user >= LIMITS.mostly * cpu ? ' in user code' : ' mostly in the kernel';
  const fact = `CPU ${percent(cpu)} busy${where}`;
  if (place === 'cpu') return `${fact}: CPU-bound, as the training runs on the CPU; more or faster cores or a GPU shorten the step.`;
  if (place === 'unknown') return `${fact}: input-bound if the training runs on a GPU, and then a faster GPU will not help.`;
  return `${fact}: ${gpu === undefined ? 'most likely ' : ''}input-bound; a faster ${device} will not help.`;
}

function oneThread({ device, cpu, vCpus, gpu, place }: Load): string | undefined {
  if (cpu === undefined || vCpus === undefined || vCpus < 2) return undefined;
  const [least, most] = LIMITS.oneCpu;
  const cpus = cpu * vCpus;
  // A GPU that is used well is fed by one busy thread too: it launches the work and waits.
  if (cpus < least || cpus > most || (gpu !== undefined && gpu >= LIMITS.gpuWaits)) return undefined;
  const fact = `One of ${vCpus} vCPUs busy (CPU ${percent(cpu)})`;
  if (place === 'cpu') return `${fact}: the work runs in a single thread; more cores will not help, more threads will.`;
  return `${fact}: single-threaded input or launching; more loader workers help before a faster ${device} does.`;
}

function gpuWaiting({ device, gpu, cpu, place }: Load): string | undefined {
  if (gpu === undefined || gpu >= LIMITS.gpuWaits || place !== 'gpu') return undefined;
  const fact = `${device} ${percent(1 - gpu)} idle`;
  if (cpu === undefined) return `${fact}: it waits for input or for the host to launch its work; output of mpstat beside the profile would tell which.`;
  if (cpu < LIMITS.cpuIdle) return `${fact} and CPU ${percent(1 - cpu)} idle: launch- or latency-bound, or waiting for data from elsewhere; a larger batch helps more than a faster ${device}.`;
  return `${fact} and CPU ${percent(cpu)} busy: the ${device} waits for the host; more vCPUs help more than a faster ${device}.`;
}
