/** States of tqdm's bars: `Epoch 1/2:  45%|████▌     | 450/1000 [04:02<04:56,  1.86it/s, loss=2.3]`. */

import { clockSeconds, positive } from './figures';

/** One state of one bar. */
export interface TqdmBar {
  /** What stands before the percentage, without its colon. */
  readonly description: string;
  readonly done: number;
  readonly total: number;
  /** Since the bar began, whole seconds rounded down. */
  readonly elapsedSeconds: number;
  /** Seconds per unit: smoothed while the bar runs, the mean once it is closed. */
  readonly unitSeconds: number | undefined;
  /** `it`, `batch`, `B`. */
  readonly unit: string;
  /** What follows the rate: `loss=2.3, v_num=0`. */
  readonly postfix: string;
}

/** Longest distance between two bars in a line: descriptions and bars as wide as a terminal. */
const MAX_DESCRIPTION = 2000;

const STATE = /(?:^|[^\w./])(\d{1,15})\/(\d{1,15}) \[(\d{1,7}:\d\d(?::\d\d)?)<[\d:?]{1,15}, {0,9}([^,\]]{1,60})(?:, ([^\]]{0,2000}))?\]?/g;
const PER_SECOND = /^(\d{1,12}(?:\.\d{1,9})?) ?([^\d\s].{0,30})\/s$/;
const SECONDS_PER = /^(\d{1,12}(?:\.\d{1,9})?)s\/ ?(.{1,30})$/;

/** All states in a line; there are several when carriage returns were lost. */
export function barsOf(line: string): readonly TqdmBar[] {
  if (!line.includes('<') || !line.includes(' [')) return [];
  const bars: TqdmBar[] = [];
  let begin = 0;
  for (const match of line.matchAll(STATE)) {
    const bar = barFrom(match, line.slice(Math.max(begin, match.index - MAX_DESCRIPTION), match.index));
    if (bar) bars.push(bar);
    begin = match.index + match[0].length;
  }
  return bars;
}

function barFrom([, done, total, elapsed, rate = '', postfix = '']: RegExpMatchArray, before: string): TqdmBar | undefined {
  const totalCount = positive(total);
  const elapsedSeconds = clockSeconds(elapsed ?? '');
  if (totalCount === undefined || elapsedSeconds === undefined || Number(done) > totalCount) return undefined;
  const percent = before.lastIndexOf('%');
  return {
    description: before.slice(0, Math.max(percent, 0)).replace(/[:\s]{0,9}\d{0,3}$/, '').trim(),
    done: Number(done),
    total: totalCount,
    elapsedSeconds,
    ...rateOf(rate.trim()),
    postfix,
  };
}

/** The slower of the two forms is shown: units per second, or seconds per unit. */
function rateOf(text: string): Pick<TqdmBar, 'unitSeconds' | 'unit'> {
  const [, perUnit, slowUnit] = SECONDS_PER.exec(text) ?? [];
  if (slowUnit !== undefined) return { unitSeconds: positive(perUnit), unit: slowUnit };
  const [, perSecond, unit] = PER_SECOND.exec(text) ?? [];
  const rate = positive(perSecond);
  return { unitSeconds: rate === undefined ? undefined : 1 / rate, unit: unit ?? /^\?(.{1,30})\/s$/.exec(text)?.[1]?.trim() ?? '' };
}
