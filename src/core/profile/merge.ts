/** Several findings about one run become one profile. */

import type { Certainty, Known, Profile } from './profile';

/** Best first. */
const CERTAINTIES: readonly Certainty[] = ['measured', 'derived', 'guess'];

/**
 * Takes each field from the finding that is surest of it; among equals the first. The ops are those of the first that has any, the
 * format that of the first that says something about steps. Warnings are those of findings that gave anything. There must be at least one.
 */
export function merged([first, ...others]: readonly [Profile, ...Profile[]]): Profile {
  const all = [first, ...others];
  const leading = all.find(({ ops, stepMs }) => ops.length > 0 || stepMs !== undefined) ?? first;
  const fields: Record<string, Known<unknown>> = {};
  const giver: Record<string, Profile> = {};
  for (const profile of all) {
    for (const [field, known] of Object.entries(profile)) {
      if (!isKnown(known) || !isSurer(known, fields[field])) continue;
      fields[field] = known;
      giver[field] = profile;
    }
  }
  const withOps = all.find(({ ops }) => ops.length > 0);
  const givers = new Set([leading, withOps, ...Object.values(giver)]);
  return {
    ...fields,
    format: leading.format,
    ops: withOps?.ops ?? [],
    warnings: [...new Set(all.filter((profile) => givers.has(profile)).flatMap(({ warnings }) => warnings))],
  };
}

function isKnown(value: unknown): value is Known<unknown> {
  return typeof value === 'object' && value !== null && 'certainty' in value;
}

function isSurer(known: Known<unknown>, than: Known<unknown> | undefined): boolean {
  return than === undefined || CERTAINTIES.indexOf(known.certainty) < CERTAINTIES.indexOf(than.certainty);
}
