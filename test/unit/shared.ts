/** Material outside the repository; tests that need it say so in their title when they are skipped. */

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe } from 'vitest';

/** The folder of samples and datasets beside the repository. */
export const SHARED = join(import.meta.dirname, '../../../shared');

/** `describe` for tests that need `../shared`; skipped, with the reason in the title, in a clone without it. */
export function describeShared(title: string, body: () => void): void {
  const present = existsSync(SHARED);
  describe.skipIf(!present)(present ? title : `${title} (skipped: ../shared is absent)`, body);
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
