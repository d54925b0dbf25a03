/** Measured speed of the CPUs of instance types (media/data/host-speeds.json, written by tools/catalog; CC BY-SA 4.0, see NOTICE). */

import type { Result } from '../../failure';
import { readJson } from '../../jsonFields';
import type { CpuModel } from './cpuTransfer';

/** Tag of the format; another tag is another format. */
export const HOST_SPEEDS_FORMAT = 'ml-instance-advisor/host-speeds-1';

/** Benchmark scores of one instance type; higher is faster. */
export interface HostSpeed {
  /** One thread. */
  readonly singleCore: number;
  /** All vCPUs of the type together. */
  readonly multiCore: number;
}

/** The measurements, and what they say about step times. */
export interface HostSpeeds {
  /** Undefined for a type that was not measured. */
  readonly speedOf: (instanceType: string) => HostSpeed | undefined;
  readonly model: CpuModel;
}

/** Reads host-speeds.json, or fails with the first bad field. */
export function loadHostSpeeds(json: unknown): Result<HostSpeeds> {
  return readJson(json, 'The table of host speeds', 'Reinstall the extension, or rebuild the file with npm run catalog.', (root) => {
    root.field('format').oneOf([HOST_SPEEDS_FORMAT]);
    const speeds = new Map(root.field('scores').entries().map(([name, scores]) => {
      const [singleCore, multiCore] = scores.items();
      return [name, { singleCore: singleCore?.positive() ?? root.refuse('two scores'), multiCore: multiCore?.positive() ?? root.refuse('two scores') }] as const;
    }));
    const model = root.field('model');
    return {
      speedOf: (instanceType) => speeds.get(instanceType),
      model: { exponent: model.field('exponent').positive(), sameFamily: model.field('sameFamily').positive(), otherFamily: model.field('otherFamily').positive() },
    };
  });
}
