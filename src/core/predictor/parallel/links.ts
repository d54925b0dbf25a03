/** What an all-reduce reaches between GPUs and between machines, by instance family. */

import type { InstanceType } from '../../catalog/catalog';
import type { Links } from './dataParallel';

/** Links with how well they are known: half-widths of an 80 % interval on the log. */
export interface KnownLinks extends Links {
  readonly measured: boolean;
  readonly width: number;
}

/**
 * GB/s. g4dn was measured: AdaptDL's steps on g4dn.12xlarge, divided by the gradients of its networks, give 1.4-3.2 inside a machine and 0.4-0.5 between machines
 * (one TCP stream of AWS carries 5 Gbit/s). The others follow from what their links are: PCIe 4 and 5 without peer access two and four times a g4dn, NVLink and
 * EFA half of the datasheet; nobody measured them here.
 */
const LINKS: readonly (readonly [family: RegExp, localGBs: number, networkGBs: number])[] = [
  [/^(g4dn|g5g)$/, 2, 0.47],
  [/^(p2|g3s?)$/, 1.5, 0.4],
  [/^(g5|g6|gr6|g6e)$/, 4, 0.6],
  [/^(g7|g7e)$/, 8, 0.6],
  [/^p3$/, 75, 0.6],
  [/^p3dn$/, 75, 6],
  [/^p4(d|de)$/, 150, 25],
  [/^p5(e|en)?$/, 225, 100],
  [/^p6-/, 450, 100],
];
const MEASURED = /^g4dn$/;
const WIDTHS = { measured: 0.4, assumed: 0.8 };

/** The links of a type; undefined for families without GPUs. */
export function linksOf({ name }: InstanceType): KnownLinks | undefined {
  const family = name.split('.')[0] ?? name;
  const found = LINKS.find(([pattern]) => pattern.test(family));
  if (found === undefined) return undefined;
  const measured = MEASURED.test(family);
  return { localGBs: found[1], networkGBs: found[2], measured, width: measured ? WIDTHS.measured : WIDTHS.assumed };
}
