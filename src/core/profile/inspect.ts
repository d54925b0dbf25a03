/** What `inspect --json` prints: everything that was read from a file, with null for what is unknown. */

import { bottleneckOf } from './bottleneck';
import { OP_FAMILIES, type OpFamily, type OpFamilyTimes } from './opFamilies';
import type { Framework, Known, OpPlace, OpTime, Precision, Profile } from './profile';

/** The JSON of `inspect --json`; fields are only ever added to it. Units are those of `Profile`. */
export interface InspectReport {
  readonly schemaVersion: 1;
  readonly format: string;
  readonly framework: Framework | null;
  readonly mode: 'training' | 'inference' | null;
  readonly stepMs: number | null;
  readonly stepMsSource: string | null;
  readonly steps: number | null;
  readonly batchSize: number | null;
  readonly stepsPerEpoch: number | null;
  readonly samplesPerEpoch: number | null;
  readonly epochSeconds: number | null;
  readonly firstEpochSeconds: number | null;
  readonly epochs: number | null;
  readonly jobSeconds: number | null;
  readonly deviceName: string | null;
  readonly deviceCount: number | null;
  readonly deviceMemoryBytes: number | null;
  readonly instanceType: string | null;
  readonly instanceCount: number | null;
  readonly vCpus: number | null;
  readonly precision: Precision | null;
  readonly gpuBusyShare: number | null;
  readonly cpuUtilization: number | null;
  readonly cpuUserShare: number | null;
  readonly cpuIowaitShare: number | null;
  readonly cpuStealShare: number | null;
  readonly peakMemoryBytes: number | null;
  readonly peakHostMemoryBytes: number | null;
  readonly modelParameters: number | null;
  /** Milliseconds per step by family over the ops of `opFamiliesPlace`. */
  readonly opFamilies: OpFamilyTimes | null;
  /** The device when any op ran there, else the host. */
  readonly opFamiliesPlace: OpPlace | null;
  readonly ops: readonly { readonly name: string; readonly family: OpFamily; readonly ms: number }[];
  /** What the run waits for, in one sentence; see `bottleneckOf`. */
  readonly bottleneck: string | null;
  readonly warnings: readonly string[];
  /** For every field that is known: where it comes from, and how certain it is. */
  readonly sources: Readonly<Partial<Record<KnownField, string>>>;
}

const KNOWN_FIELDS = [
  'framework', 'mode', 'stepMs', 'steps', 'batchSize', 'stepsPerEpoch', 'samplesPerEpoch',
  'epochSeconds', 'firstEpochSeconds', 'epochs', 'jobSeconds', 'deviceName', 'deviceCount', 'deviceMemoryBytes',
  'instanceType', 'instanceCount', 'vCpus', 'precision', 'gpuBusyShare', 'cpuUtilization', 'cpuUserShare',
  'cpuIowaitShare', 'cpuStealShare', 'peakMemoryBytes', 'peakHostMemoryBytes', 'modelParameters',
] as const satisfies readonly (keyof Profile)[];
type KnownField = (typeof KNOWN_FIELDS)[number];

/** The report on a profile. */
export function inspectReport(profile: Profile): InspectReport {
  const place = placeOf(profile.ops);
  return {
    schemaVersion: 1,
    format: profile.format,
    framework: valueOf(profile.framework),
    mode: valueOf(profile.mode),
    stepMs: valueOf(profile.stepMs),
    stepMsSource: profile.stepMs?.source ?? null,
    steps: valueOf(profile.steps),
    batchSize: valueOf(profile.batchSize),
    stepsPerEpoch: valueOf(profile.stepsPerEpoch),
    samplesPerEpoch: valueOf(profile.samplesPerEpoch),
    epochSeconds: valueOf(profile.epochSeconds),
    firstEpochSeconds: valueOf(profile.firstEpochSeconds),
    epochs: valueOf(profile.epochs),
    jobSeconds: valueOf(profile.jobSeconds),
    deviceName: valueOf(profile.deviceName),
    deviceCount: valueOf(profile.deviceCount),
    deviceMemoryBytes: valueOf(profile.deviceMemoryBytes),
    instanceType: valueOf(profile.instanceType),
    instanceCount: valueOf(profile.instanceCount),
    vCpus: valueOf(profile.vCpus),
    precision: valueOf(profile.precision),
    gpuBusyShare: valueOf(profile.gpuBusyShare),
    cpuUtilization: valueOf(profile.cpuUtilization),
    cpuUserShare: valueOf(profile.cpuUserShare),
    cpuIowaitShare: valueOf(profile.cpuIowaitShare),
    cpuStealShare: valueOf(profile.cpuStealShare),
    peakMemoryBytes: valueOf(profile.peakMemoryBytes),
    peakHostMemoryBytes: valueOf(profile.peakHostMemoryBytes),
    modelParameters: valueOf(profile.modelParameters),
    opFamilies: place && familyTimes(profile.ops.filter((op) => op.place === place)),
    opFamiliesPlace: place,
    ops: profile.ops.map(({ name, family, ms }) => ({ name, family, ms })),
    bottleneck: bottleneckOf(profile) ?? null,
    warnings: profile.warnings,
    sources: sourcesOf(profile),
  };
}

/** Milliseconds per step by family, in the order of `OP_FAMILIES`. */
export function familyTimes(ops: readonly OpTime[]): OpFamilyTimes {
  const times = OP_FAMILIES.map((family) => [family, ops.reduce((sum, op) => sum + (op.family === family ? op.ms : 0), 0)] as const);
  return Object.fromEntries(times.filter(([, ms]) => ms > 0));
}

function placeOf(ops: readonly OpTime[]): OpPlace | null {
  if (ops.length === 0) return null;
  return ops.some((op) => op.place === 'device') ? 'device' : 'host';
}

function sourcesOf(profile: Profile): InspectReport['sources'] {
  const known = KNOWN_FIELDS.flatMap((field) => {
    const entry = profile[field];
    return entry ? [[field, `${entry.source} (${entry.certainty})`] as const] : [];
  });
  return Object.fromEntries(known);
}

function valueOf<T>(known: Known<T> | undefined): T | null {
  return known?.value ?? null;
}
