/** The columns of the table: what each says of a row, and by what it sorts. Arranges figures, computes none. */

import type { Advice, CostedOffer } from '../src/core/advice/advice';
import { inCurrency, offerNotes, STALE_RULE } from '../src/core/advice/offerNotes';
import { duration, milliseconds, range, UNKNOWN, usd } from '../src/core/format';
import { TIERS, type Interval } from '../src/core/predictor/predictor';
import { costOf, jobSecondsOf, type CostBasis, type Row } from './rows';
import { strings, TIER_MARKS } from './strings';

/** What stands in a cell, all of it text. */
export interface Cell {
  readonly text: string;
  /** Smaller, after the text: the purchase option. */
  readonly suffix?: string;
  /** Smaller, below: the interval, or where a figure is from. */
  readonly below?: string;
  /** A cost in the user's currency, below. */
  readonly converted?: string;
  readonly title?: string;
  /** Why there is no figure; the text is then a dash, and this is read aloud. */
  readonly unknown?: string;
  /** A mark before the text, for the eye only. */
  readonly mark?: string;
}

/** What a cell is written from. */
export interface CellContext {
  readonly row: Row;
  readonly basis: CostBasis;
  readonly epochs: number;
  /** The user's currency, shown beside US dollars; null when none is set. */
  readonly currency: Advice['currency'];
}

/** A column of the table after the first, which holds the name. */
export interface Column {
  readonly id: ColumnId;
  title(basis: CostBasis): string;
  readonly isFigure: boolean;
  cell(context: CellContext): Cell;
  /** What the column sorts by, ascending; null is unknown and comes last either way. */
  sortValue(context: CellContext): number | string | null;
}

/** Every column, in the order in which they stand. */
export const COLUMN_IDS = ['instance', 'cost', 'jobCost', 'finish', 'step', 'epoch', 'tier', 'price', 'device', 'memory', 'fit', 'vCpus', 'hostMemory', 'architecture'] as const;

/** A column's name. */
export type ColumnId = (typeof COLUMN_IDS)[number];

/** The columns shown until the reader chooses others. */
export const DEFAULT_COLUMNS: readonly ColumnId[] = ['instance', 'cost', 'jobCost', 'finish', 'step', 'tier', 'price', 'device'];

const named = (id: Exclude<ColumnId, 'cost' | 'jobCost'>) => (): string => strings.columns[id];

const unknown = (reason: string): Cell => ({ text: UNKNOWN, unknown: reason });

function figure(interval: Interval, write: (value: number) => string): Cell {
  return { text: write(interval.estimate), below: range(interval, write) };
}

/** Why a cost or duration is missing. */
const noCost = (offer: CostedOffer | undefined): Cell => unknown(offer === undefined ? strings.noPrice : strings.epochUnknown);

