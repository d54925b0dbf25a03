/** Speeds of hosts by instance type (media/data/hosts.json, under CC BY-SA 4.0 and therefore a file of its own): its format, and reading it. */

import type { InstanceType } from '../../catalog/catalog';
import type { Result } from '../../failure';
import { readJson, type JsonField } from '../../jsonFields';

/** Tag of the format; another tag is another format. */
export const HOSTS_FORMAT = 'ml-instance-advisor/hosts-1';

/** The plain JSON form. */
export interface HostsJson {
  readonly format: typeof HOSTS_FORMAT;
  readonly licence: string;
  readonly attribution: string;
  readonly changes: string;
  /** What the figures are. */
  readonly score: string;
  readonly instanceTypes: Readonly<Record<string, number>>;
  /** Medians over the instance types with a processor, for those that were not measured. */
  readonly processors: Readonly<Record<string, number>>;
}

/** Speed of one host. */
export interface HostSpeed {
  readonly score: number;
  /** Measured on this type; else on others with its processor. */
  readonly measured: boolean;
}

/** Single-core scores. */
export interface Hosts {
  /** Undefined when neither the type nor its processor was measured. */
  speedOf(type: InstanceType): HostSpeed | undefined;
}

/** The speeds of a parsed media/data/hosts.json, or a failure that names the first bad field. */
export function loadHosts(json: unknown): Result<Hosts> {
  return readJson(json, 'The bundled host speeds', 'Reinstall the extension, or rebuild the file with npm run train.', readHosts);
}

function readHosts(root: JsonField): Hosts {
  root.field('format').oneOf([HOSTS_FORMAT]);
  const scores = (name: string) => new Map(root.field(name).entries().map(([key, value]) => [key, value.positive()]));
  const [types, processors] = [scores('instanceTypes'), scores('processors')];
  return {
    speedOf({ name, processor }) {
      const own = types.get(name);
      if (own !== undefined) return { score: own, measured: true };
      const alike = processors.get(processor ?? '');
      return alike === undefined ? undefined : { score: alike, measured: false };
    },
  };
}

/** How preparing input grows with vCPUs: sizes of one family reach this power of the number (llama.cpp on AWS families, docs/accuracy-notes.md). */
const VCPU_POWER = 0.85;

/** How fast the host prepares input with all its vCPUs; only ratios mean anything. */
export function inputSpeed({ vCpus }: InstanceType): number {
  return vCpus ** VCPU_POWER;
}

