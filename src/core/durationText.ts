/** Durations as people type them. */

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** Seconds of a text such as `90`, `90m`, `3h`, `2 d` or `3 h 20 min`; undefined when it is none, or not above 0. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^(\d+(\.\d+)?\s*(s|m|min|h|d)?\s*)+$/.test(trimmed) || trimmed.length > 40) return undefined;
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(s|min|m|h|d)?/g)];
  // A number without a unit counts seconds, and only alone: "3 h 20" could be minutes.
  if (parts.length > 1 && parts.some(([, , unit]) => unit === undefined)) return undefined;
  const seconds = parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (UNIT_SECONDS[unit] ?? Number.NaN), 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}
