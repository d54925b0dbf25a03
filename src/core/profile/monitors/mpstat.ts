/** mpstat of sysstat as text, in any language, with or without `-A` and `-P ALL`. */

import type { Scanner } from '../importer';
import { SysstatText } from './sysstatText';

/**
 * mpstat prints `%irq` before `%steal` and `sar -u ALL` after it (print_cpu_stats of mpstat.c and pr_stats.c of sysstat);
 * plain `sar -u` has none.
 */
function isMpstat(columns: readonly string[]): boolean {
  const irq = columns.indexOf('%irq');
  const steal = columns.indexOf('%steal');
  return irq >= 0 && (steal < 0 || irq < steal);
}

/** The scanner. */
export const mpstat: Scanner = {
  id: 'mpstat',
  label: 'mpstat output',
  monitor: true,
  start: () => new SysstatText({ id: 'mpstat', owns: isMpstat, command: 'mpstat 1' }),
};

/** Whether the columns are those of `sar -u` or `sar -u ALL`. */
export function isSar(columns: readonly string[]): boolean {
  return !isMpstat(columns);
}
