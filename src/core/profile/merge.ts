/** Several findings about one run become one profile. */

import type { Certainty, Known, Profile } from './profile';

/** Best first. */
const CERTAINTIES: readonly Certainty[] = ['measured', 'derived', 'guess'];

/**
 * Takes each field from the finding that is surest of it; among equals the first. The ops are those of the first that has any, the
 * format that of the first that says something about steps. Warnings are kept all. There must be at least one finding.
 */
export function merged([first, ...others]: readonly [Profile, ...Profile[]]): Profile {
  const all = [first, ...others];
  const leading = all.find(({ ops, stepMs }) => ops.length > 0 || stepMs !== undefined) ?? first;
  const fields: Record<string, Known<unknown>> = {};
  for (const profile of all) {
    for (const [field, known] of Object.entries(profile)) {
      if (isKnown(known) && isSurer(known, fields[field])) fields[field] = known;
    }
  }
  return {
    ...fields,
    format: leading.format,
    ops: all.find(({ ops }) => ops.length > 0)?.ops ?? [],
    warnings: [...new Set(all.flatMap(({ warnings }) => warnings))],
  };
}

function isKnown(value: unknown): value is Known<unknown> {
  return typeof value === 'object' && value !== null && 'certainty' in value;
}

function isSurer(known: Known<unknown>, than: Known<unknown> | undefined): boolean {
  return than === undefined || CERTAINTIES.indexOf(known.certainty) < CERTAINTIES.indexOf(than.certainty);
}
