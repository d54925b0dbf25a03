/** Instance types as machines that steps run on. */

import type { Catalog, InstanceType } from '../../catalog/catalog';
import type { Profile } from '../../profile/profile';
import { inputSpeed, type Hosts } from './hosts';
import type { TransferModel } from './model';
import type { RatedType } from './refusals';
import type { Machine } from './step';

/** What transfer needs beside the measured pairs. */
export interface TransferKnowledge {
  readonly model: TransferModel;
  readonly hosts: Hosts;
  readonly catalog: Catalog;
}

/** All vCPUs count as busy above this. */
const BUSY_HOST = 0.8;

/** Whether waiting is for input that more vCPUs would prepare faster. */
export function isInputBound({ cpuUtilization }: Profile): boolean {
  return (cpuUtilization?.value ?? 0) >= BUSY_HOST;
}

/** Both machines; hosts of which one was not measured count as alike. */
export function machines(from: RatedType, to: RatedType, hosts: Hosts, inputBound: boolean): [Machine, Machine] {
  const [here, there] = [hosts.threadSpeed(from.type), hosts.threadSpeed(to.type)];
  const machine = ({ type, rates }: RatedType, score: number): Machine => ({ rates, hostSpeed: score, ...(inputBound && { inputSpeed: inputSpeed(type) }) });
  return here === undefined || there === undefined ? [machine(from, 1), machine(to, 1)] : [machine(from, here), machine(to, there)];
}

/** By how much the host there is faster. */
export function hostGain(here: Machine, there: Machine): number {
  return (there.hostSpeed / here.hostSpeed) * ((there.inputSpeed ?? 1) / (here.inputSpeed ?? 1));
}

/** The type with as many of the same GPUs and the fewest vCPUs, unless it is this one. */
export function smallerSibling({ type }: RatedType, catalog: Catalog): InstanceType | undefined {
  const family = type.name.split('.')[0] ?? '';
  const [smallest] = catalog.instanceTypes
    .filter(({ name, accelerator }) => name.startsWith(`${family}.`) && accelerator?.device === type.accelerator?.device && accelerator?.count === type.accelerator?.count)
    .sort((a, b) => a.vCpus - b.vCpus);
  return smallest !== undefined && smallest.vCpus < type.vCpus ? smallest : undefined;
}

