/** Instance types and devices: specifications, and which can still be launched. */

/** A specification sheet of an accelerator model; `verified` false means that a value has only one unchecked source. */
export interface Device {
  /** As EC2 names it (`T4`, `A10G`, `V100`). */
  readonly name: string;
  readonly vendor: string;
  readonly microarchitecture?: string;
  readonly memoryGiB?: number;
  readonly memoryBandwidthGBs?: number;
  readonly fp32Tflops?: number;
  readonly fp16TensorTflops?: number;
  readonly verified: boolean;
  readonly source: string;
}

/** One EC2 instance type. */
export interface InstanceType {
  readonly name: string;
  readonly vCpus: number;
  readonly memoryGiB: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly processor?: string;
  /** Absent on CPU types. `count` may be a fraction of one (g6f); `memoryGiB` is per device and usable. */
  readonly accelerator?: { readonly device: string; readonly count: number; readonly memoryGiB: number };
  readonly burstable: boolean;
  /** ISO date or text of the last listing when AWS no longer offers the type; absent while it does. */
  readonly retired?: string;
  /** Regions in which the type can be launched, among `offeringRegions` of the catalog. */
  readonly launchableIn: readonly string[];
}

/** The bundled catalog with its dates. */
export interface Catalog {
  /** Date of the offerings, ISO. */
  readonly offeringsAsOf: string;
  /** The regions whose offerings are known; elsewhere "can it be launched" is unknown. */
  readonly offeringRegions: readonly string[];
  readonly instanceTypes: readonly InstanceType[];
  /** By name; `ml.` prefixes are accepted and dropped. */
  find(instanceType: string): InstanceType | undefined;
  device(name: string): Device | undefined;
}

/** Whether a type can be launched in a region; `reason` is a whole sentence when it cannot, or when it is unknown. */
export interface Launchability {
  readonly launchable: boolean | null;
  readonly reason?: string;
}
