/** One spot price for a region out of those of its availability zones. */

/**
 * The median over the zones, US dollars per hour; undefined for no zones. Not the lowest: a job lands where there is
 * capacity, and one cheap zone is often full, while a zone at the on-demand price has no spare capacity at all.
 * Rounded to six decimals, the finest that AWS quotes.
 */
export function regionalSpotPrice(zonePrices: readonly number[]): number | undefined {
  const sorted = [...zonePrices].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : Number(((lower + upper) / 2).toFixed(6));
}
