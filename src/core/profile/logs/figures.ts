/** Figures as they stand in logs. */

/** Above this nothing in a log is believed: 1e12 ms are 30 years. */
const MAX_FIGURE = 1e12;

/** A finite number above zero, or undefined: a log that prints 0 has rounded, and one that prints more than this is broken. */
export function positive(text: string | number | undefined): number | undefined {
  const value = typeof text === 'string' ? Number(text) : text;
  return value !== undefined && value > 0 && value <= MAX_FIGURE ? value : undefined;
}

const MS_PER_UNIT: Readonly<Record<string, number>> = { us: 1e-3, µs: 1e-3, ms: 1, s: 1000 };

/** Milliseconds of a figure with one of the units us, ms and s. */
export function milliseconds(figure: string | undefined, unit: string | undefined): number | undefined {
  const value = positive(figure);
  return value === undefined ? undefined : positive(value * (MS_PER_UNIT[unit ?? ''] ?? Number.NaN));
}

/** Seconds of `ss`, `mm:ss`, `h:mm:ss` or `d days, h:mm:ss`, also with a fraction; 0 is a time here. */
export function clockSeconds(text: string): number | undefined {
  const [, days = '0', clock = ''] = /^(?:(\d{1,6}) days?, ?)?(\d{1,9}(?::\d{1,2}){0,2}(?:\.\d{1,9})?)$/.exec(text) ?? [];
  if (clock === '') return undefined;
  return clock.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0) + Number(days) * 86_400;
}
