/** Material outside the repository; tests that need it say so in their title when they are skipped. */

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'vitest';

/** The folder of samples and datasets beside the repository. */
export const SHARED = join(import.meta.dirname, '../../../shared');

/**
 * `describe` for tests that need `../shared`; in a clone without it one skipped test stands for them, with the reason in the
 * title. The body is not even read then, because it may open the data while it lists its tests.
 */
export function describeShared(title: string, body: () => void): void {
  const present = existsSync(SHARED);
  if (present) describe(title, body);
  else describe(`${title} (skipped: ../shared is absent)`, () => test.runIf(present)('all of it', () => undefined));
}

/** A file's name and bytes. */
export function fileAt(...path: readonly string[]): { name: string; bytes: Uint8Array } {
  const file = join(...path);
  return { name: basename(file), bytes: readFileSync(file) };
}

/** A file of test/fixtures. */
export function fixture(path: string): { name: string; bytes: Uint8Array } {
  return fileAt(import.meta.dirname, '../fixtures', path);
}
