import { describe, expect, test } from 'vitest';
import { satisfies } from '../../../tools/install/packages.mjs';

const lock = (packages: Record<string, { version?: string; optional?: boolean }>) => ({ packages: { '': {}, ...packages } });

describe('whether node_modules matches package-lock.json', () => {
  const wanted = lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/for-another-platform': { version: '2.0.0', optional: true } });

  test('everything there in the wanted version', () => {
    expect(satisfies(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true);
  });
  test('another version of a package', () => {
    expect(satisfies(wanted, lock({ 'node_modules/a': { version: '1.0.1' } }))).toBe(false);
  });
  test('a missing package', () => {
    expect(satisfies(wanted, lock({}))).toBe(false);
  });
  test('another version of an optional package', () => {
    const installed = lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/for-another-platform': { version: '2.0.1' } });
    expect(satisfies(wanted, installed)).toBe(false);
  });
});
