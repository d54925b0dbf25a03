/** Values with units as PyTorch's tools print them: `22.720ms`, `76.67 ms`, `336.23 M`. */

/** A time of a text, and how far rounding may have moved it. */
export interface PrintedTime {
  /** Microseconds; negative and absurd values are kept, for the caller to refuse. */
  readonly us: number;
  /** Half of the last digit that was printed, microseconds. */
  readonly roundingUs: number;
}

const MICROSECONDS: Readonly<Record<string, number>> = { ns: 1e-3, us: 1, 'µs': 1, 'μs': 1, ms: 1e3, s: 1e6, sec: 1e6, seconds: 1e6 };

/** The time that the whole text is, in whatever unit it carries; undefined when it is none (`NaN`, `--`, a time without unit). */
export function printedTime(text: string): PrintedTime | undefined {
  const [, digits = '', decimals = '', exponent = '0', unit = ''] = /^([-+]?\d{1,20})(?:\.(\d{0,20}))?(?:e([-+]?\d{1,3}))? {0,2}([a-zµμ]{1,7})$/.exec(text) ?? [];
  const factor = MICROSECONDS[unit];
  if (factor === undefined) return undefined;
  const us = Number(`${digits}.${decimals}e${exponent}`) * factor;
  return Number.isFinite(us) ? { us, roundingUs: 0.5 * 10 ** (Number(exponent) - decimals.length) * factor } : undefined;
}

const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, B: 1e9, G: 1e9, T: 1e12 };

/** The count that the whole text is (`336.23 M`, `1024`), or undefined; negative ones are no count. */
export function printedCount(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,15}(?:\.\d{0,15})?) {0,2}([kKMBGT]?)$/.exec(text) ?? [];
  const factor = MULTIPLES[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}
