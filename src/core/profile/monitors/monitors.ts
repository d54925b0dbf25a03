/** Every monitor, in the order of precedence where two tell the same: those that name their figures best come first. */

import type { Importer, Scanner } from '../importer';
import { cloudwatch } from './cloudwatch';
import { gnuTime } from './gnuTime';
import { mpstat } from './mpstat';
import { nvidiaSmiCsv } from './nvidiaSmiCsv';
import { nvidiaSmiDmon } from './nvidiaSmiDmon';
import { nvidiaSmiXml } from './nvidiaSmiXml';
import { sagemakerDebugger } from './sagemakerDebugger';
import { sar, sarDatabase } from './sar';
import { shellTime } from './shellTime';
import { sysstatJson } from './sysstatJson';
import { tegrastats } from './tegrastats';
import { vmstat } from './vmstat';

/** Monitors whose output takes up a whole file. */
export const MONITOR_IMPORTERS: readonly Importer[] = [sysstatJson, nvidiaSmiXml, cloudwatch, sagemakerDebugger];

/** Monitors whose output can stand in any text. */
export const MONITOR_SCANNERS: readonly Scanner[] = [mpstat, sar, sarDatabase, vmstat, nvidiaSmiCsv, nvidiaSmiDmon, tegrastats, gnuTime, shellTime];
