/** A table of op totals over a profiled window, whatever kind of file it stands in. */

import type { Certainty, Known } from '../profile';
import type { OpStatsRow } from './rows';

/** Op totals as a file has them, to be divided by the steps and devices that the file or another one of the run tells. */
export interface OpTable {
  readonly fileName: string;
  /** Id of the part that read it. */
  readonly format: string;
  readonly rows: readonly OpStatsRow[];
  /** Whether the rows of a device add up to the wall time, IDLE included. */
  readonly hasIdle: boolean;
  /** What the ops of a device are called by; names of kernels tell less about the network. */
  readonly namedBy: 'op' | 'kernel';
  readonly warnings: readonly string[];
}

/** What other files of the run know about the window. */
export interface KnownWindow {
  readonly steps?: Known<number>;
  readonly deviceCount?: Known<number>;
  readonly stepMs?: Known<number>;
}

/** A computed figure is no surer than what it is computed from, and never measured. */
export function derivedFrom(certainty: Certainty): Certainty {
  return certainty === 'guess' ? 'guess' : 'derived';
}
