/** Whether the truly cheapest instance type would be picked. */

import { join } from 'node:path';
import { readTable } from '../dataset/table';
import type { Outcome } from './evaluation';
import { groupBy, mean } from './statistics';

/** Regret and top-1 share in per cent. */
export interface Decision {
  readonly n: number;
  /** How often the pick was the truly cheapest. */
  readonly top1: number;
  /** How much more the pick costs than the cheapest, on average. */
  readonly regret: number;
}

/** On-demand prices in us-east-1, USD per hour by instance type. */
export function readPrices(folder: string): Map<string, number> {
  const { rows } = readTable(join(folder, 'aws', 'ondemand.csv'), ['instanceType', 'region', 'usdPerHourLinuxOnDemand']);
  return new Map(rows.filter((row) => row.cell('region') === 'us-east-1').map((row) => [row.cell('instanceType'), Number(row.cell('usdPerHourLinuxOnDemand'))]));
}

/**
 * One decision for each run: price x step on the anchor (known) and on each target (predicted), judged by the same
 * with the steps measured in that repeat. Only outcomes whose anchor and target are among `choices` take part.
 */
export function decide(outcomes: readonly Outcome[], choices: readonly string[], prices: ReadonlyMap<string, number>): Decision {
  const among = outcomes.filter(({ anchor, target }) => choices.includes(anchor) && choices.includes(target));
  const usd = (type: string, ms: number) => {
    const usdPerHour = prices.get(type);
    if (usdPerHour === undefined) throw new Error(`ondemand.csv has no price of ${type} in us-east-1.`);
    return usdPerHour * ms;
  };
  const regrets = [...groupBy(among, ({ anchor, workload, repeat }) => `${anchor} ${workload} ${repeat}`).values()].map((run) => {
    const costs = [
      ...run.slice(0, 1).map(({ anchor, anchorMs }) => ({ predicted: usd(anchor, anchorMs), actual: usd(anchor, anchorMs) })),
      ...run.map(({ target, estimate, actual }) => ({ predicted: usd(target, estimate), actual: usd(target, actual) })),
    ];
    const pick = costs.reduce((best, cost) => (cost.predicted < best.predicted ? cost : best));
    return 100 * (pick.actual / Math.min(...costs.map(({ actual }) => actual)) - 1);
  });
  return { n: regrets.length, top1: 100 * mean(regrets.map((regret) => (regret === 0 ? 1 : 0))), regret: mean(regrets) };
}
