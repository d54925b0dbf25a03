/** From rows to what the chart draws: labels, figures in words, and where the axis ends. No DOM and no Chart.js here. */

import type { Advice, CostedOffer } from '../src/core/advice/advice';
import { milliseconds, percent, range, usd, usdShort } from '../src/core/format';
import type { Interval } from '../src/core/predictor/predictor';
import { drawable } from './drawable';
import { costBasis, costOf, type CostBasis, type Row } from './rows';
import { ANCHOR_MARK, strings, TIER_MARKS } from './strings';

/** One bar; `cost` in US dollars. */
export interface Bar {
  readonly label: string;
  readonly cost: Interval;
  readonly costText: string;
  readonly look: 'recommended' | 'plain' | 'muted';
  /** Why the bar is muted, in a word or two; empty otherwise. */
  readonly remark: string;
  readonly purchase: CostedOffer['purchase'];
  /** A dearer way to buy the type of the bar above. */
  readonly isFurther: boolean;
  /** The instance type that the reader runs on now. */
  readonly isAnchor: boolean;
  readonly tooltipTitle: string;
  readonly tooltip: readonly string[];
}

/** A canvas cannot be much longer than this many bars; beyond, each type keeps its cheapest only. */
const MOST_BARS = 400;

/** The axis ends at this multiple of the lowest cost that can be had, so that those worth comparing stay apart. */
const AXIS_SPAN = 2.5;

/** The rows that have a cost, in the same order: a bar for each way to buy, the cheapest first. */
export function barsOf(rows: readonly Row[], basis: CostBasis): readonly Bar[] {
  const all = rows.flatMap((row) => row.offers.map((offer, index) => barOf(row, offer, index > 0, basis)));
  const known = all.filter((bar) => bar !== undefined);
  return known.length <= MOST_BARS ? known : known.filter(({ isFurther }) => !isFurther);
}

function barOf(row: Row, offer: CostedOffer, isFurther: boolean, basis: CostBasis): Bar | undefined {
  const cost = costOf(offer, basis);
  if (cost === null) return undefined;
  const { candidate } = row;
  const name = drawable(candidate.instanceType);
  const unavailable = candidate.retired ? strings.retired : strings.notOffered;
  return {
    label: isFurther ? `   ${strings.purchase[offer.purchase]}` : `${TIER_MARKS[candidate.tier]} ${name}${row.isAnchor ? ` ${ANCHOR_MARK}` : ''}`,
    cost,
    costText: usdShort(cost.estimate),
    look: row.launchable ? (row.isRecommended && !isFurther ? 'recommended' : 'plain') : 'muted',
    remark: row.launchable || isFurther ? '' : unavailable,
    purchase: offer.purchase,
    isFurther,
    isAnchor: row.isAnchor && !isFurther,
    tooltipTitle: row.launchable ? name : `${name} (${unavailable})`,
    tooltip: [
      `${usd(cost.estimate, 5)} ${strings.costFor[basis]}`,
      `${range(cost, exactUsd)} (${percent(cost.coverage)})`,
      `${strings.perStep(milliseconds(candidate.stepMs.estimate))} (${range(candidate.stepMs, milliseconds)})`,
      `${strings.purchase[offer.purchase]}, ${strings.perHour(usd(offer.usdPerHour, 4))}, ${drawable(offer.asOf)}, ${strings.layer[offer.layer]}${offer.stale === true ? `, ${strings.stale}` : ''}`,
      `${TIER_MARKS[candidate.tier]} ${strings.tier[candidate.tier]}`,
    ],
  };
}

const exactUsd = (value: number): string => usd(value, 5);

/**
 * Where the axis ends, US dollars. One retired or very doubtful type must not squeeze all others into a corner: what costs
 * a multiple of the cheapest is cut off, visibly, with its figure beside it. The anchor always fits, whatever it costs.
 */
export function axisEnd(bars: readonly Bar[]): number {
  const all = bars.map(({ cost }) => cost);
  const available = bars.filter(({ look }) => look !== 'muted').map(({ cost }) => cost.estimate);
  const lowest = Math.min(...(available.length > 0 ? available : all.map(({ estimate }) => estimate)));
  const anchor = Math.max(0, ...bars.filter(({ isAnchor }) => isAnchor).map(({ cost }) => cost.high));
  return Math.min(Math.max(0, ...all.map(({ high }) => high)), Math.max(lowest * AXIS_SPAN, anchor));
}

/** The chart's finding in words, for those who cannot see it. */
export function findingOf(advice: Advice, rows: readonly Row[]): string {
  const basis = costBasis(advice);
  const recommended = rows.find(({ isRecommended }) => isRecommended);
  const cost = costOf(recommended?.offers[0], basis);
  const sentences: string[] = [];
  if (recommended !== undefined && cost !== null) {
    sentences.push(strings.chartFinding(recommended.candidate.instanceType, usd(cost.estimate), strings.costFor[basis], range(cost, usd)));
  } else {
    sentences.push(strings.chartNoFinding(rows.length));
  }
  const anchor = rows.find(({ isAnchor }) => isAnchor);
  const anchorCost = costOf(anchor?.offers[0], basis);
  if (anchor !== undefined && anchor !== recommended && anchorCost !== null) {
    sentences.push(strings.chartAnchor(anchor.candidate.instanceType, usd(anchorCost.estimate)));
  }
  return [...sentences, strings.chartTwin].join(' ');
}
