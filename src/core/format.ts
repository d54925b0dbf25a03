/** How figures are written everywhere: table, chart, hover, report. Never finer than three significant digits. */

import type { Interval } from './predictor/predictor';

/** Shown for what is unknown; the reason belongs beside it or on hover. */
export const UNKNOWN = '—';

let grouping: Intl.NumberFormat | undefined;

/** Whole numbers with grouping. Made when first needed: loading the locale data takes half of the extension's load time. */
function grouped(value: number): string {
  grouping ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
  return grouping.format(value);
}

/** Rounds to `digits` significant digits and writes no exponent; grouping from 1,000 up. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return '0';
  if (Math.abs(value) >= 10 ** (digits - 1)) return grouped(Number(value.toPrecision(digits)));
  return value.toPrecision(digits).includes('e')
    ? Number(value.toPrecision(digits)).toLocaleString('en-US', { maximumSignificantDigits: digits, useGrouping: false })
    : value.toPrecision(digits);
}

/** US dollars: `$0.0042`, `$0.041`, `$4.10`, `$1,240`. */
export function usd(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  return `$${significant(value, digits)}`;
}

/** US dollars where space is short: two significant figures below a dollar, then cents, whole dollars from 10: `$0.041`, `$4.10`, `$41`. */
export function usdShort(value: number): string {
  if (!Number.isFinite(value)) return UNKNOWN;
  const size = Math.abs(value);
  // 0.995 and 9.995 are where rounding crosses into the next form.
  if (size < 0.995) return usd(value, 2);
  if (size < 9.995) return `$${value.toFixed(2)}`;
  return usd(value, size < 100 ? 2 : 3);
}

/** A duration in seconds as people say it: `61.0 ms`, `24.0 s`, `141 s`, `8.20 min`, `3 h 20 min`, `2 d 4 h`. */
export function duration(seconds: number, digits = 3): string {
  if (!Number.isFinite(seconds) || seconds < 0) return UNKNOWN;
  if (seconds < 1) return `${significant(seconds * 1000, digits)} ms`;
  if (seconds < 300) return `${significant(seconds, digits)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${significant(seconds / 60, digits)} min`;
  if (minutes < 48 * 60) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / 3600);
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joined(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${grouped(big)} ${bigUnit}` : `${grouped(big)} ${bigUnit} ${small} ${smallUnit}`;
}

/** Milliseconds with their unit: `61.0 ms`, `1,240 ms`. */
export function milliseconds(value: number): string {
  return Number.isFinite(value) ? `${significant(value)} ms` : UNKNOWN;
}

/** The two ends of an interval, joined by an en dash, what they share written once: `81.0–99.0 ms`, `$0.031–0.042`, `35.2 s–5.10 min`. */
export function range(interval: Interval, write: (value: number) => string): string {
  const low = write(interval.low);
  const high = write(interval.high);
  const unit = /^[\d.,]+( [^\d]+)$/.exec(high)?.[1];
  if (unit !== undefined && low.endsWith(unit)) return `${low.slice(0, -unit.length)}–${high}`;
  return `${low}–${low.startsWith('$') ? high.replace(/^\$/, '') : high}`;
}

/** A share (0 to 1) in whole per cent. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : UNKNOWN;
}
