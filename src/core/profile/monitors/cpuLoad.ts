/** Mean CPU load from samples whose parts add up to 100 %, whichever tool took them. */

import type { Profile } from '../profile';
import { known, Mean, shareOf } from './figures';

/** The parts as the tools call them, a leading % aside (sysstat, vmstat). `nice` is user code with a lower priority. */
const NAMES = {
  idle: ['idle', 'id'],
  user: ['usr', 'user', 'us'],
  nice: ['nice'],
  iowait: ['iowait', 'wa'],
  steal: ['steal', 'st'],
} as const;

/** Time in guests is counted beside the user's by some versions and inside it by others, so a sum may hold it or not. */
const GUESTS: readonly string[] = ['guest', 'gnice', 'gu'];

/** Sums of a whole row, percent, between which rounding explains what is missing or too much. */
const WHOLE = { least: 95, most: 105 };

/** The fields of a profile that a CPU monitor fills. */
export type CpuFields = Pick<Profile, 'cpuUtilization' | 'cpuUserShare' | 'cpuIowaitShare' | 'cpuStealShare'>;

/** Collects samples, each a percentage by column name. */
export class CpuLoad {
  private readonly used = new Mean();
  private readonly user = new Mean();
  private readonly iowait = new Mean();
  private readonly steal = new Mean();
  private columns: readonly string[] = [];
  private dropped = 0;

  get count(): number {
    return this.used.count;
  }

  /** One sample of all CPUs together. One that is not whole (cut short, an offline CPU, `-nan`) is counted and left out. */
  add(percents: ReadonlyMap<string, number | undefined>): void {
    const idle = this.share(percents, NAMES.idle);
    if (idle === undefined || !isWhole(percents)) {
      this.dropped++;
      return;
    }
    this.columns = [...percents.keys()];
    this.used.add(1 - idle);
    const user = this.share(percents, NAMES.user);
    if (user !== undefined) this.user.add(Math.min(1, user + (this.share(percents, NAMES.nice) ?? 0)));
    addTo(this.iowait, this.share(percents, NAMES.iowait));
    addTo(this.steal, this.share(percents, NAMES.steal));
  }

  /** The means; nothing when there was no sample. */
  fields(): CpuFields {
    const column = (names: readonly string[]): string => this.columns.find((name) => names.includes(bare(name))) ?? '';
    const nice = column(NAMES.nice);
    return {
      ...known('cpuUtilization', this.used.known(`1 - ${column(NAMES.idle)}`)),
      ...known('cpuUserShare', this.user.known(`${column(NAMES.user)}${nice === '' ? '' : ` + ${nice}`}`)),
      ...known('cpuIowaitShare', this.iowait.known(column(NAMES.iowait))),
      ...known('cpuStealShare', this.steal.known(column(NAMES.steal))),
    };
  }

  /** What was left out. */
  warnings(tool: string): string[] {
    if (this.dropped === 0) return [];
    return [`${this.dropped} ${this.dropped === 1 ? 'sample' : 'samples'} of ${tool} were left out: their parts do not add up to 100 %.`];
  }

  private share(percents: ReadonlyMap<string, number | undefined>, names: readonly string[]): number | undefined {
    for (const [name, percent] of percents) {
      if (names.includes(bare(name))) return percent === undefined ? undefined : shareOf(percent);
    }
    return undefined;
  }
}

/** The figures of a mean over the time since the machine started, which is not the training's. */
export function sinceBoot(fields: CpuFields): CpuFields {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) =>
    [field, { ...value, source: `${value.source.split(',')[0] ?? ''}, mean since the machine started`, certainty: 'guess' }]));
}

/** What to say about such a mean. */
export function sinceBootWarning(tool: string, command: string): string {
  return `${tool} ran without an interval, so its only row is the mean since the machine started, not of the training: run ${command} while it trains.`;
}

function isWhole(percents: ReadonlyMap<string, number | undefined>): boolean {
  let sum = 0;
  let guests = 0;
  for (const [name, percent] of percents) {
    if (percent === undefined) return false;
    if (GUESTS.includes(bare(name))) guests += percent;
    else sum += percent;
  }
  return sum <= WHOLE.most && sum + guests >= WHOLE.least;
}

function bare(name: string): string {
  return name.startsWith('%') ? name.slice(1) : name;
}

function addTo(mean: Mean, value: number | undefined): void {
  if (value !== undefined) mean.add(value);
}
