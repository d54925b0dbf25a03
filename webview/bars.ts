/** From rows to what the chart draws: labels, figures in words, and where the axis ends. No DOM and no Chart.js here. */

import type { Advice } from '../src/core/advice/advice';
import { milliseconds, percent, range, usd, usdShort } from '../src/core/format';
import type { Interval } from '../src/core/predictor/predictor';
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
  /** The instance type that the reader runs on now. */
  readonly isAnchor: boolean;
  readonly tooltipTitle: string;
  readonly tooltip: readonly string[];
}

/** Longest label drawn, characters; the table holds the whole name. */
const LABEL_LENGTH = 18;

/** The axis ends at this multiple of the lowest cost that can be had, so that those worth comparing stay apart. */
const AXIS_SPAN = 2.5;

/** The rows that have a cost, as bars in the same order. */
export function barsOf(rows: readonly Row[], basis: CostBasis): readonly Bar[] {
  return rows.flatMap((row) => {
    const offer = row.offers[0];
    const cost = costOf(offer, basis);
    if (offer === undefined || cost === null) return [];
    const { candidate } = row;
    const name = drawable(candidate.instanceType);
    const unavailable = candidate.retired ? strings.retired : strings.notOffered;
    const bar: Bar = {
      label: `${TIER_MARKS[candidate.tier]} ${name}${row.isAnchor ? ` ${ANCHOR_MARK}` : ''}`,
      cost,
      costText: usdShort(cost.estimate),
      look: row.launchable ? (row.isRecommended ? 'recommended' : 'plain') : 'muted',
      remark: row.launchable ? '' : unavailable,
      isAnchor: row.isAnchor,
      tooltipTitle: row.launchable ? name : `${name} (${unavailable})`,
      tooltip: [
        `${usd(cost.estimate, 5)} ${strings.costFor[basis]}`,
        `${range(cost, exactUsd)} (${percent(cost.coverage)})`,
        `${strings.perStep(milliseconds(candidate.stepMs.estimate))} (${range(candidate.stepMs, milliseconds)})`,
        `${strings.purchase[offer.purchase]}, ${strings.perHour(usd(offer.usdPerHour, 4))}, ${drawable(offer.asOf)}, ${strings.layer[offer.layer]}${offer.stale === true ? `, ${strings.stale}` : ''}`,
        `${TIER_MARKS[candidate.tier]} ${strings.tier[candidate.tier]}`,
      ],
    };
    return [bar];
  });
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

/** Text for a canvas, which cannot isolate directions or wrap: without control and direction characters, cut when long. */
function drawable(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]/gu, '');
  return plain.length > LABEL_LENGTH ? `${plain.slice(0, LABEL_LENGTH - 1)}…` : plain;
}
