/** Speeds of the hosts that feed GPUs, from the table of CPU speeds. */

import type { Catalog, InstanceType } from '../../catalog/catalog';
import type { HostSpeeds } from '../cpu/hostSpeeds';

/** Speeds of hosts; only ratios of two mean anything. */
export interface Hosts {
  /** One thread's: as it was measured on the type, else the median of the measured types with its processor; undefined when neither is known. */
  threadSpeed(type: InstanceType): number | undefined;
}

/** Hosts of the catalog's types. */
export function hostsOf({ instanceTypes }: Catalog, { speedOf }: HostSpeeds): Hosts {
  const byProcessor = new Map<string, number[]>();
  for (const { name, processor } of instanceTypes) {
    const speed = speedOf(name);
    if (processor !== undefined && speed !== undefined) byProcessor.set(processor, [...(byProcessor.get(processor) ?? []), speed.singleCore]);
  }
  return { threadSpeed: ({ name, processor }) => speedOf(name)?.singleCore ?? middle(byProcessor.get(processor ?? '') ?? []) };
}

function middle(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** How preparing input grows with vCPUs: doubling a size gains this power of it (llama.cpp within AWS families; docs/accuracy-notes.md). */
const VCPU_POWER = 0.85;

/** How fast the host prepares input with all its vCPUs; only ratios mean anything. */
export function inputSpeed({ vCpus }: InstanceType): number {
  return vCpus ** VCPU_POWER;
}
