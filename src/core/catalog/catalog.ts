/** Instance types and devices: specifications, and which can still be launched. */

/** A specification sheet of an accelerator model; `verified` false means that a value is unchecked or disputed between sources. */
export interface Device {
  /** As EC2 names it (`T4`, `A10G`, `V100`); where EC2 gives two boards one name, the larger one adds its memory (`V100 32GB`, `A100 80GB`). */
  readonly name: string;
  readonly vendor: string;
  readonly microarchitecture?: string;
  /** Usable memory of a whole device, as the EC2 API reports it (22.35 for an A10G sold as 24 GB). */
  readonly memoryGiB?: number;
  readonly memoryBandwidthGBs?: number;
  readonly fp32Tflops?: number;
  /** Dense FP16 or BF16 peak of the matrix units; absent where there are none, or where sources contradict each other. */
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
  /** Sustained clock that the EC2 API reports. */
  readonly clockGHz?: number;
  /** Absent on CPU types. `count` may be a fraction of one (g6f); `memoryGiB` is per device and usable. */
  readonly accelerator?: { readonly device: string; readonly count: number; readonly memoryGiB: number };
  readonly burstable: boolean;
  /** ISO date or text of the last listing when AWS no longer offers the type; absent while it does. */
  readonly retired?: string;
  /** A machine of the user's price file: nobody has to offer it. */
  readonly own?: true;
  /** Regions in which the type can be launched, among `offeringRegions` of the catalog. */
  readonly launchableIn: readonly string[];
}

/** The bundled catalog with its dates. */
export interface Catalog {
  /** Date of the offerings, ISO. */
  readonly offeringsAsOf: string;
  /** Dates of those that were asked for later, by region. */
  readonly offeringDates?: Readonly<Record<string, string>>;
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
