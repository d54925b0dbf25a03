/** What the readers of logs make of their figures. */

import type { Certainty, Known, Profile } from '../profile';

/** A figure that stands in the log. */
export function measured<T>(value: T, source: string): Known<T> {
  return { value, source, certainty: 'measured' };
}

/** A figure computed from others in the log. */
export function derived<T>(value: T, source: string): Known<T> {
  return { value, source, certainty: 'derived' };
}

/** A figure that the user should confirm. */
export function guessed<T>(value: T, source: string): Known<T> {
  return { value, source, certainty: 'guess' };
}

/** The value with its origin; undefined stays undefined. */
export function known<T>(value: T | undefined, source: string, certainty: Certainty): Known<T> | undefined {
  return value === undefined ? undefined : { value, source, certainty };
}

/** Fields of a profile, where undefined means unknown. */
export type Findings = { readonly [Field in keyof Profile]?: Profile[Field] | undefined };

/** A profile of a log, which has no ops; fields that are undefined are left out. */
export function profileOf(format: string, findings: Findings): Profile {
  const present = Object.entries(findings).filter(([, value]) => value !== undefined);
  return { ops: [], warnings: [], ...Object.fromEntries(present), format };
}
