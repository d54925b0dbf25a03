/** What outlives a reload of the document: how the reader arranged the view. Nothing of the advice itself, which the host sends again. */

import { COLUMN_IDS, DEFAULT_COLUMNS, type ColumnId } from './columns';
import { isFilter, NO_FILTER, type Filter } from './filter';

/** The order of the table; null is the order of the advice. */
export type Sort = { readonly column: ColumnId; readonly descending: boolean } | null;

/** The reader's arrangement. */
export interface Kept {
  readonly showAll: boolean;
  /** Pixels. */
  readonly scrollTop: number;
  readonly sort: Sort;
  readonly filter: Filter;
  readonly columns: readonly ColumnId[];
  /** Instance types whose details are open. */
  readonly open: readonly string[];
  /** Instance types ticked for comparison, the latest last; at most two. */
  readonly compared: readonly string[];
  /** Class names of the folds that are open. */
  readonly folds: readonly string[];
}

/** The arrangement with the one way to change it. */
export interface KeptStore {
  readonly now: Kept;
  change(change: Partial<Kept>): void;
}

/** Folds that are open until the reader closes them. */
const OPEN_AT_FIRST = ['scatter', 'compare'];

const AT_FIRST: Kept = { showAll: false, scrollTop: 0, sort: null, filter: NO_FILTER, columns: DEFAULT_COLUMNS, open: [], compared: [], folds: OPEN_AT_FIRST };

/** Takes up what was saved, as far as it still has the right shape: another version may have saved it. `save` hears every change. */
export function keptStore(saved: unknown, save: (kept: Kept) => void): KeptStore {
  let now = restored(saved);
  return {
    get now() { return now; },
    change(change) {
      now = { ...now, ...change };
      save(now);
    },
  };
}

function restored(saved: unknown): Kept {
  if (typeof saved !== 'object' || saved === null) return AT_FIRST;
  const { showAll, scrollTop, sort, filter, columns, open, compared, folds } = saved as Record<keyof Kept, unknown>;
  return {
    showAll: showAll === true,
    scrollTop: typeof scrollTop === 'number' ? scrollTop : 0,
    sort: isSort(sort) ? sort : null,
    filter: isFilter(filter) ? filter : NO_FILTER,
    columns: isTexts(columns) ? COLUMN_IDS.filter((id) => columns.includes(id)) : DEFAULT_COLUMNS,
    open: isTexts(open) ? open : [],
    compared: isTexts(compared) ? compared.slice(-2) : [],
    folds: isTexts(folds) ? folds : OPEN_AT_FIRST,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isSort(value: unknown): value is Sort {
  return typeof value === 'object' && value !== null && 'column' in value && (COLUMN_IDS as readonly unknown[]).includes(value.column);
}
