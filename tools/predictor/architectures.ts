/** Architectures named on the command line. */

import type { Workload } from './dataset';
import { UsageError } from './usage';

/** Every architecture, in alphabetical order. */
export function allArchitectures(workloads: readonly Workload[]): string[] {
  return [...new Set(workloads.map((workload) => workload.architecture))].sort();
}

/** The architectures of a comma-separated list; throws for one that the data does not have. */
export function chosenArchitectures(list: string | undefined, workloads: readonly Workload[]): string[] {
  const known = allArchitectures(workloads);
  const chosen = (list ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  for (const name of chosen) {
    if (!known.includes(name)) throw new UsageError(`The data has no model ${name}; it has ${known.join(', ')}.`);
  }
  return chosen;
}
