/** What an importer read from a file. Every field says where it came from, or is absent; nothing is defaulted here. */

import type { OpFamily } from './opFamilies';

/** How far a figure can be trusted: read as such, computed from others with a known bias, or a guess to be confirmed. */
export type Certainty = 'measured' | 'derived' | 'guess';

/** A value with its origin; `source` is a short phrase a user can check ("ProfilerStep#N, median of 3"). */
export interface Known<T> {
  readonly value: T;
  readonly source: string;
  readonly certainty: Certainty;
}

/** Numeric precision of the training arithmetic. */
export const PRECISIONS = ['fp32', 'tf32', 'amp'] as const;

/** Arithmetic of a training step. */
export type Precision = (typeof PRECISIONS)[number];

/** The framework that was profiled. */
export type Framework = 'tensorflow' | 'pytorch' | 'jax' | 'mxnet';

/** Where an op's time was spent: on the accelerator, or on host threads (whose sum can exceed wall time). */
export type OpPlace = 'device' | 'host';

/** Time of one op type in one step. */
export interface OpTime {
  /** Unique within a profile, in the form `Device_Conv2D` (the form that PROFET uses). */
  readonly name: string;
  /** The op type without its place, as the framework writes it (`Conv2D`, `_FusedConv2D`, `IDLE`). */
  readonly type: string;
  readonly place: OpPlace;
  readonly family: OpFamily;
  /** Total time in milliseconds per step, idle included where the tool counts it. */
  readonly ms: number;
}

/** A profile of one training (or inference) run on one machine. */
export interface Profile {
  /** Id of the importer that read it. */
  readonly format: string;
  readonly framework?: Known<Framework>;
  readonly mode?: Known<'training' | 'inference'>;
  /** Wall time of one step, milliseconds. */
  readonly stepMs?: Known<number>;
  /** Number of steps that the profile covers. */
  readonly steps?: Known<number>;
  /** Samples per step on one device. */
  readonly batchSize?: Known<number>;
  readonly stepsPerEpoch?: Known<number>;
  readonly samplesPerEpoch?: Known<number>;
  /** Wall time of one epoch, seconds, the first left out. */
  readonly epochSeconds?: Known<number>;
  /** Wall time of the first epoch, seconds: it also compiles, fills caches and starts workers. */
  readonly firstEpochSeconds?: Known<number>;
  /** Epochs that the run had. */
  readonly epochs?: Known<number>;
  /** Wall time of the whole job as a platform or a script reports it, seconds. */
  readonly jobSeconds?: Known<number>;
  /** Accelerator model as the file names it. */
  readonly deviceName?: Known<string>;
  /** Accelerators that shared the work of a step. */
  readonly deviceCount?: Known<number>;
  /** Memory of one accelerator, bytes. */
  readonly deviceMemoryBytes?: Known<number>;
  /** EC2 instance type, without the `ml.` of SageMaker. */
  readonly instanceType?: Known<string>;
  readonly instanceCount?: Known<number>;
  /** Logical CPUs of the host. */
  readonly vCpus?: Known<number>;
  readonly precision?: Known<Precision>;
  /** Share of the step in which the accelerator ran something, 0 to 1. */
  readonly gpuBusyShare?: Known<number>;
  /** Share of all host CPUs in use, 0 to 1. */
  readonly cpuUtilization?: Known<number>;
  /** Share of all host CPUs that ran user code, 0 to 1. */
  readonly cpuUserShare?: Known<number>;
  /** Share of all host CPUs that waited for disks or network storage, 0 to 1. */
  readonly cpuIowaitShare?: Known<number>;
  /** Share of all host CPUs that the hypervisor gave to others, 0 to 1. */
  readonly cpuStealShare?: Known<number>;
  /** Most memory in use on one accelerator, bytes. */
  readonly peakMemoryBytes?: Known<number>;
  /** Most memory in use on the host, bytes. */
  readonly peakHostMemoryBytes?: Known<number>;
  /** Trainable parameters of the network. */
  readonly modelParameters?: Known<number>;
  /** Op times per step; empty when the file has none. */
  readonly ops: readonly OpTime[];
  /** Whole sentences about what was doubtful while reading. */
  readonly warnings: readonly string[];
}
