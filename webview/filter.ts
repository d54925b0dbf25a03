/** Which rows are wanted: pure, so that chart and table agree. */

import { TIERS } from '../src/core/predictor/predictor';
import type { Row } from './rows';
import { strings } from './strings';

/** One thing to filter by. */
export interface Facet {
  readonly id: 'family' | 'architecture' | 'accelerator' | 'memory' | 'tier' | 'launchable';
  readonly label: string;
  /** What a row is under this facet. */
  readonly read: (row: Row) => string;
  /** How a value reads. */
  readonly write: (value: string) => string;
  readonly compare: (a: string, b: string) => number;
}

/** Text that the name must hold, and the chosen value of each facet; an absent facet lets all pass. */
export interface Filter {
  readonly text: string;
  readonly facets: Readonly<Partial<Record<Facet['id'], string>>>;
}

/** Lets everything pass. */
export const NO_FILTER: Filter = { text: '', facets: {} };

/** Steps of accelerator memory that data sheets have, GiB: a type belongs to the largest step that it reaches, as usable memory is a little less. */
const MEMORY_STEPS = [8, 16, 24, 40, 80, 140];
const USABLE_SHARE = 0.9;

const same = (value: string): string => value;
const byText = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
const byNumber = (a: string, b: string): number => Number(a) - Number(b);

/** Everything that rows can be filtered by. */
export const FACETS: readonly Facet[] = [
  { id: 'family', label: strings.filters.family, read: ({ candidate }) => familyOf(candidate.instanceType), write: same, compare: byText },
  { id: 'architecture', label: strings.filters.architecture, read: ({ candidate }) => candidate.architecture, write: same, compare: byText },
  { id: 'accelerator', label: strings.filters.accelerator, read: ({ candidate }) => candidate.device ?? '', write: (value) => value || strings.cpuOnly, compare: byText },
  { id: 'memory', label: strings.filters.memory, read: memoryStep, write: (value) => (value === '0' ? strings.lessMemory(MEMORY_STEPS[0] ?? 0) : strings.moreMemory(value)), compare: byNumber },
  {
    id: 'tier', label: strings.filters.tier, read: ({ candidate }) => candidate.tier, write: (value) => (strings.tier as Readonly<Record<string, string>>)[value] ?? value,
    compare: (a, b) => (TIERS as readonly string[]).indexOf(a) - (TIERS as readonly string[]).indexOf(b),
  },
  { id: 'launchable', label: strings.filters.launchable, read: launchableValue, write: (value) => strings.launchableValue[value as LaunchableValue] ?? value, compare: byText },
];

type LaunchableValue = keyof typeof strings.launchableValue;

/** `g4dn` of `g4dn.xlarge`. */
export function familyOf(instanceType: string): string {
  return instanceType.split('.')[0] ?? instanceType;
}

function memoryStep({ candidate }: Row): string {
  const gib = candidate.accelerator?.memoryGiB ?? 0;
  return String(MEMORY_STEPS.filter((step) => gib >= step * USABLE_SHARE).at(-1) ?? 0);
}

function launchableValue({ candidate }: Row): LaunchableValue {
  if (candidate.launchable === null) return 'unknown';
  return candidate.launchable ? 'yes' : 'no';
}

/** Whether a row is wanted. A memory step lets larger ones pass too. */
export function passes(filter: Filter, row: Row): boolean {
  if (!row.candidate.instanceType.toLowerCase().includes(filter.text.trim().toLowerCase())) return false;
  return FACETS.every(({ id, read }) => {
    const wanted = filter.facets[id];
    if (wanted === undefined) return true;
    return id === 'memory' ? Number(read(row)) >= Number(wanted) : read(row) === wanted;
  });
}

/** Whether anything is filtered out at all. */
export function isFiltering({ text, facets }: Filter): boolean {
  return text.trim() !== '' || Object.keys(facets).length > 0;
}

/** The values that occur, in the facet's order. */
export function choicesOf({ read, compare }: Facet, rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.map(read))].sort(compare);
}

/** Whether something that was saved has the shape of a filter. */
export function isFilter(value: unknown): value is Filter {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('facets' in value)) return false;
  const { text, facets } = value;
  return typeof text === 'string' && typeof facets === 'object' && facets !== null && Object.values(facets).every((facet) => typeof facet === 'string');
}
