/** What the tables of `data/aws` have in common, and the record of what was not taken from them. */

import type { Row } from '../dataset/table';

/** Why a row is not in the snapshot. */
export interface Rejection {
  readonly place: string;
  readonly what: string;
  readonly reason: string;
}

/** The number in a cell, or undefined when it is empty, not a number or not above 0. */
export function positive(row: Row, column: string): number | undefined {
  const text = row.cell(column);
  const value = Number(text);
  return text !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The part before the first dot: `g4dn` of `g4dn.xlarge`. */
export function familyOf(instanceType: string): string {
  return instanceType.split('.')[0] ?? instanceType;
}

/** The values by key, in order of first appearance (Map.groupBy came only with Node 21). */
export function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