/** All columns but the first. */
export const COLUMNS: readonly Column[] = [
  {
    id: 'cost', title: (basis) => strings.cost[basis], isFigure: true,
    cell({ row: { offers: [offer] }, basis, currency }) {
      const cost = costOf(offer, basis);
      if (offer === undefined || cost === null) return noCost(offer);
      // The purchase option stands with the cost, where it is in sight at every width.
      const suffix = strings.purchase[offer.purchase];
      return { ...figure(cost, usd), suffix, ...(currency !== null && { converted: inCurrency(cost.estimate, currency) }) };
    },
    sortValue: ({ row: { offers: [offer] }, basis }) => costOf(offer, basis)?.estimate ?? null,
  },
  {
    id: 'jobCost', title: () => strings.columns.jobCost, isFigure: true,
    cell: ({ row: { offers: [offer] } }) => (offer === undefined || offer.usdPerJob === null ? noCost(offer) : figure(offer.usdPerJob, usd)),
    sortValue: ({ row: { offers: [offer] } }) => offer?.usdPerJob?.estimate ?? null,
  },
  {
    id: 'finish', title: named('finish'), isFigure: true,
    cell({ row, epochs }) {
      const seconds = jobSecondsOf(row.candidate, epochs);
      return seconds === null ? unknown(strings.epochUnknown) : figure(seconds, (value) => duration(value));
    },
    sortValue: ({ row, epochs }) => jobSecondsOf(row.candidate, epochs)?.estimate ?? null,
  },
  {
    id: 'step', title: named('step'), isFigure: true,
    cell: ({ row }) => figure(row.candidate.stepMs, milliseconds),
    sortValue: ({ row }) => row.candidate.stepMs.estimate,
  },
  {
    id: 'epoch', title: named('epoch'), isFigure: true,
    cell: ({ row: { candidate: { secondsPerEpoch } } }) => (secondsPerEpoch === null ? unknown(strings.epochUnknown) : figure(secondsPerEpoch, duration)),
    sortValue: ({ row }) => row.candidate.secondsPerEpoch?.estimate ?? null,
  },
  {
    id: 'tier', title: named('tier'), isFigure: false,
    cell: ({ row: { candidate: { tier } } }) => ({ mark: TIER_MARKS[tier], text: strings.tier[tier], title: strings.tierMeaning[tier] }),
    sortValue: ({ row }) => TIERS.indexOf(row.candidate.tier),
  },
  {
    id: 'price', title: named('price'), isFigure: true,
    cell: ({ row: { offers: [offer] } }) => (offer === undefined ? unknown(strings.noPrice) : priceCell(offer)),
    sortValue: ({ row: { offers: [offer] } }) => offer?.usdPerHour ?? null,
  },
  {
    id: 'device', title: named('device'), isFigure: false,
    cell: ({ row: { candidate: { device, accelerator } } }) =>
      ({ text: device ?? strings.cpuOnly, ...(accelerator !== null && accelerator.count !== 1 && { suffix: strings.deviceCount(accelerator.count) }) }),
    sortValue: ({ row }) => row.candidate.device,
  },
  {
    id: 'memory', title: named('memory'), isFigure: true,
    cell: ({ row: { candidate: { accelerator } } }) => (accelerator === null ? unknown(strings.noAccelerator) : { text: strings.gibibytes(plain(accelerator.memoryGiB)) }),
    sortValue: ({ row }) => row.candidate.accelerator?.memoryGiB ?? null,
  },
  {
    id: 'fit', title: named('fit'), isFigure: false,
    cell({ row: { candidate: { memoryFit, largestBatch } } }) {
      if (memoryFit === 'unknown') return unknown(strings.fitUnknown);
      return { text: strings.fit[memoryFit], ...(largestBatch !== null && { below: strings.largestBatch(largestBatch) }) };
    },
    sortValue: ({ row: { candidate: { memoryFit } } }) => (memoryFit === 'unknown' ? null : ['fits', 'tight', 'no'].indexOf(memoryFit)),
  },
  { id: 'vCpus', title: named('vCpus'), isFigure: true, cell: ({ row }) => ({ text: plain(row.candidate.vCpus) }), sortValue: ({ row }) => row.candidate.vCpus },
  {
    id: 'hostMemory', title: named('hostMemory'), isFigure: true,
    cell: ({ row }) => ({ text: strings.gibibytes(plain(row.candidate.memoryGiB)) }),
    sortValue: ({ row }) => row.candidate.memoryGiB,
  },
  { id: 'architecture', title: named('architecture'), isFigure: false, cell: ({ row }) => ({ text: row.candidate.architecture }), sortValue: ({ row }) => row.candidate.architecture },
];

/** A size off a data sheet, as it is written there: `16`, `22.4`, `1,152`. */
export function plain(size: number): string {
  return size.toLocaleString('en-US', { maximumFractionDigits: size < 100 ? 1 : 0 });
}

/** A price with its date and origin. */
export function priceCell(offer: CostedOffer): Cell {
  const age = [offer.asOf, strings.layer[offer.layer], ...(offer.stale === true ? [strings.stale] : [])].join(', ');
  const title = [`${offer.source}.`, ...(offer.stale === true ? [strings.staleMeaning(STALE_RULE)] : []), ...offerNotes(offer)].join(' ');
  return { text: strings.perHour(usd(offer.usdPerHour, 4)), below: age, title };
}

/** The rows in the order of a column; equal ones and those with nothing to sort by keep the order of the advice. */
export function sorted(rows: readonly Row[], by: (row: Row) => number | string | null, descending: boolean): readonly Row[] {
  const direction = descending ? -1 : 1;
  const valued = rows.map((row) => ({ row, value: by(row) }));
  return valued.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    if (typeof a.value === 'number' && typeof b.value === 'number') return direction * (a.value - b.value);
    return direction * String(a.value).localeCompare(String(b.value), 'en', { numeric: true });
  }).map(({ row }) => row);
}
